"""The dates that employers choose: the deadline to apply, and the first day online, in words and before a sale."""

from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.listings.ends import day_in, time_in
from jobs.listings.models import JobPage
from jobs.listings.models.labels import deadline_text
from payments.fulfilment import NotForSale
from payments.models import Payment

DEADLINE_OVER = gettext_lazy(
    "The deadline to apply is over, so the listing would close at once. Edit the listing and choose a later one, "
    "or none."
)


def first_day_of(page: JobPage) -> date | None:
    """Return the first day online of the newest version, while it is to come."""
    day = day_in(_newest(page), "first_day") if page.first_published_at is None else None
    return day if day is not None and page.start_of(day) > timezone.now() else None


def first_day_words(page: JobPage) -> str:
    """Say when the listing will go live, and that its days count from then; empty when nothing is chosen."""
    day = first_day_of(page)
    if day is None:
        return ""
    words = _("It goes online on %(day)s, once it is paid for and approved; its days count from then.")
    return words % {"day": formats.date_format(day, "DATE_FORMAT")}


def deadline_words(page: JobPage) -> str:
    """Say that the listing ends at its deadline though it is paid for longer; empty otherwise."""
    if not page.ends_at_deadline or page.paid_until is None:
        return ""
    return _("It closes at its deadline to apply, %(deadline)s. It is paid for until %(until)s.") % {
        "deadline": deadline_text(page.apply_by, page.get_site()),
        "until": formats.date_format(timezone.localtime(page.paid_until), "DATE_FORMAT"),
    }


def refuse_after_deadline(*, payment: Payment) -> None:
    """Raise NotForSale when the newest version's deadline is over, so that nobody pays for a closed listing."""
    if payment.purpose != Payment.Purpose.POSTING or payment.page_id is None:
        return
    page = JobPage.objects.filter(pk=payment.page_id, first_published_at=None).first()
    deadline = time_in(_newest(page), "apply_by") if page is not None else None
    if deadline is not None and deadline <= timezone.now():
        raise NotForSale(str(DEADLINE_OVER))


def _newest(page: JobPage) -> dict[str, Any]:
    revision = page.latest_revision
    return revision.content if revision is not None else {}
