from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Site

from boards.models import BoardSetting
from caching.kept import Kept


@register_setting(icon="receipt", order=320)
class PaymentSettings(BoardSetting):
    """How a board takes money, and what it does when money goes back."""

    class FullRefund(models.TextChoices):
        UNPUBLISH = "unpublish", _("Take the listing down")
        KEEP = "keep", _("Leave the listing up")

    class PricesShown(models.TextChoices):
        WITHOUT = "without", _("Without tax, with the words “plus tax”")
        WITH = "with", _("With tax")
        BOTH = "both", _("Without tax and with it")

    checkout_minutes = models.PositiveSmallIntegerField(
        _("minutes to pay"),
        default=60,
        choices=[(30, "30"), (60, "60"), (180, "180"), (1440, "1440")],
        help_text=_("How long Stripe's payment page stays open; the employer can open a new one afterwards."),
    )
    statement_suffix = models.CharField(
        _("text on the card statement"),
        max_length=22,
        blank=True,
        validators=[
            RegexValidator(
                r"^(?=.*[A-Za-z])[A-Za-z0-9 .-]*\Z", _("Letters, digits and spaces; at least one letter.")
            )
        ],
        help_text=_("Letters, digits and spaces; added to the account's own name by the card networks."),
    )
    allow_promotion_codes = models.BooleanField(_("accept promotion codes"), default=False)
    automatic_tax = models.BooleanField(
        _("let Stripe work out the tax"),
        default=False,
        help_text=_("Needs Stripe Tax to be set up in your account."),
    )
    collect_tax_ids = models.BooleanField(_("ask for the company's tax number"), default=False)
    create_invoices = models.BooleanField(
        _("let Stripe write an invoice"),
        default=False,
        help_text=_("With a credit note after each refund. Stripe charges for them: see its price list."),
    )
    tax_rate = models.DecimalField(
        _("tax in percent"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "Charged to everybody. Where Stripe works out the tax, it is only for the prices that this site shows: "
            "the rate that most of your employers pay."
        ),
    )
    tax_name = models.CharField(
        _("name of the tax"),
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as VAT."),
    )
    prices_include_tax = models.BooleanField(
        _("prices of plans include the tax"),
        default=False,
        db_default=False,
        help_text=_("Otherwise it is added to them."),
    )
    prices_shown = models.CharField(
        _("prices are shown"),
        max_length=10,
        choices=PricesShown,
        default=PricesShown.WITHOUT,
        db_default=PricesShown.WITHOUT,
    )
    seller_name = models.CharField(
        _("seller"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("The company or person who sells, as it stands on receipts."),
    )
    seller_address = models.TextField(
        _("seller’s address"), max_length=500, blank=True, default="", db_default=""
    )
    seller_tax_id = models.CharField(
        _("seller’s tax number"), max_length=50, blank=True, default="", db_default=""
    )
    receipt_prefix = models.CharField(
        _("letters before the number of a receipt"),
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as R-. Numbers go on as they are when you change it."),
    )
    full_refund = models.CharField(
        _("after a full refund"), max_length=10, choices=FullRefund, default=FullRefund.UNPUBLISH
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("checkout_minutes"),
                FieldPanel("statement_suffix"),
                FieldPanel("allow_promotion_codes"),
            ],
            heading=_("Paying"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("automatic_tax"),
                FieldPanel("tax_rate"),
                FieldPanel("tax_name"),
                FieldPanel("prices_include_tax"),
                FieldPanel("prices_shown"),
            ],
            heading=_("Tax"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("seller_name"),
                FieldPanel("seller_address"),
                FieldPanel("seller_tax_id"),
                FieldPanel("receipt_prefix"),
                FieldPanel("collect_tax_ids"),
                FieldPanel("create_invoices"),
            ],
            heading=_("Receipts and invoices"),
        ),
        FieldPanel("full_refund"),
    ]

    class Meta:
        verbose_name = _("payment settings")

    def clean(self) -> None:
        super().clean()
        stated = self.PricesShown.WITH if self.prices_include_tax else self.PricesShown.WITHOUT
        if self.automatic_tax and self.tax_rate is None and self.prices_shown != stated:
            raise ValidationError(
                {"tax_rate": _("Say the rate: without it, prices can only be shown as they are typed.")}
            )

    @classmethod
    def of(cls, site: Site) -> "PaymentSettings":
        """Return the board's settings without writing; the defaults for a board that has none yet."""
        return cls.objects.filter(site=site).first() or cls(site=site)

    @classmethod
    def for_readers(cls, request: HttpRequest) -> "PaymentSettings":
        """Return the settings that the prices of a request's page need. Threads share the object: do not change it."""
        site = Site.find_for_request(request)
        if site is None:
            return cls()
        return _kept.get(site.pk, lambda: cls.of(site), request=request, site_id=site.pk)

    @property
    def is_taxed(self) -> bool:
        return self.automatic_tax or bool(self.tax_rate)

    @property
    def fixed_rate(self) -> Decimal | None:
        """The percentage that is charged to everybody, or None."""
        return None if self.automatic_tax or not self.tax_rate else self.tax_rate

    @property
    def tax_label(self) -> str:
        return self.tax_name or gettext("tax")


_kept: Kept[PaymentSettings] = Kept()
