"""The one mail that money writes by itself."""

from boards.languages import language_of
from boards.models import BoardSettings
from emails import services as emails
from payments.models import Payment

LONGEST_EVENT = 120


def attention(*, payment: Payment) -> None:
    board = BoardSettings.for_site(payment.site)
    emails.queue(
        # With the detail: a second dispute, or another refund that fails, is news.
        event=f"payment:{payment.uuid}:{payment.attention_detail}"[:LONGEST_EVENT],
        kind=f"attention-{payment.attention}",
        recipients=board.editor_addresses(),
        template="payments/email/attention",
        context={"payment": payment, "site": payment.site},
        sender=board.sender,
        language=language_of(board.site),
    )
