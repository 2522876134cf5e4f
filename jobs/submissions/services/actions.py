"""What can be done with a submission now: the one place that decides it, for pages, views and reminders."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.permissions import User
from jobs.listings.models import JobPage
from jobs.submissions.models import PackOffer, Submission
from jobs.submissions.services.moderation import charges_of, is_declinable
from jobs.submissions.services.packs import Left
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.purchases import offers
from jobs.submissions.services.refusals import edit_lock_of, lock_of
from jobs.submissions.services.rights import ActionKey as ActionKey
from jobs.submissions.services.rights import allowed
from jobs.submissions.services.stages import Stage, stage_of
from jobs.submissions.services.unpaid_drafts import is_unpaid_draft
from payments.models import Payment
from payments.permissions import may_refund, payment_policy
from payments.prices import payment_label

# These leave the listing as it is. A payment publishes what was there before the lock.
UNCHANGING = frozenset(
    {ActionKey.PAY, ActionKey.BUY_PACK, ActionKey.PUBLISH_FREE, ActionKey.SEE, ActionKey.POST_AGAIN}
)
POSTING = frozenset({ActionKey.PAY, ActionKey.BUY_PACK, ActionKey.REOPEN, ActionKey.POST_AGAIN})
EDITING = frozenset({ActionKey.EDIT, ActionKey.CHANGE_PLAN})


@dataclass(frozen=True)
class Action:
    """A button of a page; those with method `post` change something at once.

    A `nonce` is sent with those that make something new, so that a double click makes it once.
    """

    key: str
    label: str
    url: str
    method: Literal["get", "post"] = "get"
    is_primary: bool = False
    nonce: str = ""

    @property
    def is_post(self) -> bool:
        return self.method == "post"


def may(submission: Submission, key: ActionKey) -> bool:
    """Return whether the employer can do this now; every view asks before it acts."""
    page = page_with(submission)
    return key in possible_actions(page, stage_of(page), posting_payment(submission))


def page_with(submission: Submission) -> JobPage:
    """Read the listing anew; its submission remembers who has reached it."""
    page: JobPage = JobPage.objects.select_related("company", "submission").get(pk=submission.page_id)
    page.submission.person = submission.person
    return page


def possible_actions(page: JobPage, stage: Stage, payment: Payment | None) -> set[ActionKey]:
    """Decide what the employer can do with a listing that has this stage and this posting payment."""
    submission = page.submission
    is_open = payment is not None and payment.status == Payment.Status.OPEN
    costs = payment is not None and payment.amount > 0
    has_ended = page.expire_at is not None and page.expire_at <= timezone.now()
    # Not while editors, who review it before the payment, may still decline it.
    is_payable = is_open and costs and stage == Stage.AWAITING_PAYMENT
    possible = {
        ActionKey.PAY: is_payable,
        ActionKey.BUY_PACK: payment is not None
        and is_payable
        and PackOffer.objects.on_sale(payment.site).exists(),
        ActionKey.PUBLISH_FREE: is_open and not costs,
        ActionKey.REOPEN: stage == Stage.CLOSED and not has_ended,
        ActionKey.EDIT: not page.is_closed and not stage.is_over,
        ActionKey.CHANGE_PLAN: is_open and not stage.is_over,
        ActionKey.RENEW: not stage.is_over and bool(offers(submission, Payment.Purpose.RENEWAL)),
        ActionKey.UPGRADE: not stage.is_over and bool(offers(submission, Payment.Purpose.UPGRADE)),
        ActionKey.CLOSE: page.is_readable,
        ActionKey.SEE: page.is_readable,
        ActionKey.POST_AGAIN: can_be_posted_again(submission, stage),
        ActionKey.WITHDRAW: is_open and is_unpaid_draft(submission),
    }
    found = {key for key, is_possible in possible.items() if is_possible} - _locked_away(page)
    return found & allowed(submission.person)


def can_be_posted_again(submission: Submission, stage: Stage) -> bool:
    """Return whether the board still knows the contact, and the employer need not wait for the editors' decision."""
    return bool(submission.contact_email) and stage != Stage.ATTENTION


