"""Laws about pay in job advertisements, as rows that a board's owners edit."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from jobs.listings.iso import validate_country, validate_money

# In the place of a country: all states of the European Union.
EU = "EU"


def validate_area(code: str) -> None:
    if code != EU:
        validate_country(code)


class PayRule(models.Model):
    class Level(models.TextChoices):
        REQUIRE = "require", _("Require: the form asks for the pay")
        WARN = "warn", _("Warn: the listing is saved, and the law named")
        OFF = "off", _("Off")

    class Remote(models.TextChoices):
        NO = "no", _("No")
        NAMED = "named", _("When the place that they name is there")
        ANYWHERE = "anywhere", _("Also when the work may be done there")

    site = models.ForeignKey(Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="+")
    # The name in the data file; empty for what owners have added.
    key = models.CharField(max_length=20, blank=True, editable=False)
    law = models.CharField(_("law"), max_length=120, help_text=_("As employers read it."))
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked = models.BooleanField(
        _("checked in its source"),
        default=True,
        help_text=_("Rules that nobody has checked should only warn."),
    )
    level = models.CharField(_("what it does"), max_length=7, choices=Level, default=Level.WARN)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[validate_area],
        help_text=_("ISO code, such as AT; EU for the whole European Union."),
    )
    region = models.CharField(_("state or province"), max_length=60, blank=True)
    words = models.CharField(
        _("how places there are written"),
        max_length=200,
        blank=True,
        help_text=_("Separated by commas, such as Colorado, CO. Needed for a state or province."),
    )
    remote = models.CharField(_("remote jobs count"), max_length=8, choices=Remote, default=Remote.NAMED)
    min_staff = models.PositiveIntegerField(
        _("for companies of at least"),
        default=0,
        help_text=_("People; 0 or 1: of any size. Where the size is not known, the rule only warns."),
    )
    since = models.DateField(_("in force since"), null=True, blank=True)
    until = models.DateField(_("in force until"), null=True, blank=True, help_text=_("The last day."))
    single_sum = models.BooleanField(
        _("the lowest sum alone is enough"), default=False, help_text=_("Otherwise both ends are needed.")
    )
    max_width = models.DecimalField(
        _("widest range a year"),
        max_digits=11,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    exempt_above = models.DecimalField(
        _("pay above this a year is exempt"),
        max_digits=11,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    currency = models.CharField(
        _("currency of these sums"), max_length=3, blank=True, validators=[validate_money]
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For the editors alone."))

    class Meta:
        verbose_name = _("pay rule")
        verbose_name_plural = _("pay rules")
        ordering = ["country", "region", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key"], condition=~models.Q(key=""), name="pay_rule_once_per_board"
            )
        ]

    def __str__(self) -> str:
        return self.law

    def clean(self) -> None:
        super().clean()
        if self.region and not self.place_words:
            raise ValidationError({"words": _("Say how places there are written, such as Colorado, CO.")})
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day is before the first one.")})
        if (self.max_width or self.exempt_above) and not self.currency:
            raise ValidationError({"currency": _("Enter the currency of the sums.")})

    @property
    def place_words(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]
