"""What the preview of the email about a payment's problem shows."""

from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emails.samples import Audience, Sample, register
from payments.models import Problem
from payments.money import format_money


def register_samples() -> None:
    register(
        Sample(
            "attention",
            gettext_lazy("A payment needs attention"),
            Audience.EDITORS,
            "payments/email/attention",
            lambda board: {
                "payment": SimpleNamespace(
                    amount_label=format_money(19900, "EUR"), page_title=_("Platform engineer")
                ),
                "problem": Problem(kind=Problem.Kind.DISPUTED, detail="du_sample"),
            },
        )
    )
