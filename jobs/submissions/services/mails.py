"""Every mail about a listing: who gets it, because of what, and on which template."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare
from django.utils.functional import lazy
from wagtail.models import Site, TaskState

from boards.languages import language_of
from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.board_workflow import is_reviewed
from payments.models import Payment, Refund

# Signs the link that proves that a free listing's author reads the mail address given.
FREE_LINK_SALT = "jobs.free-listing"


def draft_saved(*, submission: Submission, payment: Payment) -> None:
    """The manage link; for a free listing that nobody reviews, also the link that publishes it."""
    _to_employer(
        submission,
        "draft_saved",
        event=f"payment:{payment.uuid}",
        context={"payment": payment, "confirm_url": _confirm_url(submission, payment)},
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


def declined(*, submission: Submission, reason: str, refunds: list[Refund]) -> None:
    _to_employer(
        submission,
        "declined",
        event=f"listing:{submission.page_id}",
        # Lazy, as sums are written in the mail's language.
        context={"reason": reason, "given_back": lazy(Refund.total_label, str)(refunds) if refunds else ""},
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


def expiring(*, submission: Submission, page: JobPage, end: datetime, renewable: bool) -> bool:
    """Once for a listing and an end: a renewed one is told of its new end. Whether it was queued now."""
    renew_url = submission.url_of("submission_renew") if renewable else ""
    return _to_employer(
        submission,
        "expiring",
        event=f"listing:{page.pk}:end:{end.isoformat()}",
        context={"listing": page, "end": end, "renew_url": renew_url},
    )


def draft_waits(*, submission: Submission, payment: Payment, until: datetime) -> bool:
    """Once for a draft that nobody went on with. Whether it was queued now."""
    return _to_employer(
        submission,
        "draft_waits",
        event=f"submission:{submission.pk}",
        context={"payment": payment, "until": until, "confirm_url": _confirm_url(submission, payment)},
    )


def links(*, site: Site, email: str, submissions: Sequence[Submission], request_id: str) -> None:
    """Asked for by the visitor, so each asking is an event of its own."""
    board = BoardSettings.for_site(site)
    emails.queue(
        event=f"links:{request_id}",
        kind="links",
        recipients=[email],
        template="submissions/email/links",
        context={"submissions": submissions, "site": site, "board": board},
        sender=board.sender,
        language=language_of(board.site),
    )


def sign_free_link(submission: Submission) -> str:
    return signing.Signer(salt=FREE_LINK_SALT).signature(submission.token)


def free_link_is_valid(submission: Submission, signature: str) -> bool:
    return constant_time_compare(sign_free_link(submission), signature)


def _confirm_url(submission: Submission, payment: Payment) -> str:
    if payment.amount or is_reviewed(submission.page):
        return ""
    return submission.url_of("submission_confirm", sign_free_link(submission))


def _to_employer(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> bool:
    return _queue(submission, kind, event=event, context=context, recipients=[submission.contact_email])


def _to_editors(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> None:
    board = _board(submission)
    _queue(submission, kind, event=event, context=context, recipients=board.editor_addresses())


def _queue(
    submission: Submission, kind: str, *, event: str, context: dict[str, Any], recipients: list[str]
) -> bool:
    """Whether anybody had not been told yet."""
    board = _board(submission)
    queued = emails.queue(
        event=event,
        kind=kind,
        recipients=recipients,
        template=f"submissions/email/{kind}",
        context=context | {"submission": submission, "site": board.site, "board": board},
        sender=board.sender,
        language=language_of(board.site),
    )
    return bool(queued)


def _board(submission: Submission) -> BoardSettings:
    return BoardSettings.for_site(submission.page.get_site())
