"""Queue the emails about packs, to their buyers."""

from datetime import datetime
from typing import Any

from boards.models import BoardSettings
from emails import services as emails
from jobs.submissions.models import Pack
from payments.models import Payment, Refund
from payments.services.credits import balance_of


def bought(*, pack: Pack) -> None:
    """Send receipt and link, once the pack has its credits."""
    _to_buyer(pack, "pack_bought", event=f"payment:{pack.payment.uuid}")


def used(*, pack: Pack, payment: Payment) -> None:
    """Say which posting a credit has paid for. It is called as when it was paid for."""
    _to_buyer(pack, "pack_used", event=f"payment:{payment.uuid}", title=payment.page_title)


def given_back(*, pack: Pack, payment: Payment) -> None:
    _to_buyer(pack, "pack_credit_back", event=f"payment:{payment.uuid}", title=payment.page_title)


def refunded(*, pack: Pack, refund: Refund) -> None:
    _to_buyer(pack, "pack_refunded", event=f"refund:{refund.refund_id}", refund=refund)


def ends_soon(*, pack: Pack, end: datetime, left: int) -> bool:
    """Say that postings of the pack are lost soon, once for each end. Returns whether it was queued now."""
    event = f"pack:{pack.pk}:end:{end.date().isoformat()}"
    return _to_buyer(pack, "pack_ends_soon", event=event, end=end, ending=left)


def _to_buyer(pack: Pack, kind: str, *, event: str, **context: Any) -> bool:
    board = BoardSettings.for_site(pack.site)
    # Read again: what the email is about has just changed it.
    payment = Payment.objects.get(pk=pack.payment_id)
    queued = emails.queue(
        event=event,
        kind=kind,
        recipients=[payment.payer_email],
        template=f"submissions/email/{kind}",
        context={
            "pack": pack,
            "payment": payment,
            "balance": balance_of(payment),
            **context,
        },
        board=board,
    )
    return bool(queued)
