from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from boards.models import BoardSetting


@register_setting(icon="receipt", order=320)
class PaymentSettings(BoardSetting):
    """How a board takes money, and what it does when money goes back."""

    class FullRefund(models.TextChoices):
        UNPUBLISH = "unpublish", _("Take the listing down")
        KEEP = "keep", _("Leave the listing up")

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
    create_invoices = models.BooleanField(_("let Stripe write an invoice"), default=False)
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
            [FieldPanel("automatic_tax"), FieldPanel("collect_tax_ids"), FieldPanel("create_invoices")],
            heading=_("Tax and invoices"),
        ),
        FieldPanel("full_refund"),
    ]

    class Meta:
        verbose_name = _("payment settings")
