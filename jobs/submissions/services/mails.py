"""Queue the emails about a submission, to its employer and to the board's editors.

Not here: problems of a payment (payments.mails), readers' reports and verified companies (jobs.listings.services),
alerts (jobs.alerts.mails).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from wagtail.models import Site, TaskState

from boards.links import rows_of_token
from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import JobPage
from jobs.submissions.models import CompanyPerson, Pack, Submission
from jobs.submissions.services.board_workflow import is_reviewed
from jobs.submissions.services.chosen_dates import deadline_words, first_day_of
from jobs.submissions.services.people_mails import about_listing
from payments.models import CheckoutAttempt, Payment, Receipt, Refund
from payments.papers import document_links, method_label, nothing_paid
from payments.prices import payment_label

# Signs the link that proves that the employer of a free listing reads the email address given.
FREE_LINK_SALT = "submissions.publish-free"


def draft_saved(*, submission: Submission, payment: Payment) -> None:
    """Send the manage link; for a free listing without review, also the link that publishes it."""
    _to_employer(
        submission,
        "draft_saved",
        event=f"payment:{payment.uuid}",
        context={
            "payment": payment,
            "confirm_url": _confirm_url(submission, payment),
            "first_day": first_day_of(submission.page),
        },
    )


def pay_link(*, submission: Submission, payment: Payment, task_state: TaskState) -> None:
    """Ask the employer to pay, after a review that came before the payment."""
    with translation.override(_board(submission).language):
        price = payment_label(payment)
    _to_employer(
        submission,
        "pay_link",
        event=f"task-state:{task_state.pk}",
        context={"payment": payment, "price": price, "first_day": first_day_of(submission.page)},
    )


def receipt(*, submission: Submission, receipt: Receipt) -> None:
    """Send the receipt, or say that a code covered the whole price; with Stripe's invoice where there is one."""
    payment = receipt.payment
    title = payment.current_title if submission.is_known_to_contact else submission.email_title
    _to_employer(
        submission,
        "receipt",
        event=f"payment:{payment.uuid}",
        context=_papers(submission, receipt) | {"title": title, "first_day": _first_day(submission, payment)},
    )


def new_paid_listing(*, submission: Submission, payment: Payment) -> None:
    _to_editors(submission, "new_paid_listing", event=f"payment:{payment.uuid}", context={"payment": payment})


def no_payment_task(*, site: Site) -> bool:
    """Tell the editors, once a day, that paid listings are refused; return whether there is somebody to tell."""
    board = BoardSettings.for_site(site)
    recipients = board.editor_addresses()
    emails.queue(
        event=f"site:{site.pk}:{timezone.localdate().isoformat()}",
        kind="no_payment_task",
        recipients=recipients,
        template="submissions/email/no_payment_task",
        context={},
        board=board,
    )
    return bool(recipients)


def live(*, submission: Submission, page: JobPage) -> None:
    """Say that the listing is live; only once, at its first publication."""
    _to_employer(
        submission,
        "live",
        event=f"listing:{page.pk}",
        context={"listing": page, "deadline": deadline_words(page)},
    )


def changes_requested(*, submission: Submission, task_state: TaskState) -> None:
    _to_employer(
        submission,
        "changes_requested",
        event=f"task-state:{task_state.pk}",
        context={"comment": task_state.comment},
    )


def declined(*, submission: Submission, reason: str, refunds: list[Refund], has_credit: bool) -> None:
    _to_employer(
        submission,
        "declined",
        event=f"listing:{submission.page_id}",
        # No sum yet: `refunded` says it once Stripe has accepted the refund.
        context={
            "reason": reason,
            "is_refunded": bool(refunds),
            "has_credit": has_credit,
            "is_charged": CheckoutAttempt.objects.charges_of(submission.page_id).exists(),
        },
    )


def taken_down(
    *, submission: Submission, reason: str, refunds: list[Refund], has_credit: bool, is_deleted: bool
) -> None:
    """Say that the editors have taken the listing down, why, and what the employer can do about it."""
    _to_employer(
        submission,
        "taken_down",
        # It may be published again and taken down once more.
        event=f"listing:{submission.page_id}:down:{timezone.now().isoformat()}",
        context={
            "reason": reason,
            "is_refunded": bool(refunds),
            "has_credit": has_credit,
            "is_deleted": is_deleted,
        },
    )


def refunded(*, submission: Submission, receipt: Receipt) -> None:
    """Say what goes back; with Stripe's credit note where there is one."""
    refund = receipt.refund
    if refund is not None:
        _to_employer(
            submission,
            "refunded",
            event=f"refund:{refund.refund_id}",
            context=_papers(submission, receipt) | {"refund": refund},
        )


