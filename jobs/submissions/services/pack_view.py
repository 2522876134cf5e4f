"""What the page of a pack shows: its stage in words, what is left, and what it was used for."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jobs.submissions.models import Pack
from jobs.submissions.services.packs import words_of_left
from payments.models import CreditUse, Payment, Refund
from payments.services.credits import Balance, balance_of

Status = Payment.Status


@dataclass(frozen=True)
class Use:
    """A listing that a credit has paid for, as it was called then."""

    title: str
    used_at: datetime
    given_back_at: datetime | None


@dataclass(frozen=True)
class PackView:
    title: str
    explanation: str
    balance: Balance
    uses: list[Use]
    refunds: list[Refund]
    can_pay: bool
    can_post: bool


def describe_pack(pack: Pack) -> PackView:
    """Read everything that the page of a pack shows."""
    payment, balance = pack.payment, balance_of(pack.payment)
    title, explanation = _words(pack, balance)
    uses = CreditUse.objects.filter(credit__pack=payment).select_related("payment")
    return PackView(
        title=title,
        explanation=explanation,
        balance=balance,
        uses=[Use(use.payment.page_title, use.used_at, use.given_back_at) for use in uses],
        refunds=list(payment.refunds.counting().exclude(refund_id=None).select_related("payment")),
        can_pay=payment.status == Status.OPEN,
        can_post=balance.left > 0 and not balance.is_frozen,
    )


def _words(pack: Pack, balance: Balance) -> tuple[str, str]:
    status = pack.payment.status
    if status == Status.OPEN:
        return _("Your pack is not paid yet"), _("You can use it as soon as it is paid.")
    if status == Status.PROCESSING:
        return (
            _("Your payment is being processed"),
            _("Some ways of paying take a few days. You get an email once the money has arrived."),
        )
    if status == Status.CANCELLED:
        return _("This pack is no longer on sale"), _(
            "Nothing was charged. You are welcome to buy another one."
        )
    if not balance.bought:
        return (
            _("Your payment has arrived, and the editors are checking it"),
            _("You do not need to pay again. The editors know and will finish this by hand."),
        )
    if status == Status.REFUNDED and not balance.left:
        return _("Your pack was refunded"), _("You are welcome to buy another one.")
    return _("Your pack"), words_of_left(balance, pack)
