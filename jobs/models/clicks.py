"""How many readers went on to apply, by day; who they were is kept nowhere."""

from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ApplyClicksManager(models.Manager["ApplyClicks"]):
    def count_one(self, *, page_id: int, day: date) -> None:
        """Exact however many clicks come at once: the database adds, and the first of a day is made once."""
        if self._add_one(page_id, day):
            return
        try:
            with transaction.atomic():
                self.create(page_id=page_id, day=day, count=1)
        except IntegrityError:
            self._add_one(page_id, day)

    def _add_one(self, page_id: int, day: date) -> int:
        return self.filter(page_id=page_id, day=day).update(count=F("count") + 1)


class ApplyClicks(models.Model):
    page = models.ForeignKey("jobs.JobPage", on_delete=models.CASCADE, related_name="apply_clicks")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("clicks on Apply"), default=0)

    objects = ApplyClicksManager()

    class Meta:
        verbose_name = _("clicks on Apply")
        verbose_name_plural = _("clicks on Apply")
        ordering = ["page", "day"]
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="apply_clicks_once_per_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
