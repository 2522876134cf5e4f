"""What a listing says only on boards that ask for it."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from jobs.listings import facts
from jobs.listings.ends import Ends, ends
from jobs.listings.zones import FIRST, LAST, MAX_OVERLAP, offset_choices

from .choices_field import ChoicesField


def _offset(label: object) -> "models.SmallIntegerField[int | None, int | None]":
    """Minutes from UTC."""
    return models.SmallIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        choices=offset_choices(),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )


class AskedFacts(ClusterableModel):
    """The columns of `facts.OPTIONAL`, and the end of paid days that a deadline cuts short."""

    seniority = models.CharField(
        facts.SENIORITY.label, max_length=8, choices=facts.Seniority, blank=True, default="", db_default=""
    )
    visa = models.CharField(
        facts.VISA.label,
        max_length=8,
        choices=facts.Visa,
        default=facts.Visa.NOT_SAID,
        db_default=facts.Visa.NOT_SAID,
    )
    zone_from = _offset(_("time zones from"))
    zone_to = _offset(_("time zones to"))
    overlap_hours = models.PositiveSmallIntegerField(
        _("hours a day that have to overlap"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_OVERLAP)],
    )
    benefits = ChoicesField(
        facts.BENEFITS.label, max_length=200, choices=facts.Benefit, blank=True, default=tuple, db_default=""
    )
    apply_by = models.DateTimeField(
        facts.DEADLINE.label, null=True, blank=True, help_text=_("The listing closes at this minute.")
    )
    first_day = models.DateField(
        facts.FIRST_DAY.label,
        null=True,
        blank=True,
        help_text=_("Nobody sees the listing before, and its days count from then."),
    )
    staff = models.PositiveIntegerField(
        facts.STAFF.label,
        null=True,
        blank=True,
        help_text=_("Never shown. Some laws about pay in job advertisements apply from a size on."),
    )
    # Belongs to the row, as `expire_at` does: the end of the paid days while the deadline ends the listing earlier.
    paid_until = models.DateTimeField(_("paid until"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    # Wagtail has no types; these are for mypy.
    expire_at: datetime | None

    @property
    def paid_end(self) -> datetime | None:
        """When the paid days end, whether or not a deadline ends the listing earlier."""
        return self.paid_until or self.expire_at

    @property
    def ends_at_deadline(self) -> bool:
        return self.paid_until is not None

    def set_end(self, paid_end: datetime | None) -> Ends:
        """Set the end from the end of the paid days and the deadline."""
        found = ends(paid_end, self.apply_by)
        self.expire_at, self.paid_until = found
        return found
