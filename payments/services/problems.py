"""Open, close and resolve what needs attention on a payment."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from payments import mails
from payments.models import Payment, Problem


class AlreadyResolved(Exception):
    """The problem is not open any more."""


def open_problem(*, payment: Payment, kind: Problem.Kind, detail: str) -> None:
    """Open a problem and email the editors; no-op while the same one is open.

    The caller holds the payment's lock. News of a kind that is open already takes that problem's place.
    """
    of_kind = payment.problems.open().filter(kind=kind)
    if of_kind.filter(detail=detail).exists():
        return
    of_kind.update(resolved_at=timezone.now())
    mails.attention(problem=payment.problems.create(kind=kind, detail=detail))


def close_problems(*, payment: Payment, kinds: Collection[Problem.Kind]) -> None:
    """Close the payment's open problems of these kinds, which have settled themselves.

    The caller holds the payment's lock.
    """
    payment.problems.open().filter(kind__in=kinds).update(resolved_at=timezone.now())


@transaction.atomic
def resolve(*, problem: Problem, user: User, how: str) -> None:
    """Close one problem with what the editor did about it. Raises AlreadyResolved."""
    Payment.objects.lock(problem.payment_id)
    open_row = Problem.objects.open().filter(pk=problem.pk)
    if not open_row.update(resolved_at=timezone.now(), resolved_by=user, how=how):
        raise AlreadyResolved
