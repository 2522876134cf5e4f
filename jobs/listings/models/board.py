"""A board's settings for its listings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from boards.models import BoardSetting
from payments.money import validate_currency

from .queries import FEATURED_PLACES, MAX_FEATURED_PLACES


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
    featured_places = models.PositiveSmallIntegerField(
        _("featured places"),
        default=FEATURED_PLACES,
        validators=[MaxValueValidator(MAX_FEATURED_PLACES)],
        help_text=_(
            "How many listings can be featured at the same time. Plans with one are sold while a place is free."
        ),
    )
    panels = [FieldPanel("currency"), FieldPanel("default_days"), FieldPanel("featured_places")]

    class Meta:
        verbose_name = _("listings")
