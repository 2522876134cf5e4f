"""A board's settings for posting jobs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import RichTextField

from boards.models import BoardSetting
from boards.places import boards_at

HINTS = ("title_hint", "description_hint", "description_outline", "tags_hint", "pay_hint", "apply_hint")


def _hint_field(label: Any, help_text: Any = "") -> "models.CharField[str, str]":
    return models.CharField(label, max_length=200, blank=True, default="", db_default="", help_text=help_text)


@register_setting(icon="form", order=315)
class PostingSettings(BoardSetting):
    form_intro = RichTextField(_("text above the form"), blank=True, features=["bold", "italic", "link"])
    terms_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("terms"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What employers agree to when they post."),
    )
    title_hint = _hint_field(_("hint for the job title"), _("Such as: Just the role, like “Pastry chef”."))
    description_hint = _hint_field(_("hint for the description"))
    description_outline = models.TextField(
        _("outline of a description"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown in the empty field as an example, and gone once somebody types."),
    )
    tags_hint = _hint_field(
        _("hint for the skills"), _("Such as: Tools and techniques, like “plating, HACCP”.")
    )
    pay_hint = _hint_field(_("hint for the pay"))
    apply_hint = _hint_field(_("hint for how to apply"))
    draft_keep_days = models.PositiveSmallIntegerField(
        _("days an unpaid draft is kept"), default=30, validators=[MinValueValidator(1)]
    )

    saved_form_keep_days = models.PositiveSmallIntegerField(
        _("days a saved form is kept"),
        default=30,
        db_default=30,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Of a form that was saved to be finished later, counted from the last time it was saved."
        ),
    )

    panels = [
        FieldPanel("form_intro"),
        FieldPanel("terms_page"),
        FieldPanel("draft_keep_days"),
        FieldPanel("saved_form_keep_days"),
        MultiFieldPanel(
            [FieldPanel(name) for name in HINTS],
            heading=_("Hints in the form"),
            help_text=_("In the words of your board’s trade. Leave one empty for the usual hint."),
        ),
    ]

    class Meta:
        verbose_name = _("posting")

    def clean(self) -> None:
        super().clean()
        if self.terms_page is not None and self.site_id not in boards_at(self.terms_page.path):
            raise ValidationError({"terms_page": _("Choose a page of this board.")})
