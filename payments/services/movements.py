"""Movements of money: every charge, and what went back of it by refunds and disputes.

A charge counts when it was settled, a refund when it was asked for, a dispute when it was opened, because the bank
takes the money then. Refunds that failed and disputes that were won or are only inquiries move nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from payments.models import CheckoutAttempt, Dispute, Payment, Receipt, Refund
from payments.money import to_major
from payments.subjects import company_name, plan_name, zone_of


class Kind(TextChoices):
    CHARGE = "charge", _("charge")
    EXTRA_CHARGE = "extra_charge", _("extra charge")
    REFUND = "refund", _("refund")
    DISPUTE = "dispute", _("dispute")

    @property
    def is_charge(self) -> bool:
        return self in (Kind.CHARGE, Kind.EXTRA_CHARGE)


@dataclass(frozen=True)
class Source:
    """Rows that each move money: the path to their payment's fields, and the names of their time and their sum."""

    kind: Kind
    rows: QuerySet[Any]
    prefix: str
    at: str
    amount: str


@dataclass(frozen=True)
class Movement:
    """One line of the books. Sums are in whole units; what went back is negative."""

    kind: Kind
    at: datetime
    day: date
    reference: str
    title: str
    company: str
    purpose: str
    plan: str
    currency: str
    gross: Decimal
    tax: Decimal | None
    receipt: str
    invoice: str
    buyer: str
    country: str
    tax_id: str
    payer: str
    charge: str
    is_test: bool

    @property
    def net(self) -> Decimal | None:
        return None if self.tax is None else self.gross - self.tax

    @property
    def mode_label(self) -> str:
        return str(_("test") if self.is_test else _("real"))

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)

    @property
    def purpose_label(self) -> str:
        return str(Payment.Purpose(self.purpose).label)


def charged_besides() -> QuerySet[CheckoutAttempt]:
    """Return the charges that are not the payment's own: paid twice, too late, or another sum than was owed."""
    return CheckoutAttempt.objects.filter(amount_total__gt=0).exclude(
        payment_intent=F("payment__payment_intent")
    )


def disputes_that_took() -> QuerySet[Dispute]:
    """Return the disputes that hold money or were lost; an inquiry (`warning_…`) holds none."""
    return Dispute.objects.exclude(status__in=Dispute.WON).exclude(status__startswith="warning_")


def sources() -> list[Source]:
    own = Payment.objects.filter(paid_at__isnull=False, amount_paid__gt=0)
    return [
        Source(Kind.CHARGE, own, "", "paid_at", "amount_paid"),
        Source(Kind.EXTRA_CHARGE, charged_besides(), "payment__", "created_at", "amount_total"),
        Source(Kind.REFUND, Refund.objects.counting(), "payment__", "created_at", "amount"),
        Source(Kind.DISPUTE, disputes_that_took(), "payment__", "created_at", "amount"),
    ]


def month_of(site: Site, first: date) -> tuple[datetime, datetime]:
    """Return the month's beginning and end in the board's time zone, for any of its days."""
    zone, first = zone_of(site), first.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    since, until = (
        datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC) for day in (first, following)
    )
    return since, until


def this_month(site: Site) -> date:
    return timezone.now().astimezone(zone_of(site)).date().replace(day=1)


def movements_of(site: Site, month: date) -> list[Movement]:
    """Return the board's movements of a month, the oldest first. The number of queries is always the same."""
    since, until = month_of(site, month)
    found = [line for source in sources() for line in _lines(source, site, since, until)]
    return sorted(found, key=lambda line: (line.at, line.reference))


def totals(lines: Iterable[Movement]) -> list[dict[str, Any]]:
    """Add up what was charged, what went back and the tax in it, for each currency."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        sums = found.setdefault(
            line.currency,
            {
                "currency": line.currency,
                **dict.fromkeys(("charged", "refunded", "disputed", "tax"), Decimal(0)),
            },
        )
        name = {Kind.REFUND: "refunded", Kind.DISPUTE: "disputed"}.get(line.kind, "charged")
        sums[name] += line.gross
        sums["tax"] += line.tax or 0
    for sums in found.values():
        sums["kept"] = sums["charged"] + sums["refunded"] + sums["disputed"]
    return [found[currency] for currency in sorted(found)]


def _lines(source: Source, site: Site, since: datetime, until: datetime) -> Iterator[Movement]:
    prefix, zone = source.prefix, zone_of(site)
    period = {f"{source.at}__gte": since, f"{source.at}__lt": until, f"{prefix}site": site}
    rows = source.rows.filter(**period).order_by(source.at, "pk")
    payment_key = "payment_id" if prefix else "pk"
    receipts = _receipts(rows.order_by().values(payment_key))
    wanted = rows.annotate(company=company_name(prefix), plan=plan_name(prefix)).values(
        "pk",
        "company",
        "plan",
        source.at,
        source.amount,
        *(f"{prefix}{name}" for name in OF_PAYMENT),
        *(["payment_id", "payment_intent"] if prefix else []),
    )
    for row in wanted:
        own = row[f"{prefix}payment_intent"]
        charge = row["payment_intent"]
        paid = receipts.get((row[payment_key], None)) if charge == own else None
        receipt = receipts.get((row[payment_key], row["pk"])) if source.kind == Kind.REFUND else None
        amount = row[source.amount]
        receipt_shown = paid if source.kind == Kind.CHARGE else receipt
        tax = _tax(amount, receipt, paid)
        sign, currency = (1 if source.kind.is_charge else -1), row[f"{prefix}currency"]
        named = receipt or paid
        yield Movement(
            kind=source.kind,
            at=row[source.at],
            day=row[source.at].astimezone(zone).date(),
            reference=str(row[f"{prefix}uuid"]),
            title=row[f"{prefix}page_title"],
            company=row["company"],
            purpose=row[f"{prefix}purpose"],
            plan=row["plan"],
            currency=currency,
            gross=to_major(sign * amount, currency),
            tax=None if tax is None else to_major(sign * tax, currency),
            receipt=receipt_shown.number if receipt_shown else "",
            invoice=receipt_shown.document_number if receipt_shown else "",
            buyer=named.buyer_name if named else "",
            country=named.buyer_country if named else "",
            tax_id=named.buyer_tax_id if named else "",
            payer=row[f"{prefix}payer_email"],
            charge=charge,
            is_test=row[f"{prefix}livemode"] is False,
        )


OF_PAYMENT = ("uuid", "page_title", "purpose", "currency", "payer_email", "payment_intent", "livemode")


def _receipts(payments: QuerySet[Any]) -> dict[tuple[int, int | None], Receipt]:
    """Return receipts by payment and refund; None is the charge's."""
    found = Receipt.objects.filter(payment_id__in=payments).order_by()
    return {(receipt.payment_id, receipt.refund_id): receipt for receipt in found}


def _tax(amount: int, receipt: Receipt | None, paid: Receipt | None) -> int | None:
    """Return the tax in the movement: as its receipt says, else the same part of it as of the charge."""
    if receipt is not None:
        return receipt.tax
    if paid is None or paid.tax is None or not paid.total:
        return None
    return round(paid.tax * amount / paid.total)
