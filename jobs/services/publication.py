"""The one gate that every way of publishing a listing goes through."""

import logging

from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from payments.ledger import owes

logger = logging.getLogger(__name__)

UNPAID = _(
    "“%(title)s” has not been paid for, so it cannot be published. It goes live by itself as soon as the payment "
    "arrives; to publish it without one, waive the payment and say why."
)
TIME_IS_UP = _("The time of “%(title)s” is up. Give it a new end before publishing it again.")


class PublicationRefused(Exception):
    """A listing must not go live; the message is for editors, `page_id` tells which listing.

    No PermissionDenied: Wagtail's admin would answer that itself, with a message about rights.
    """

    def __init__(self, message: str, page_id: int | None) -> None:
        super().__init__(message)
        self.page_id = page_id


def refuse_if_owing(*, page_id: int | None, title: str) -> None:
    """Raises PublicationRefused; call it inside the transaction that publishes, which it locks the payments for."""
    if owes(page_id):
        raise PublicationRefused(UNPAID % {"title": title}, page_id)


def drop_schedule(revision: Revision) -> None:
    """The revision will not be published by the clock any more."""
    logger.warning("Revision %s was scheduled, but its listing owes: not published", revision.pk)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
