"""Delete old unpaid drafts and packs, but not one that may still be paid; and revisions beyond what a history needs."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, Site, TaskState

from jobs.listings.models import JobPage
from jobs.listings.services.relist import PUBLISHED
from jobs.submissions.models import Pack, PostingSettings, Submission
from jobs.submissions.services.unpaid_drafts import delete_unpaid
from payments import gateway
from payments.models import Payment
from payments.services.cancellation import NotCancellable, cancel
from payments.services.checkout import close_checkout
from payments.services.refunds import charges_left

# Of each listing, the newest revisions that its employer saved. Those of editors, and those that were published or are
# part of a review, all stay.
MAX_REVISIONS = 30

logger = logging.getLogger(__name__)


def prune_drafts() -> int:
    """Delete unpaid drafts past their board's time; returns how many went."""
    return sum(_prune_board(site) for site in Site.objects.select_related("root_page"))


def prune_packs() -> int:
    """Delete unpaid packs that are as old as drafts that are deleted; their payments stay, cancelled."""
    return sum(_prune_pack(pack) for pack in Pack.objects.filter(payment__status=Payment.Status.OPEN))


def _prune_pack(pack: Pack) -> bool:
    payment = pack.payment
    keep = timedelta(days=PostingSettings.for_site(pack.site).draft_keep_days)
    if payment.created_at > timezone.now() - keep or payment.open_kinds or charges_left(payment):
        return False
    try:
        # Close the payment page first, so that nobody pays for a deleted pack.
        close_checkout(payment=payment)
        with transaction.atomic():
            cancel(payment=payment)
            pack.delete()
    except (gateway.GatewayError, NotCancellable):
        return False
    return True


def prune_revisions() -> int:
    """Delete the oldest of an employer's many revisions; return how many went."""
    return sum(map(_prune_revisions, _edited_often()))


def _edited_often() -> Iterator[JobPage]:
    edited = Revision.page_revisions.filter(user=None).values("object_id")
    often = edited.annotate(number=Count("pk")).filter(number__gt=MAX_REVISIONS)
    yield from JobPage.objects.filter(pk__in=[int(row["object_id"]) for row in often])


def _prune_revisions(page: JobPage) -> int:
    saved = Revision.page_revisions.filter(object_id=str(page.pk), user=None).order_by("-created_at", "-pk")
    newest = list(saved.values_list("pk", flat=True)[:MAX_REVISIONS])
    published = PageLogEntry.objects.filter(page_id=page.pk, action__in=PUBLISHED).values("revision_id")
    kept = {page.live_revision_id, page.latest_revision_id, *newest}
    old = saved.exclude(pk__in=kept).exclude(pk__in=published.exclude(revision=None))
    old = old.filter(approved_go_live_at=None).exclude(
        # A review that the next edit cancelled says nothing.
        pk__in=TaskState.objects.exclude(status=TaskState.STATUS_CANCELLED).values("revision_id")
    )
    return old.delete()[1].get(Revision._meta.label, 0)


def _prune_board(site: Site) -> int:
    keep = timedelta(days=PostingSettings.for_site(site).draft_keep_days)
    stale = Submission.objects.filter(
        page__path__startswith=site.root_page.path,
        page__first_published_at__isnull=True,
        page__latest_revision_created_at__lt=timezone.now() - keep,
    )
    return sum(_prune(submission) for submission in stale.select_related("page"))


def _prune(submission: Submission) -> bool:
    try:
        return delete_unpaid(submission)
    except gateway.GatewayError:
        logger.warning("Draft %s is kept: its payment page could not be closed", submission.page_id)
        return False
