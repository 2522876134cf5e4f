"""The one gate that every way of publishing a listing goes through."""

import logging

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

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
GIVEN_BACK = _(
    "“%(title)s” cannot be published: its payment was cancelled or given back. To put the job up all the same, add a "
    "new listing below the job index; one that an editor makes owes nothing."
)
NOT_COPIED = _(
    "“%(title)s” has not been paid for, so it cannot be copied: the copy would owe nothing. Copy it once it is paid, "
    "or add a new listing below the job index."
)
TIME_IS_UP = _("The time of “%(title)s” is up. Give it a new end before publishing it again.")


class PublicationRefused(Exception):
    """A listing must not go live; the message is for editors, `page_id` tells whose payment could be waived instead.

    No PermissionDenied: Wagtail's admin would answer that itself, with a message about rights.
    """

    def __init__(self, message: str, page_id: int | None = None) -> None:
        super().__init__(message)
        self.page_id = page_id


def refusal(*, page_id: int | None, title: str) -> PublicationRefused | None:
    """Why the page must not be published, or None; inside the transaction that publishes, whose lock it takes."""
    # What is up although its money went back is up by the board's choice; an edit of it gives nothing away.
    if Page.objects.filter(pk=page_id, live=True).exists() or not is_unpaid(page_id):
        return None
    payment = Payment.objects.posting_for(page_id).first()
    if payment is not None and payment.status == Payment.Status.PROCESSING:
        return PublicationRefused(ON_ITS_WAY % {"title": title})
    if payment is not None and payment.status != Payment.Status.OPEN:
        return PublicationRefused(GIVEN_BACK % {"title": title})
    return PublicationRefused(UNPAID % {"title": title}, page_id)


def refuse_if_unpaid(*, page_id: int | None, title: str) -> None:
    """Raises PublicationRefused; call it inside the transaction that publishes."""
    if (refused := refusal(page_id=page_id, title=title)) is not None:
        raise refused


def refuse_copy_if_unpaid(*, page_id: int | None, title: str) -> None:
    """A copy has no submission and would owe nothing: copying must not be the way round the payment."""
    if is_unpaid(page_id):
        raise PublicationRefused(NOT_COPIED % {"title": title})


def drop_schedule(revision: Revision) -> None:
    """The revision will not be published by the clock any more."""
    logger.warning("Revision %s was scheduled, but its listing owes: not published", revision.pk)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
