"""The credits of packs: issue, use, give back and take back.

Lock order: the page's posting payments, then the pack's payment. Whoever holds the pack's payment may change its
credits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from payments.fulfilment import refuse_if_not_for_sale
from payments.ledger import locked_payment
from payments.models import Credit, CreditUse, Payment
from payments.signals import credit_given_back, payment_reversed, payment_settled

from .pack_money import balance_with_money, bought
from .settlement import record_paid_by_credit, take_effect

# How long a credit can be used at least after it was given back, as its own time may be over by then.
MIN_AFTER_RETURN = timedelta(days=30)


class NoCredit(Exception):
    """The pack has no credit that can be used now: all are used, over, taken back or frozen by a dispute."""


class NotPayableByCredit(Exception):
    """The payment is not open, or one of its payment pages can still be paid."""


@dataclass(frozen=True)
class Balance:
    """What became of a pack's credits; `bought` includes those that an editor gave."""

    bought: int
    used: int
    left: int
    expired: int
    taken_back: int
    until: datetime | None
    """When the last credit that is left ends."""
    is_frozen: bool


def balance_of(pack: Payment) -> Balance:
    """Count a pack's credits. Takes no locks: for pages and lists."""
    of_pack = Credit.objects.filter(pack=pack)
    left = of_pack.left()
    unused = of_pack.unused().count()
    return Balance(
        bought=of_pack.count(),
        used=of_pack.used().count(),
        left=left.count(),
        expired=unused - left.count(),
        taken_back=of_pack.filter(taken_back_at__isnull=False).count(),
        until=left.aggregate(end=Max("valid_until"))["end"],
        is_frozen=is_frozen(pack),
    )


def is_frozen(pack: Payment) -> bool:
    """Whether a dispute about the pack's charge keeps its credits from being used."""
    return any(dispute.is_open for dispute in pack.disputes.all())


def issue(*, pack: Payment, number: int, valid_until: datetime) -> None:
    """Give a settled pack its credits, once. The caller holds the pack's lock."""
    if not bought(pack).exists():
        Credit.objects.bulk_create(Credit(pack=pack, valid_until=valid_until) for _ in range(number))
        # The money may have gone back, or be disputed, before this was done.
        balance_with_money(pack)


def use(*, payment: Payment, pack: Payment) -> CreditUse:
    """Settle an open posting payment with one of the pack's credits, and fulfil it.

    Close its payment page before (payments.services.checkout.close_checkout), outside any transaction. Raises
    NotPayableByCredit, NoCredit and NotForSale.
    """
    with locked_payment(payment) as posting:
        is_open = posting.status == Payment.Status.OPEN and posting.amount > 0
        if not is_open or posting.attempts.unfinished().exists() or posting.site_id != pack.site_id:
            raise NotPayableByCredit
        refuse_if_not_for_sale(payment=posting)
        Payment.objects.lock(pack.pk)
        credit = Credit.objects.filter(pack=pack).usable().first()
        if credit is None:
            raise NoCredit
        row = CreditUse.objects.create(credit=credit, payment=posting)
        record_paid_by_credit(posting)
        payment_settled.send(sender=Payment, payment=posting)
        take_effect(payment=posting)
        return row


def given_for(payment: Payment) -> CreditUse | None:
    """Return the use of the credit that settled the payment and was not given back; None for any other payment."""
    return (
        CreditUse.objects.filter(payment=payment, given_back_at=None).select_related("credit__pack").first()
    )


def give_back(*, payment: Payment) -> bool:
    """Give the credit that settled the payment back to its pack; return False when there is none.

    The payment counts as refunded from then on, so its listing comes down as after a full refund.
    """
    with locked_payment(payment) as posting:
        row = given_for(posting)
        if row is None:
            return False
        pack = Payment.objects.lock(row.credit.pack_id)
        row.given_back_at = timezone.now()
        row.save(update_fields=["given_back_at"])
        end = max(row.credit.valid_until, row.given_back_at + MIN_AFTER_RETURN)
        Credit.objects.filter(pk=row.credit_id).update(valid_until=end)
        # The pack's money may have gone back while the credit was used.
        balance_with_money(pack)
        posting.move_to(Payment.Status.REFUNDED)
        posting.save(update_fields=["status"])
        credit_given_back.send(sender=Payment, payment=posting, use=row)
        payment_reversed.send(sender=Payment, payment=posting)
        return True


def grant(*, pack: Payment, valid_until: datetime, user: User, reason: str) -> Credit:
    """Give the pack one more credit, for nothing."""
    with locked_payment(pack) as fresh:
        credit = Credit.objects.create(
            pack=fresh, valid_until=valid_until, granted_by=user, granted_reason=reason
        )
        _log(fresh, "payments.grant_credit", user, reason)
        return credit


def take_back(*, pack: Payment, user: User, reason: str) -> None:
    """Take one credit that is left away from the pack, the last to end first. Raises NoCredit."""
    with locked_payment(pack) as fresh:
        credit = Credit.objects.filter(pack=fresh).left().order_by("-valid_until", "-pk").first()
        if credit is None:
            raise NoCredit
        credit.taken_back_at, credit.taken_back = timezone.now(), Credit.TakenBack.EDITOR
        credit.taken_back_reason = reason
        credit.save(update_fields=["taken_back_at", "taken_back", "taken_back_reason"])
        _log(fresh, "payments.take_credit", user, reason)


def _log(pack: Payment, action: str, user: User, reason: str) -> None:
    log(instance=pack, action=action, user=user, data={"reason": reason})
