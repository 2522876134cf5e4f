"""What a board refuses to take from an employer, and the checks that refuse it."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from jobs.listings.models import JobIndexPage, JobPage
from jobs.submissions.models import Plan


class SubmissionRefused(Exception):
    """The board cannot do this now; the message is for the visitor."""


class NoPaymentTask(SubmissionRefused):
    """The board's workflow would never ask for the payment of a paid plan."""


NO_BOARD = _("This board does not take submissions yet.")
# Only after an email to the editors has been queued.
NO_PAYMENT_TASK = _(
    "This board cannot take paid listings at the moment. The editors have been told; please try again later."
)
NO_PAYMENT_TASK_NOBODY_TOLD = _("This board cannot take paid listings at the moment. Please try again later.")
LOCKED = _(
    "The editors have locked this listing while they work on it, so it cannot be changed now. Please try again later, "
    "or reply to one of our emails."
)
SCHEDULED = _(
    "The editors have set a time at which a version of this listing goes live, so it cannot be edited before. Reply to "
    "one of our emails if something in it is wrong."
)
NO_PLANS = _("This board has nothing on sale at the moment, so it cannot take listings.")
PACK_WITHDRAWN = _("This pack has been withdrawn meanwhile. Please choose another one.")
PLAN_WITHDRAWN = _("This plan has been withdrawn meanwhile. Please choose another one.")
NOT_POSSIBLE_NOW = _("This is no longer possible: the listing has changed in the meantime.")


def lock_index(site: Site) -> JobIndexPage:
    """Lock the board's index page until the transaction ends. Raises SubmissionRefused."""
    index = JobIndexPage.objects.child_of(site.root_page).live().select_for_update(of=("self",)).first()
    if index is None:
        raise SubmissionRefused(str(NO_BOARD))
    # The row was read before the lock was granted, so the number of children may be old.
    index.refresh_from_db()
    return index


def plan_on_sale(site: Site, plan: Plan) -> Plan:
    """Read the plan again. Raises SubmissionRefused when it is no longer on sale."""
    fresh = Plan.objects.on_sale(site).filter(pk=plan.pk).first()
    if fresh is None:
        raise SubmissionRefused(str(PLAN_WITHDRAWN))
    return fresh


def site_of(page: Page) -> Site:
    """Return the board of the page. Raises SubmissionRefused when it has none."""
    site = page.get_site()
    if site is None:
        raise SubmissionRefused(str(NO_BOARD))
    return site


def lock_of(page: JobPage) -> str:
    """Say that an editor's lock keeps the employer from changing anything; empty when none does.

    A running review is no such lock: an employer's edit starts it again.
    """
    return str(LOCKED) if page.locked else ""


def edit_lock_of(page: JobPage) -> str:
    """Say what keeps the employer from editing; a version that is scheduled would replace the edit unseen."""
    is_editors_time = page.approved_schedule and not page.waits_for_first_day
    return lock_of(page) or (str(SCHEDULED) if is_editors_time else "")


def refuse_if_locked(page: JobPage) -> None:
    """Raise SubmissionRefused while an editor's lock holds; call it with the page's row read under the lock."""
    if words := lock_of(page):
        raise SubmissionRefused(words)


def refuse_if_not_editable(page: JobPage) -> None:
    """Raise SubmissionRefused while a lock or a schedule holds; call it as `refuse_if_locked`."""
    if words := edit_lock_of(page):
        raise SubmissionRefused(words)
