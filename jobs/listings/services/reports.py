"""Store readers' reports, email the editors at most once a day per listing, and tell the readers what came of it."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import JobPage, Report

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise  # Known to the type stubs alone.


@transaction.atomic
def report(*, page: JobPage, site: Site, reason: str, text: str = "", email: str = "") -> Report:
    """Store the report, tell the editors, and send a receipt to a reader who left an address."""
    made = Report(page=page, reason=reason, text=text, email=email)
    made.full_clean()
    made.save()
    board = BoardSettings.for_site(site)
    emails.queue(
        event=_day_of(page),
        kind="report",
        recipients=board.editor_addresses(),
        template="jobs/email/report",
        context={"report": made, "page": page},
        board=board,
    )
    if email:
        # Once a day for each listing: the address may be somebody else's.
        _to_reader(made, site, kind="report_received", event=f"{_day_of(page)}:received")
    return made


@transaction.atomic
def mark_handled(*, page: JobPage, user: AbstractBaseUser, outcome: "str | StrPromise" = "") -> int:
    """Mark all open reports as handled, and email the outcome to the readers; return how many reports there were.

    Their addresses are not kept any longer than that.
    """
    open_reports = list(page.reports.unhandled().select_for_update())
    site = page.get_site()
    for each in open_reports:
        if each.email and site is not None:
            _to_reader(each, site, kind="report_outcome", event=f"report:{each.pk}", outcome=outcome)
    page.reports.filter(pk__in=[each.pk for each in open_reports]).update(
        handled_at=timezone.now(), handled_by=user, email=""
    )
    if open_reports:
        data = {"count": len(open_reports), "outcome": str(outcome)}
        log(instance=page, action="jobs.handle_reports", user=user, data=data)
    return len(open_reports)


def _day_of(page: JobPage) -> str:
    return f"listing:{page.pk}:{timezone.localdate().isoformat()}"


def _to_reader(report: Report, site: Site, *, kind: str, event: str, **context: object) -> None:
    board = BoardSettings.for_site(site)
    emails.queue(
        event=event,
        kind=kind,
        recipients=[report.email],
        template=f"jobs/email/{kind}",
        context={"page": report.page, **context},
        board=board,
    )
