"""A board's settings for its listings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from boards.models import BoardSetting
from payments.money import validate_currency


@register_setting(icon="clipboard-list", order=310)
class JobBoardSettings(BoardSetting):
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
    panels = [FieldPanel("currency"), FieldPanel("default_days")]

    class Meta:
        verbose_name = _("listings")
