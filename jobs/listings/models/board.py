"""A board's settings for its listings."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from boards.models import BoardSetting
from jobs.listings import facts
from jobs.listings.zones import known
from payments.money import validate_currency

from .queries import FEATURED_PLACES, MAX_FEATURED_PLACES


def _asked(fact: facts.Fact) -> "models.CharField[str, str]":
    """Whether employers are asked for a fact; not on boards that were there before it."""
    return models.CharField(
        fact.label, max_length=8, choices=facts.Asked, default=facts.Asked.OFF, db_default=facts.Asked.OFF
    )


def validate_zone(name: str) -> None:
    if name not in known():
        raise ValidationError(_("Enter the name of a time zone, such as Europe/Berlin."), code="zone")


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
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        validators=[validate_zone],
        help_text=_(
            "Such as Europe/Berlin: of application deadlines and of first days online. Empty: as the whole install."
        ),
    )
    ask_seniority = _asked(facts.SENIORITY)
    ask_visa = _asked(facts.VISA)
    ask_zones = _asked(facts.ZONES)
    ask_benefits = _asked(facts.BENEFITS)
    ask_deadline = _asked(facts.DEADLINE)
    ask_first_day = _asked(facts.FIRST_DAY)
    ask_staff = _asked(facts.STAFF)

    panels = [
        FieldPanel("currency"),
        FieldPanel("default_days"),
        FieldPanel("featured_places"),
        FieldPanel("time_zone"),
        MultiFieldPanel(
            [FieldPanel(fact.setting) for fact in facts.OPTIONAL],
            heading=_("What employers are asked"),
            help_text=_(
                "Switched off, it is no longer asked or filtered by; listings that say it go on saying it."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("listings")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def asked(self, fact: facts.Fact) -> str:
        """Whether employers are asked for a fact: a value of `facts.Asked`."""
        return str(getattr(self, fact.setting)) if fact.setting else facts.Asked.REQUIRED

    def asks(self, fact: facts.Fact) -> bool:
        return self.asked(fact) != facts.Asked.OFF
