"""What each payment of the ledger has brought, and the totals of many."""

from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from payments.models import Payment, Receipt, Refund
from payments.models.payments import PaymentQuerySet

from .movements import charged_besides, disputes_that_took

SUMS = ("net", "tax", "gross", "refunded", "disputed")


def with_sums(payments: PaymentQuerySet) -> Any:
    """Annotate each payment with its `SUMS`, in minor units, as the movements of money have them.

    `gross` is all that was charged, also twice or by mistake. `net` and `tax` are None where no receipt says the tax.
    """
    paid = Receipt.objects.for_charges().filter(payment=OuterRef("pk")).order_by()
    own = Case(
        When(paid_at__isnull=False, then=Coalesce("amount_paid", 0)),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return payments.annotate(
        own=own,
        gross=F("own") + _sum(charged_besides(), "amount_total"),
        tax=Subquery(paid.values("tax")[:1]),
        net=F("gross") - F("tax"),
        refunded=_sum(Refund.objects.counting(), "amount"),
        disputed=_sum(disputes_that_took(), "amount"),
    )


def totals_of(payments: PaymentQuerySet) -> list[dict[str, Any]]:
    """Return for each currency the sums of the payments, in minor units, in one query; `kept` is what is left."""
    plain = Payment.objects.filter(pk__in=payments.order_by().values("pk"))
    added = (
        with_sums(plain)
        .order_by()
        .values("currency")
        .annotate(**{f"total_{name}": Coalesce(Sum(name), 0) for name in SUMS})
    )
    return [
        {
            "currency": row["currency"],
            **{name: row[f"total_{name}"] for name in SUMS},
            "kept": row["total_gross"] - row["total_refunded"] - row["total_disputed"],
        }
        for row in added.order_by("currency")
    ]


def _sum(rows: QuerySet[Any], name: str) -> Coalesce:
    own = rows.filter(payment=OuterRef("pk")).order_by().values("payment")
    return Coalesce(
        Subquery(own.annotate(added=Sum(name)).values("added")), 0, output_field=BigIntegerField()
    )
