"""Every mail about a listing: who gets it, because of what, and on which template."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare
from wagtail.models import Site, TaskState

from jobs.models import JobBoardSettings, JobPage, Submission
from jobs.services.board import is_reviewed
from notices import services as notices
from payments.models import Payment, Refund

# Signs the link that proves that a free listing's author reads the mail address given.
FREE_LINK_SALT = "jobs.free-listing"


def draft_saved(*, submission: Submission, payment: Payment) -> None:
    """The manage link; for a free listing that nobody reviews, also the link that publishes it."""
    confirm_url = ""
    if payment.amount == 0 and not is_reviewed(submission.page):
        confirm_url = submission.url_of("submission_confirm", sign_free_link(submission))
    _to_employer(
        submission,
        "draft_saved",
        event=f"payment:{payment.uuid}",
        context={"payment": payment, "confirm_url": confirm_url},
    )


def pay_link(*, submission: Submission, payment: Payment, task_state: TaskState) -> None:
    """Review came first and is done: now it is the employer's turn."""
    _to_employer(submission, "pay_link", event=f"task-state:{task_state.pk}", context={"payment": payment})


def receipt(*, submission: Submission, payment: Payment) -> None:
    _to_employer(submission, "receipt", event=f"payment:{payment.uuid}", context={"payment": payment})


def new_paid_listing(*, submission: Submission, payment: Payment) -> None:
    _to_editors(submission, "new_paid_listing", event=f"payment:{payment.uuid}", context={"payment": payment})


def live(*, submission: Submission, page: JobPage) -> None:
    """Once in a listing's life, at its first publication."""
    _to_employer(submission, "live", event=f"listing:{page.pk}", context={"listing": page})


def changes_requested(*, submission: Submission, task_state: TaskState) -> None:
    _to_employer(
        submission,
        "changes_requested",
        event=f"task-state:{task_state.pk}",
        context={"comment": task_state.comment},
    )


def declined(*, submission: Submission, reason: str, refund: Refund | None) -> None:
    _to_employer(
        submission,
        "declined",
        event=f"listing:{submission.page_id}",
        context={"reason": reason, "refund": refund},
    )


def refunded(*, submission: Submission, refund: Refund) -> None:
    _to_employer(
        submission,
        "refunded",
        event=f"refund:{refund.refund_id}",
        context={"refund": refund, "payment": refund.payment},
    )


def renewed(*, submission: Submission, payment: Payment) -> None:
    """A renewal or an upgrade has taken effect."""
    _to_employer(submission, "renewed", event=f"payment:{payment.uuid}", context={"payment": payment})


def attention(*, payment: Payment) -> None:
    board = JobBoardSettings.for_site(payment.site)
    notices.queue(
        event=f"payment:{payment.uuid}",
        kind=f"attention-{payment.attention}",
        recipients=board.editor_addresses(),
        template="payments/email/attention",
        context={"payment": payment, "site": payment.site},
        sender=board.sender,
    )


def links(*, site: Site, email: str, submissions: Sequence[Submission], request_id: str) -> None:
    """Asked for by the visitor, so each asking is an event of its own."""
    board = JobBoardSettings.for_site(site)
    notices.queue(
        event=f"links:{request_id}",
        kind="links",
        recipients=[email],
        template="jobs/email/links",
        context={"submissions": submissions, "site": site, "board": board},
        sender=board.sender,
    )


def sign_free_link(submission: Submission) -> str:
    return signing.Signer(salt=FREE_LINK_SALT).signature(submission.token)


def free_link_is_valid(submission: Submission, signature: str) -> bool:
    return constant_time_compare(sign_free_link(submission), signature)


def _to_employer(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> None:
    _queue(submission, kind, event=event, context=context, recipients=[submission.contact_email])


def _to_editors(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> None:
    board = _board(submission)
    _queue(submission, kind, event=event, context=context, recipients=board.editor_addresses())


def _queue(
    submission: Submission, kind: str, *, event: str, context: dict[str, Any], recipients: list[str]
) -> None:
    board = _board(submission)
    notices.queue(
        event=event,
        kind=kind,
        recipients=recipients,
        template=f"jobs/email/{kind}",
        context=context | {"submission": submission, "site": board.site, "board": board},
        sender=board.sender,
    )


def _board(submission: Submission) -> JobBoardSettings:
    return JobBoardSettings.for_site(submission.page.get_site())
