"""What a pack's credits are worth, and how many of them go when its money goes back.

The value of the first k of N credits is k/N of what was paid, in whole minor units: the parts add up to the whole.
"""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from payments.models import Credit, Dispute, Payment, Problem
from payments.models.credits import CreditQuerySet
from payments.money import format_money

from .problems import close_problems, open_problem


@dataclass(frozen=True)
class Part:
    """A refund that a pack allows: so many unused credits, and their money in minor units."""

    credits: int
    amount: int


def bought(pack: Payment) -> CreditQuerySet:
    """Return the credits that the pack's money has bought, without those that an editor gave."""
    return Credit.objects.filter(pack=pack, granted_reason="")


def refundable_parts(pack: Payment, most: int) -> list[Part]:
    """List what can be refunded of the pack's own charge; `most` is what is left of the charge.

    Only unused credits whose time is not over. Everything, as one part without credits, while none were issued.
    """
    number = bought(pack).count()
    if not number:
        return [Part(0, most)] if most else []
    gone, taken = _gone(pack), _taken(pack).count()
    parts = [
        Part(each, min(most, _value(pack, number, taken + each) - gone))
        for each in range(1, _takeable(pack).count() + 1)
    ]
    return [part for part in parts if part.amount > 0]


def balance_with_money(pack: Payment) -> None:
    """Take back, or restore, as many credits as the money that went back covers. Idempotent.

    The caller holds the pack's lock. What was refunded beyond the unused credits opens a problem.
    """
    number = bought(pack).count()
    if not number:
        return
    covered, taken = _covered(pack, number), _taken(pack).count()
    if covered > taken:
        _take(pack, covered - taken)
    elif covered < taken:
        _restore(pack, taken - covered)
    _tell_of_used(pack, covered - _taken(pack).count())


def missing_credits(pack: Payment) -> int:
    """Return how many credits more are covered by money that went back than were taken back; below 0: fewer."""
    return _covered(pack, bought(pack).count()) - _taken(pack).count()


def _take(pack: Payment, number: int) -> None:
    """Take the last to end first; then turn those that an editor took into refunded ones."""
    now = timezone.now()
    for credit in list(_takeable(pack).order_by("taken_back", "-valid_until", "-pk")[:number]):
        credit.taken_back_at = credit.taken_back_at or now
        credit.taken_back = Credit.TakenBack.MONEY
        credit.save(update_fields=["taken_back_at", "taken_back"])


def _restore(pack: Payment, number: int) -> None:
    for credit in list(_taken(pack).order_by("-taken_back_at", "-pk")[:number]):
        credit.taken_back = Credit.TakenBack.EDITOR if credit.taken_back_reason else ""
        credit.taken_back_at = credit.taken_back_at if credit.taken_back_reason else None
        credit.save(update_fields=["taken_back_at", "taken_back"])


def _tell_of_used(pack: Payment, missing: int) -> None:
    if missing <= 0:
        close_problems(payment=pack, kinds={Problem.Kind.CREDITS_USED})
        return
    detail = f"{format_money(_gone(pack), pack.currency, 'en')}, {missing} too many"
    # An editor may have resolved it since: the same news opens it only once.
    if not pack.problems.filter(kind=Problem.Kind.CREDITS_USED, detail=detail).exists():
        open_problem(payment=pack, kind=Problem.Kind.CREDITS_USED, detail=detail)


def _takeable(pack: Payment) -> CreditQuerySet:
    """Return the credits that are left, and those that an editor has taken back without their money."""
    by_editor = bought(pack).filter(taken_back=Credit.TakenBack.EDITOR)
    return bought(pack).filter(pk__in=[*_pks(bought(pack).left()), *_pks(by_editor)])


def _taken(pack: Payment) -> CreditQuerySet:
    return bought(pack).filter(taken_back=Credit.TakenBack.MONEY)


def _pks(rows: CreditQuerySet) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _covered(pack: Payment, number: int) -> int:
    """Return how many credits the money that went back pays for."""
    gone = _gone(pack)
    if not pack.amount_paid or not gone:
        return 0
    return max(each for each in range(number + 1) if _value(pack, number, each) <= gone)


def _value(pack: Payment, number: int, first: int) -> int:
    return (pack.amount_paid or 0) * first // number


def _gone(pack: Payment) -> int:
    """Return what went back of the pack's own charge, or is about to, in minor units."""
    refunds = pack.refunds.of(pack.payment_intent).counting()
    lost = pack.disputes.filter(payment_intent=pack.payment_intent, status=Dispute.LOST)
    return sum(int(rows.aggregate(total=Sum("amount"))["total"] or 0) for rows in (refunds, lost))
