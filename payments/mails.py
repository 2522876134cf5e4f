"""The email to editors when a payment needs attention."""

from boards.models import BoardSettings
from emails import services as emails
from payments.models import Problem

MAX_EVENT_LENGTH = 120


def attention(*, problem: Problem) -> None:
    payment = problem.payment
    board = BoardSettings.for_site(payment.site)
    emails.queue(
        # With the detail: a second dispute, or another refund that fails, is news.
        event=f"payment:{payment.uuid}:{problem.detail}"[:MAX_EVENT_LENGTH],
        kind=f"attention-{problem.kind}",
        recipients=board.editor_addresses(),
        template="payments/email/attention",
        context={"payment": payment, "problem": problem},
        board=board,
    )
