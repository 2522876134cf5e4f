from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="receipt", order=320)
class PaymentSettings(BaseSiteSetting):
    """How a board takes money."""

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
        help_text=_("Letters, digits and spaces; added to the account's own name by the card networks."),
    )

    class Meta:
        verbose_name = _("payment settings")
