"""The one check that every way of publishing a listing goes through."""

import logging

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from boards.refusals import Refused
from payments.ledger import is_unpaid
from payments.models import Payment

logger = logging.getLogger(__name__)

UNPAID = _(
    "“%(title)s” has not been paid for, so it cannot be published. It goes live by itself as soon as the payment "
    "arrives; to publish it without one, waive the payment and say why."
)
ON_ITS_WAY = _(
    "The payment for “%(title)s” is on its way, so it cannot be published by hand. It goes live by itself as soon "
    "as the money has arrived."
)
GOING_BACK = _(
    "“%(title)s” cannot be published: a refund of its payment is on its way, and Stripe has not answered yet."
)
GIVEN_BACK = _(
    "“%(title)s” cannot be published: its payment was cancelled or given back. To put the job up all the same, add a "
    "new listing below the job index; a listing made by an editor needs no payment."
)
NOT_COPIED = _(
    "“%(title)s” has not been paid for, so it cannot be copied: the copy would be free. Copy it once it is paid, "
    "or add a new listing below the job index."
)
TIME_IS_UP = _("The time of “%(title)s” is up. Give it a new end before publishing it again.")


NO_WAY_TO_APPLY = _(
    "“%(title)s” cannot be published: it has neither a web address nor an email address to apply to. Add one of them."
)


class PublicationRefused(Refused):
    """A listing must not go live. `page_id` is set when waiving that listing's payment would help."""

    def __init__(self, message: str, page_id: int | None = None) -> None:
        super().__init__(message)
        self.page_id = page_id


def refusal(*, page_id: int | None, title: str) -> PublicationRefused | None:
    """Return why the page must not be published, or None. Locks its payments."""
    # A live listing whose payment was refunded was kept by the board; its edits may be published.
    if Page.objects.filter(pk=page_id, live=True).exists():
        return None
    unpaid = is_unpaid(page_id)
    payment = Payment.objects.posting_for(page_id).first()
    if payment is not None and payment.refunds.unanswered().exists():
        return PublicationRefused(GOING_BACK % {"title": title})
    if not unpaid:
        return None
    if payment is not None and payment.status == Payment.Status.PROCESSING:
        return PublicationRefused(ON_ITS_WAY % {"title": title})
    if payment is not None and payment.status != Payment.Status.OPEN:
        return PublicationRefused(GIVEN_BACK % {"title": title})
    return PublicationRefused(UNPAID % {"title": title}, page_id)


def refuse_if_unpaid(*, page_id: int | None, title: str) -> None:
    """Raise PublicationRefused if unpaid; call it in the transaction that publishes."""
    if (refused := refusal(page_id=page_id, title=title)) is not None:
        raise refused


def refuse_without_a_way_to_apply(*, title: str, apply_url: str, apply_email: str) -> None:
    """Raise PublicationRefused if nobody could apply to what is to be published."""
    if not apply_url and not apply_email:
        raise PublicationRefused(NO_WAY_TO_APPLY % {"title": title})


def refuse_copy_if_unpaid(*, page_id: int | None, title: str) -> None:
    """Refuse to copy an unpaid listing: a copy has no payment and could be published free."""
    if is_unpaid(page_id):
        raise PublicationRefused(NOT_COPIED % {"title": title})


def drop_schedule(revision: Revision) -> None:
    """Remove the scheduled publication of a revision that must not go live."""
    logger.warning("Revision %s was scheduled, but it must not go live: not published", revision.pk)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