def renewed(*, submission: Submission, payment: Payment) -> None:
    """Say that a renewal or an upgrade has taken effect."""
    added_days = submission.purchases.filter(payment=payment, days__gt=0).exists()
    page = JobPage.objects.get(pk=submission.page_id)
    _to_employer(
        submission,
        "renewed",
        event=f"payment:{payment.uuid}",
        context={"payment": payment, "added_days": added_days, "deadline": deadline_words(page)},
    )


def expiring(*, submission: Submission, page: JobPage, end: datetime, renewable: bool) -> bool:
    """Say that the listing ends soon, once for each end. Returns whether it was queued now."""
    renew_url = submission.url_of("renew") if renewable else ""
    return _to_employer(
        submission,
        "expiring",
        event=f"listing:{page.pk}:end:{end.isoformat()}",
        context={"listing": page, "end": end, "renew_url": renew_url, "deadline": deadline_words(page)},
    )


def draft_waits(*, submission: Submission, payment: Payment, until: datetime) -> bool:
    """Remind of an unpaid draft, once. Returns whether it was queued now."""
    return _to_employer(
        submission,
        "draft_waits",
        event=f"submission:{submission.pk}",
        context={
            "payment": payment,
            "until": until,
            "confirm_url": _confirm_url(submission, payment),
            "first_day": first_day_of(submission.page),
        },
    )


def link_changed(*, submission: Submission) -> None:
    """Send the new manage link, after the old one was ended."""
    _to_employer(
        submission,
        "link_changed",
        event=f"submission:{submission.pk}:link:{submission.link_version}",
        context={},
    )


def links(
    *,
    board: BoardSettings,
    email: str,
    mine_url: str,
    rows: Sequence[Any],
    has_more: bool,
    packs: Sequence[Pack],
    people: Sequence[CompanyPerson],
    request_id: str,
) -> None:
    """Send the links to all listings, to each, to the packs and to the pages of companies.

    Each request is an event of its own, so it can be repeated. `rows` are of `services.mine`, in the board's language.
    """
    emails.queue(
        event=f"links:{request_id}",
        kind="links",
        recipients=[email],
        template="submissions/email/links",
        context={
            "rows": rows,
            "has_more": has_more,
            "packs": packs,
            "people": people,
            "mine_url": mine_url,
        },
        board=board,
    )


def sign_free_link(submission: Submission) -> str:
    return submission.reached_by(None).token_for(FREE_LINK_SALT)


def free_link_is_valid(submission: Submission, signature: str) -> bool:
    return rows_of_token(Submission.objects.filter(pk=submission.pk), signature, salt=FREE_LINK_SALT).exists()


def _first_day(submission: Submission, payment: Payment) -> date | None:
    return first_day_of(submission.page) if payment.purpose == Payment.Purpose.POSTING else None


def _papers(submission: Submission, receipt: Receipt) -> dict[str, Any]:
    """Return what emails with a receipt have in common, in the board's language."""
    with translation.override(_board(submission).language):
        return {
            "payment": receipt.payment,
            "receipt": receipt,
            "receipt_url": submission.url_of("receipt", receipt.pk),
            "method": method_label(receipt),
            "nothing": nothing_paid(receipt.payment) if receipt.total == 0 else "",
            "documents": document_links(receipt),
        }


def _confirm_url(submission: Submission, payment: Payment) -> str:
    if payment.amount or is_reviewed(submission.page):
        return ""
    return submission.url_of("confirm", sign_free_link(submission))


def _to_employer(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> bool:
    """Send it to the contact, with the contact's links whoever acted, and to those of the company who get this kind."""
    recipients = [submission.contact_email]
    submission = submission.reached_by(None)
    about_listing(submission, kind, event=event, context=context)
    return _queue(
        submission, kind, event=event, context=context, recipients=recipients, board=_board(submission)
    )


def _to_editors(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> None:
    board = _board(submission)
    _queue(
        submission,
        kind,
        event=event,
        context=context,
        recipients=board.editor_addresses(),
        board=board,
        reply_to=submission.contact_email,
    )


def _queue(
    submission: Submission,
    kind: str,
    *,
    event: str,
    context: dict[str, Any],
    recipients: list[str],
    board: BoardSettings,
    reply_to: str = "",
) -> bool:
    """Return whether a recipient was new to this event."""
    queued = emails.queue(
        event=event,
        kind=kind,
        recipients=recipients,
        template=f"submissions/email/{kind}",
        context=context | {"submission": submission},
        board=board,
        reply_to=reply_to,
    )
    return bool(queued)


def _board(submission: Submission) -> BoardSettings:
    return BoardSettings.for_site(submission.page.get_site())
