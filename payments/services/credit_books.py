"""Compare the credits of packs with their money and with the postings that they paid for."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from payments.models import Credit, CreditUse, Payment, Problem

from .pack_money import missing_credits

SETTLED = (Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED)


def compare_credits() -> Iterator[str]:
    """Yield what does not agree, one sentence each."""
    packs = Payment.objects.filter(purpose=Payment.Purpose.PACK)
    yield from _without_credits(packs.filter(status__in=SETTLED))
    for pack in packs.filter(credits__isnull=False).distinct():
        missing = missing_credits(pack)
        # The used ones among them are an editor's to decide; a problem has told of them.
        told = pack.problems.filter(kind=Problem.Kind.CREDITS_USED).exists()
        if missing < 0 or (missing and not told):
            yield f"pack {pack.uuid}: {missing} credits are to be taken back for the money that went back"
    for use in CreditUse.objects.select_related("payment"):
        is_paid = use.payment.status == Payment.Status.PAID
        if is_paid == (use.given_back_at is not None):
            yield f"payment {use.payment.uuid} is {use.payment.status}, and its credit says otherwise"
    for use in CreditUse.objects.filter(given_back_at=None, credit__taken_back_at__isnull=False):
        yield f"payment {use.payment_id} was settled with a credit that was taken back"


def _without_credits(packs: "QuerySet[Payment]") -> Iterator[str]:
    failed = Problem.objects.open().filter(payment=OuterRef("pk"), kind=Problem.Kind.PUBLISH_FAILED)
    without = packs.filter(~Exists(Credit.objects.filter(pack=OuterRef("pk"))), ~Exists(failed))
    for pack in without.exclude(declined_at__isnull=False):
        # Its money is about to go back, so that it gives nothing.
        if not pack.refunds.unanswered().exists() and not pack.problems.open().exists():
            yield f"pack {pack.uuid} is {pack.status} and has no credits"