def _locked_away(page: JobPage) -> frozenset[ActionKey]:
    """Return what an editor's lock keeps the employer from doing, or a version that is scheduled."""
    if lock_of(page):
        return frozenset(ActionKey) - UNCHANGING
    return EDITING if edit_lock_of(page) else frozenset()


def employer_actions(
    page: JobPage, stage: Stage, payment: Payment | None, packs: Sequence[Left] = ()
) -> list[Action]:
    """List the manage page's buttons, the primary one first. `packs` may pay for the listing."""
    possible = possible_actions(page, stage, payment)
    primary = _primary(stage, possible)
    if packs and ActionKey.PAY in possible:
        url = reverse("submissions:use_credit", args=[page.submission.token])
        others = employer_actions(page, stage, payment)
        return [
            Action("use_credit", _("Use your pack"), url, "post", is_primary=True),
            *(replace(action, is_primary=False) for action in others if action.key != ActionKey.BUY_PACK),
        ]
    hidden = (ActionKey.PUBLISH_FREE, ActionKey.SEE)
    shown = [key for key in ActionKey if key in possible and key not in hidden]
    keys = shown if primary is None else [primary, *(key for key in shown if key != primary)]
    return [_action(key, page, stage, payment, is_primary=key == primary) for key in keys]


def editor_actions(page: JobPage, payment: Payment, user: User) -> Iterator[Action]:
    """Yield what this editor can do about the payment of a submitted listing."""
    is_open = payment.status == Payment.Status.OPEN
    if is_open:
        yield Action("waive", _("Waive the payment"), reverse("listing_waive", args=[page.pk]))
    if payment_policy.user_has_any_permission_for_instance(user, ["view", "refund"], payment):
        yield Action("payment", _("See the payment"), reverse("payment:inspect", args=[payment.pk]))
    if hasattr(page, "submission") and is_declinable(page, payment):
        charges = charges_of(page)
        if charges and not may_refund(user, payment):
            return
        label = _("Decline and refund") if charges else _("Decline")
        yield Action("decline", label, reverse("listing_decline", args=[page.pk]))


def _primary(stage: Stage, possible: set[ActionKey]) -> ActionKey | None:
    """Choose the one button that an employer most likely needs at this stage."""
    candidates = [
        (ActionKey.PAY, True),
        (ActionKey.REOPEN, True),
        (ActionKey.EDIT, stage == Stage.CHANGES_REQUESTED),
        (ActionKey.RENEW, stage not in (Stage.LIVE, Stage.LIVE_EDIT_IN_REVIEW)),
        (ActionKey.SEE, True),
    ]
    return next((key for key, is_candidate in candidates if is_candidate and key in possible), None)


def _action(
    key: ActionKey, page: JobPage, stage: Stage, payment: Payment | None, *, is_primary: bool
) -> Action:
    label, name = {
        ActionKey.PAY: (_("Pay %(sum)s") % {"sum": _price(key, payment)}, "pay"),
        ActionKey.BUY_PACK: (_("Buy a pack"), "pack_for"),
        ActionKey.REOPEN: (_("Reopen the listing"), "reopen"),
        ActionKey.EDIT: (
            _("Make the changes") if stage == Stage.CHANGES_REQUESTED else _("Edit"),
            "edit",
        ),
        ActionKey.CHANGE_PLAN: (_("Change the plan"), "plan"),
        ActionKey.RENEW: (_("Renew"), "renew"),
        ActionKey.UPGRADE: (_("Upgrade"), "upgrade"),
        ActionKey.CLOSE: (_("Close"), "close"),
        ActionKey.SEE: (_("See it on the board"), ""),
        ActionKey.POST_AGAIN: (_("Post again"), "again"),
        ActionKey.WITHDRAW: (_("Withdraw"), "withdraw"),
    }[key]
    url = reverse(f"submissions:{name}", args=[page.submission.token]) if name else page.url
    nonce = str(uuid.uuid4()) if key == ActionKey.POST_AGAIN else ""
    return Action(key, label, url, "post" if key in POSTING else "get", is_primary, nonce)


def _price(key: ActionKey, payment: Payment | None) -> str:
    """Return what the button costs, in the words of the plan's card; only the button that pays needs them."""
    return payment_label(payment) if key == ActionKey.PAY and payment is not None else ""
