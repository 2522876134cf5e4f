"""A board's own rules."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from payments.money import validate_currency


@register_setting(icon="clipboard-list", order=310)
class JobBoardSettings(BaseSiteSetting):
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[validate_currency],
        help_text=_("ISO code; what salaries and new plans start with."),
    )
    default_days = models.PositiveSmallIntegerField(
        _("days a listing by an editor stays up"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    sender = models.EmailField(
        _("mails come from"), blank=True, help_text=_("Empty: the address of the whole install.")
    )
    contact_email = models.EmailField(
        _("public contact"), blank=True, help_text=_("Shown to employers who need help.")
    )
    editors = models.TextField(
        _("editors who are written to"),
        blank=True,
        help_text=_("One mail address a line: new paid listings and whatever needs a person."),
    )
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

    panels = [
        MultiFieldPanel([FieldPanel("currency"), FieldPanel("default_days")], heading=_("Listings")),
        MultiFieldPanel(
            [FieldPanel("form_intro"), FieldPanel("terms_page"), FieldPanel("draft_keep_days")],
            heading=_("Posting"),
        ),
        MultiFieldPanel(
            [FieldPanel("sender"), FieldPanel("contact_email"), FieldPanel("editors")], heading=_("Mail")
        ),
    ]

    class Meta:
        verbose_name = _("board settings")

    def clean(self) -> None:
        super().clean()
        for address in self.editor_addresses():
            try:
                validate_email(address)
            except ValidationError as error:
                raise ValidationError(
                    {"editors": _("“%(address)s” is not a mail address.") % {"address": address}}
                ) from error

    def editor_addresses(self) -> list[str]:
        return [line.strip() for line in self.editors.splitlines() if line.strip()]
