"""What readers see of a submission, against what was paid for it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from wagtail.models import PageLogEntry

from jobs.models import JobPage, Submission
from payments.models import Payment

Status = Payment.Status
# A page's end is counted while it is being published.
MOMENT = timedelta(seconds=30)


def listing_differences(submission: Submission, payment: Payment, titles: list[str]) -> Iterator[str]:
    """`payment` is the newest for the posting; `titles` are those the employer has ever sent."""
    page = JobPage.objects.get(pk=submission.page_id)
    name = f"listing {page.pk} ({page.title})"
    if payment.status in (Status.PAID, Status.PARTIALLY_REFUNDED) and not page.live:
        yield f"{name} is {payment.status} and not live"
    if payment.owes and page.live:
        yield f"{name} is live, and its payment is {payment.status}"
    if payment.paid_at is None and page.first_published_at is not None:
        yield f"{name} was published, and its payment is {payment.status}"
    if page.live:
        yield from _of_live(name, page, submission, payment, titles)
    yield from _of_log(name, page)


def _of_live(
    name: str, page: JobPage, submission: Submission, payment: Payment, titles: list[str]
) -> Iterator[str]:
    if payment.amount != submission.plan.amount or page.featured != submission.plan.featured:
        yield f"{name}: {payment.amount} was paid, and its plan is {submission.plan}"
    if page.has_unpublished_changes or page.live_revision_id != page.latest_revision_id:
        yield f"{name} is live, but its newest edit is not"
    if page.title not in titles:
        yield f"{name} has a title that its employer never sent"
    if abs(page.expire_at - page.first_published_at - timedelta(days=submission.plan_days)) > MOMENT:
        yield f"{name} ends {page.expire_at}, published {page.first_published_at}"


def _of_log(name: str, page: JobPage) -> Iterator[str]:
    """A revision is published once, and only one publication is the listing's first."""
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish")
    for revision, times in Counter(published.values_list("revision_id", flat=True)).items():
        if times > 1:
            yield f"{name}: revision {revision} was published {times} times"
    if bool(published) != (page.first_published_at is not None):
        yield f"{name}: the log tells of {len(published)} publications"
