"""A board's settings for posting jobs."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import RichTextField

from boards.models import BoardSetting
from boards.places import boards_at


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
    draft_keep_days = models.PositiveSmallIntegerField(
        _("days an unpaid draft is kept"), default=30, validators=[MinValueValidator(1)]
    )

    panels = [FieldPanel("form_intro"), FieldPanel("terms_page"), FieldPanel("draft_keep_days")]

    class Meta:
        verbose_name = _("posting")

    def clean(self) -> None:
        super().clean()
        if self.terms_page is not None and self.site_id not in boards_at(self.terms_page.path):
            raise ValidationError({"terms_page": _("Choose a page of this board.")})
