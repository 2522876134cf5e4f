"""Compare the emails that should be sent with those queued and those delivered."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from post_office.models import STATUS, Email

from emails.models import Notice
from jobs.submissions.models import Submission
from payments.models import CreditUse, Payment, Problem
from tests.chaos import mailbox
from tests.chaos.stage import EDITORS

STRIPE_ID = re.compile(r"\b(?:re|du|cs|pi)_\w+")
CREDITS_USED = f"attention-{Problem.Kind.CREDITS_USED}"
# Event, kind, recipient.
Letter = tuple[str, str, str]
ByIntent = Mapping[str, Sequence[Mapping[str, Any]]]


def differences(
    payments: Sequence[Payment], submissions: Sequence[Submission], refunds: ByIntent, disputes: ByIntent
) -> Iterator[str]:
    due, possible = set(_of_submissions(payments, submissions)), set(_possible(payments, disputes))
    contacts = {submission.page_id: submission.contact_email for submission in submissions}
    for payment in payments:
        contact = contacts[payment.page_id] if payment.is_for_listing else payment.payer_email
        due |= set(_of_payment(payment, contact, refunds, disputes))
    queued = Counter(map(_told_apart, Notice.objects.values_list("event", "kind", "recipient")))
    for letter in sorted(due - set(queued)):
        yield f"never queued: {' '.join(letter)}"
    # Whether more went back of a pack than is unused may change while the run goes on.
    packs = {f"payment:{payment.uuid}" for payment in payments if not payment.is_for_listing}
    possible |= {
        letter for letter in queued if letter[1] == CREDITS_USED and letter[0].rpartition(":")[0] in packs
    }
    for letter in sorted(set(queued) - due - possible):
        yield f"queued without a reason: {' '.join(letter)}"
    for letter, times in queued.items():
        if times > 1:
            yield f"queued {times} times: {' '.join(letter)}"
    yield from _of_delivery()


def _told_apart(letter: Letter) -> Letter:
    """Return the event; of a problem's email, with the refund or dispute that its detail names."""
    event, kind, recipient = letter
    if kind.startswith("attention-") and (names := STRIPE_ID.findall(event)):
        event = f"{':'.join(event.split(':')[:2])} {names[-1]}"
    return event, kind, recipient


def count() -> int:
    return Email.objects.count()


def _of_submissions(payments: Sequence[Payment], submissions: Sequence[Submission]) -> Iterator[Letter]:
    first = {payment.page_id: payment for payment in reversed(payments)}
    for submission in submissions:
        yield f"payment:{first[submission.page_id].uuid}", "draft_saved", submission.contact_email
        if submission.page.first_published_at is not None:
            yield f"listing:{submission.page_id}", "live", submission.contact_email


def _of_payment(payment: Payment, contact: str, refunds: ByIntent, disputes: ByIntent) -> Iterator[Letter]:
    event = f"payment:{payment.uuid}"
    if payment.is_paid_by_credit:
        yield from _of_use(payment.credit_use)
    elif payment.paid_at is not None and not payment.is_for_listing:
        yield event, "pack_bought", contact
    elif payment.paid_at is not None:
        yield event, "receipt", contact
        is_posting = payment.purpose == Payment.Purpose.POSTING
        yield (event, "new_paid_listing", EDITORS) if is_posting else (event, "renewed", contact)
    for refund in refunds[payment.payment_intent]:
        if refund["status"] == "failed":
            yield f"{event} {refund['id']}", f"attention-{Problem.Kind.REFUND_FAILED}", EDITORS
        else:
            kind = "refunded" if payment.is_for_listing else "pack_refunded"
            yield f"refund:{refund['id']}", kind, contact
    for dispute in disputes[payment.payment_intent]:
        if dispute["status"] == "needs_response":
            yield f"{event} {dispute['id']}", f"attention-{Problem.Kind.DISPUTED}", EDITORS


def _of_use(use: CreditUse) -> Iterator[Letter]:
    """Of a posting that a credit has paid for."""
    event, buyer = f"payment:{use.payment.uuid}", use.credit.pack.payer_email
    yield event, "new_paid_listing", EDITORS
    yield event, "pack_used", buyer
    if use.given_back_at is not None:
        yield event, "pack_credit_back", buyer


def _possible(payments: Sequence[Payment], disputes: ByIntent) -> Iterator[Letter]:
    """A dispute that was over before the site knew of it may have no email."""
    for payment in payments:
        for dispute in disputes[payment.payment_intent]:
            event = f"payment:{payment.uuid} {dispute['id']}"
            yield event, f"attention-{Problem.Kind.DISPUTED}", EDITORS


def _of_delivery() -> Iterator[str]:
    """Each queued email was delivered once."""
    emails = list(Email.objects.all())
    queued = Counter((", ".join(email.to), email.subject, email.message) for email in emails)
    arrived = Counter(mailbox.arrived())
    for letter in queued | arrived:
        if queued[letter] != arrived[letter]:
            yield f"{letter[1]!r} to {letter[0]}: queued {queued[letter]} times, arrived {arrived[letter]} times"
    for email in emails:
        if email.status != STATUS.sent:
            yield f"mail {email.pk} to {email.to} is {email.get_status_display()}"
    if orphans := Email.objects.filter(notices=None).count():
        yield f"{orphans} mails belong to no notice"
