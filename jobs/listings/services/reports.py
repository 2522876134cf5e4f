"""Store readers' reports, and email the editors at most once a day per listing."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from boards.languages import language_of
from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import JobPage, Report


@transaction.atomic
def report(*, page: JobPage, site: Site, reason: str, text: str = "") -> Report:
    made = Report(page=page, reason=reason, text=text)
    made.full_clean()
    made.save()
    board = BoardSettings.for_site(site)
    emails.queue(
        event=f"listing:{page.pk}:{timezone.localdate().isoformat()}",
        kind="report",
        recipients=board.editor_addresses(),
        template="jobs/email/report",
        context={"report": made, "page": page, "site": site, "board": board},
        sender=board.sender,
        language=language_of(site),
    )
    return made


@transaction.atomic
def mark_handled(*, page: JobPage, user: AbstractBaseUser) -> int:
    """Mark all open reports as handled; return how many there were."""
    handled = page.reports.unhandled().update(handled_at=timezone.now(), handled_by=user)
    if handled:
        log(instance=page, action="jobs.handle_reports", user=user, data={"count": handled})
    return handled
