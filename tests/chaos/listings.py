"""Compare what readers see of a submission with what was paid for it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from wagtail.models import PageLogEntry

from jobs.listings.models import JobPage
from jobs.submissions.models import Purchase, Submission
from payments.models import Payment

Status = Payment.Status
# What the history calls it when a scheduled job, an employer or an editor takes a listing down.
TAKEN_DOWN = ("wagtail.unpublish", "submissions.close", "submissions.take_down")
# A page's end is counted while it is being published.
MOMENT = timedelta(seconds=30)


def listing_differences(submission: Submission, payment: Payment, titles: list[str]) -> Iterator[str]:
    """`payment` is the newest for the posting; `titles` are those the employer has ever sent."""
    page = JobPage.objects.get(pk=submission.page_id)
    name = f"listing {page.pk} ({page.title})"
    if payment.status in (Status.PAID, Status.PARTIALLY_REFUNDED) and page.live != (not submission.closed_at):
        yield f"{name} is {payment.status}, live: {page.live}, closed: {submission.closed_at}"
    if payment.is_unpaid and page.live:
        yield f"{name} is live, and its payment is {payment.status}"
    if payment.paid_at is None and page.first_published_at is not None:
        yield f"{name} was published, and its payment is {payment.status}"
    if page.live:
        yield from _of_live(name, page, submission, payment, titles)
    yield from _of_log(name, page)


def _of_live(
    name: str, page: JobPage, submission: Submission, payment: Payment, titles: list[str]
) -> Iterator[str]:
    if payment.amount != submission.plan.amount:
        yield f"{name}: {payment.amount} was owed, and its plan is {submission.plan}"
    kept = _kept_purchases(submission)
    if page.featured != (submission.plan.featured or any(purchase.featured for purchase in kept)):
        yield f"{name}: featured {page.featured}, with the plan {submission.plan} and {kept} bought since"
    if page.has_unpublished_changes or page.live_revision_id != page.latest_revision_id:
        yield f"{name} is live, but its newest edit is not"
    if page.title not in titles:
        yield f"{name} has a title that its employer never sent"
    days = submission.plan_days + sum(purchase.days for purchase in kept)
    if abs(page.expire_at - page.first_published_at - timedelta(days=days)) > MOMENT:
        yield f"{name} ends {page.expire_at}, published {page.first_published_at}, for {days} days"


def _kept_purchases(submission: Submission) -> list[Purchase]:
    """Return the purchases that are paid and not fully refunded, by their payments alone."""
    kept = (Status.PAID, Status.PARTIALLY_REFUNDED)
    return list(submission.purchases.filter(payment__status__in=kept))


def _of_log(name: str, page: JobPage) -> Iterator[str]:
    """A revision is published once, and again only when it was taken down in between."""
    log = PageLogEntry.objects.filter(page=page.pk)
    published, taken_down = (
        log.filter(action="wagtail.publish"),
        log.filter(action__in=TAKEN_DOWN).count(),
    )
    for revision, times in Counter(published.values_list("revision_id", flat=True)).items():
        if times > 1 + taken_down:
            yield f"{name}: revision {revision} was published {times} times, and taken down {taken_down} times"
    if bool(published) != (page.first_published_at is not None):
        yield f"{name}: the log tells of {len(published)} publications"
