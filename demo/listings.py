"""Make a demo listing with the site's own services, or move the dates of one that exists."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Site, TaskState

from demo import dates, money
from demo.content import PUBLISHED_STATES, Board, Listing, State
from demo.keys import listing_key
from demo.text import to_html
from jobs.listings.models import Category, JobBoardSettings, JobPage
from jobs.listings.services.relist import republish
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import manage
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.proof import prove
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.submission import submit

CONTACT_NAME = "Hiring team"


def make(board: Board, listing: Listing, *, site: Site, editor: User) -> None:
    """Make the listing and bring it into its state.

    Raises SubmissionRefused when editors have changed the board so that it refuses the listing.
    """
    plans = Plan.objects.on_sale(site)
    plan = plans.filter(name=listing.plan).first() or plans.first()
    if plan is None:
        raise SubmissionRefused
    submission = submit(site=site, plan=plan, data=_data(board, listing, site))
    prove(submission)
    Page.objects.filter(pk=submission.page_id).update(translation_key=listing_key(board, listing))
    payment = posting_payment(submission)
    if listing.state != State.UNPAID and payment is not None:
        money.settle(payment, listing, editor=editor)
    if (task_state := _awaiting_review(submission)) is not None:
        _review(task_state, listing, editor)
    page = JobPage.objects.get(pk=submission.page_id)
    dates.move(page, -timedelta(days=listing.days_ago))
    if listing.state == State.CLOSED:
        manage.close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    elif listing.state == State.EXPIRED:
        # The same call as in Wagtail's `publish_scheduled`.
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def bring_up_to(page: JobPage, listing: Listing, *, now: datetime) -> bool:
    """Move the listing's dates forward by whole days, and publish it again if only its time was over.

    Returns whether dates were moved.
    """
    started = dates.started_at(page)
    if started is None:
        return False
    late = timedelta(days=(now - timedelta(days=listing.days_ago) - started).days)
    if late <= timedelta(0):
        return False
    dates.move(page, late)
    if (
        page.expired
        and page.expire_at is not None
        and page.expire_at > now
        and listing.state != State.EXPIRED
    ):
        republish(page)
    return True


def _data(board: Board, listing: Listing, site: Site) -> ListingData:
    employer = next(employer for employer in board.employers if employer.slug == listing.employer)
    by_email = "@" in listing.apply
    pay = listing.pay
    return ListingData(
        title=listing.title,
        company_name=employer.name,
        company_url=employer.website,
        category=Category.objects.filter(site=site, slug=listing.category).first(),
        choices={
            "employment_type": listing.employment,
            "remote": listing.remote,
            "seniority": listing.seniority,
            "visa": listing.visa,
        },
        asked=_asked(listing, site),
        locations=list(listing.places),
        regions=list(listing.regions),
        tags=list(listing.tags),
        salary_min=pay.low if pay else None,
        salary_max=pay.high if pay else None,
        salary_currency=pay.currency if pay else "",
        salary_unit=pay.unit if pay else "",
        description_html=to_html(listing.description),
        apply_url="" if by_email else listing.apply,
        apply_email=listing.apply if by_email else "",
        contact_name=CONTACT_NAME,
        contact_email=f"hiring@{employer.domain}",
    )


def _asked(listing: Listing, site: Site) -> dict[str, Any]:
    zones, now = listing.zones, timezone.now()
    # The listing's dates are moved back by its age afterwards, and a deadline is at the end of a working day.
    age = timedelta(days=listing.days_ago)
    zone = JobBoardSettings.for_site(site).zone
    last_day = timezone.localtime(now - age + timedelta(days=listing.deadline_after), zone)
    deadline = last_day.replace(hour=18, minute=0, second=0, microsecond=0) + age
    return {
        "benefits": listing.benefits,
        "zone_from": round(zones.first * 60) if zones else None,
        "zone_to": round(zones.last * 60) if zones else None,
        "overlap_hours": (zones.overlap or None) if zones else None,
        "apply_by": deadline if listing.deadline_after else None,
        "first_day": timezone.localdate(now) + timedelta(days=listing.first_day_after)
        if listing.first_day_after
        else None,
    }


def _awaiting_review(submission: Submission) -> TaskState | None:
    return TaskState.objects.filter(
        workflow_state__object_id=str(submission.page_id),
        status=TaskState.STATUS_IN_PROGRESS,
        task__in=GroupApprovalTask.objects.all(),
    ).first()


def _review(task_state: TaskState, listing: Listing, editor: User) -> None:
    if listing.state in PUBLISHED_STATES:
        task_state.specific.approve(user=editor)
    elif listing.state == State.CHANGES_REQUESTED:
        task_state.specific.reject(user=editor, comment=listing.note)
