"""Queue the emails of an alert."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from wagtail.models import Site

from boards.models import BoardSettings
from emails import services as emails
from jobs.alerts.models import Alert
from jobs.listings.models import JobIndexPage, JobPage
from jobs.listings.search import SearchQuery, describe

# More listings are given as a number, with a link to the search.
MAX_LISTINGS = 20


def event_prefix(alert: Alert) -> str:
    return f"alert:{alert.pk}:"


def confirm(*, alert: Alert, asked_at: datetime) -> None:
    """Email the confirmation link; each sign-up sends it again, because emails get lost."""
    _queue(alert, "alert_confirm", event=f"asked:{asked_at.isoformat()}", context={})


def new_listings(*, alert: Alert, run_at: datetime, listings: Sequence[JobPage], total: int) -> None:
    """Email the new listings; one email per due time."""
    context = {"listings": listings, "total": total, "more": total - len(listings)}
    unsubscribe = {
        "List-Unsubscribe": f"<{alert.url_of('unsubscribe')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    _queue(alert, "alert", event=f"due:{run_at.isoformat()}", context=context, headers=unsubscribe)


def _queue(
    alert: Alert, kind: str, *, event: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    query = alert.query
    board = BoardSettings.for_site(alert.site)
    with translation.override(board.language or translation.get_language()):
        search = "" if query.is_empty else describe(query)
    addresses = {
        "search_url": _search_url(alert.site, query),
        "confirm_url": alert.url_of("confirm"),
        "manage_url": alert.url_of("manage"),
        "unsubscribe_url": alert.url_of("unsubscribe"),
    }
    emails.queue(
        event=event_prefix(alert) + event,
        kind=kind,
        recipients=[alert.email],
        template=f"alerts/email/{kind}",
        context=context | addresses | {"alert": alert, "search": search},
        board=board,
        headers=headers,
    )


def _search_url(site: Site, query: SearchQuery) -> str:
    index = JobIndexPage.objects.child_of(site.root_page).live().first()
    address = index.full_url if index else f"{site.root_url}/"
    return address if query.is_empty else f"{address}?{query.querystring()}"
