"""The plans that can be bought on a board."""

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Site

from payments.money import format_money, validate_currency, validate_sum


class PlanQuerySet(models.QuerySet["Plan"]):
    def on_sale(self, site: Site) -> "PlanQuerySet":
        return self.filter(site=site, active=True)


class Plan(models.Model):
    site = models.ForeignKey(Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=200, blank=True)
    amount = models.PositiveIntegerField(
        _("price"), help_text=_("In minor units of the currency; 0 is free.")
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[validate_currency])
    days = models.PositiveSmallIntegerField(
        _("days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long the listing stays up, counted from its publication."),
    )
    featured = models.BooleanField(_("featured"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(
        _("on sale"),
        default=True,
        help_text=_("Untick to withdraw it; listings sold stay as they were bought."),
    )

    objects = PlanQuerySet.as_manager()

    # Why it cannot be had now, set by `services.featured.with_stock`.
    sold_out: str = ""

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["sort_order", "amount", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=1), name="plan_lasts_a_day")]

    def __str__(self) -> str:
        return f"{self.name} ({self.price_label})"

    def clean(self) -> None:
        super().clean()
        if self.amount is not None and self.currency:
            try:
                validate_sum(self.amount, self.currency)
            except ValidationError as error:
                raise ValidationError({"amount": error}) from error

    @property
    def is_free(self) -> bool:
        return self.amount == 0

    @property
    def days_label(self) -> str:
        return ngettext("Live for %(days)s day", "Live for %(days)s days", self.days) % {"days": self.days}

    @property
    @display(description=_("price"))
    def price_label(self) -> str:
        return str(_("Free")) if self.is_free else format_money(self.amount, self.currency)
