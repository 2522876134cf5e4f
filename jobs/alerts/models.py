"""Saved searches that email a reader about new listings."""

from datetime import datetime, time, timedelta

from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.links import LinkedRow
from jobs.listings.search import SearchQuery

# When emails go out, in the server's time zone; weekly ones on Mondays.
HOUR = time(7)
MONDAY = 0
MAX_SEARCH_LENGTH = 1000


class AlertQuerySet(models.QuerySet["Alert"]):
    def active(self) -> "AlertQuerySet":
        return self.filter(confirmed_at__isnull=False, unsubscribed_at__isnull=True)

    def due(self) -> "AlertQuerySet":
        return self.active().filter(next_run_at__lte=timezone.now()).order_by("next_run_at", "pk")


class Alert(LinkedRow):
    LINK_SALT = "alerts.manage"

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every morning")
        WEEKLY = "weekly", _("Every Monday morning")

    site = models.ForeignKey(Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="alerts")
    email = models.EmailField(_("email address"))
    search = models.CharField(
        _("search"), max_length=MAX_SEARCH_LENGTH, blank=True, help_text=_("As in the address of its page.")
    )
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency, default=Frequency.DAILY)
    asked_at = models.DateTimeField(_("last asked for at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    next_run_at = models.DateTimeField(_("next email at"), null=True, blank=True, db_index=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "email", "search"], name="alert_once_per_board_address_search"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.search or '*'}"

    def get_absolute_url(self) -> str:
        return reverse("alerts:manage", args=[self.token])

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.unsubscribed_at is None

    @property
    def query(self) -> SearchQuery:
        return SearchQuery.parse(QueryDict(self.search), site=self.site)

    def url_of(self, name: str) -> str:
        """The full URL, on the alert's own board, of one of its pages."""
        return f"{self.site.root_url}{reverse(f'alerts:{name}', args=[self.token])}"


class AlertDelivery(models.Model):
    """A listing that an alert has already sent."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    listing = models.ForeignKey("jobs.JobPage", on_delete=models.CASCADE, related_name="alert_deliveries")
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    class Meta:
        verbose_name = _("listing sent")
        verbose_name_plural = _("listings sent")
        constraints = [
            models.UniqueConstraint(fields=["alert", "listing"], name="alert_tells_of_a_listing_once")
        ]

    def __str__(self) -> str:
        return f"{self.alert} · {self.listing_id}"


def next_run(frequency: str, after: datetime) -> datetime:
    """Return the first time after `after` when an alert of this frequency runs."""
    today = timezone.localtime(after).date()
    days = [today + timedelta(days=number) for number in range(8)]
    runs = [datetime.combine(day, HOUR, tzinfo=timezone.get_current_timezone()) for day in days]
    weekly = frequency == Alert.Frequency.WEEKLY
    return next(run for run in runs if run > after and (not weekly or run.weekday() == MONDAY))
