"""Compare the credits of packs with what Stripe has charged and given back, and with the listings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from jobs.submissions.models import Pack
from payments.models import Credit, CreditUse, Payment

Object = Mapping[str, Any]
ByIntent = Mapping[str, Sequence[Object]]
GONE_BACK = ("creating", "pending", "requires_action", "succeeded")


def credit_differences(charges: ByIntent, refunds: ByIntent, disputes: ByIntent) -> Iterator[str]:
    """For each pack: bought = used + left + expired + taken back, and as many taken back as the money says."""
    for pack in Pack.objects.select_related("payment").order_by("pk"):
        payment, name = pack.payment, f"pack {pack.pk} of {pack.payment.payer_email}"
        bought = pack.postings if payment.is_settled else 0
        found = states(payment)
        if sum(found.values()) != bought:
            yield f"{name}: {bought} postings were bought, and there are {dict(found)}"
        charged = [charge["id"] for charge in charges[payment.payment_intent]]
        if payment.amount_paid and len(charged) != 1:
            yield f"{name}: charged {len(charged)} times: {charged}"
        covered = covered_by_money(payment, refunds, disputes)
        expected = min(covered, bought - found["used"])
        if found["taken back"] != expected:
            yield f"{name}: {found['taken back']} taken back, and the money says {expected}: {dict(found)}"
    times = Counter(CreditUse.objects.filter(given_back_at=None).values_list("credit", flat=True))
    for credit, number in times.items():
        if number > 1:
            yield f"credit {credit} is spent {number} times"


def states(payment: Payment) -> Counter[str]:
    """Count a pack's credits by what became of them, from the rows alone: each counts once."""
    found: Counter[str] = Counter()
    for credit in Credit.objects.filter(pack=payment).prefetch_related("uses"):
        if any(use.given_back_at is None for use in credit.uses.all()):
            found["used"] += 1
            if credit.taken_back_at is not None:
                found["used and taken back"] += 1
        elif credit.taken_back_at is not None:
            found["taken back"] += 1
        else:
            found["left" if credit.valid_until > timezone.now() else "expired"] += 1
    return found


def covered_by_money(payment: Payment, refunds: ByIntent, disputes: ByIntent) -> int:
    """Return how many postings the money pays for that went back at Stripe."""
    intent, paid = payment.payment_intent, payment.amount_paid or 0
    number = payment.pack.postings
    gone = sum(each["amount"] for each in refunds[intent] if each["status"] in GONE_BACK)
    gone += sum(each["amount"] for each in disputes[intent] if each["status"] == "lost")
    if not paid or not gone or not intent:
        return 0
    return max(each for each in range(number + 1) if paid * each // number <= gone)


def more_than_unused_went_back(payment: Payment, refunds: ByIntent, disputes: ByIntent) -> bool:
    if payment.is_for_listing or not payment.is_settled:
        return False
    used = states(payment)["used"]
    return covered_by_money(payment, refunds, disputes) > payment.pack.postings - used


def credit_payment_differences(name: str, payment: Payment) -> Iterator[str]:
    """A posting that a credit has paid for is paid without money until that is given back."""
    use = payment.credit_use
    expected = Payment.Status.PAID if use.given_back_at is None else Payment.Status.REFUNDED
    if (payment.status, payment.amount_paid, payment.payment_intent) != (expected, 0, ""):
        yield f"{name} is {payment.status}, {payment.amount_paid} paid, and its credit says {expected}"
    if use.credit.pack.site_id != payment.site_id:
        yield f"{name} was paid with a pack of another board"


def credits_in_words() -> str:
    """Count all credits by what became of them."""
    total: Counter[str] = Counter()
    for pack in Pack.objects.select_related("payment"):
        total += states(pack.payment)
    told = ", ".join(f"{count} {state}" for state, count in sorted(total.items())) or "none"
    returned = CreditUse.objects.filter(given_back_at__isnull=False).count()
    return f"credits: {told}, {returned} given back"
