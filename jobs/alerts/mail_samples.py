"""What the previews of the alerts' emails show."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emails.samples import Audience, Sample, register
from emails.services import SendingBoard
from jobs.alerts.models import Alert


def _context(board: SendingBoard, **more: Any) -> Mapping[str, Any]:
    link = f"{board.site.root_url}/#{_('sample')}"
    addresses = {f"{name}_url": link for name in ("search", "confirm", "manage", "unsubscribe")}
    return {"search": _("Engineer"), **addresses, **more}


def _new_listings(board: SendingBoard) -> Mapping[str, Any]:
    listings = [
        SimpleNamespace(
            title=title,
            company=SimpleNamespace(name="Tern & Sons"),
            place_label=place,
            salary_label="",
            full_url=f"{board.site.root_url}/#{_('sample')}",
        )
        for title, place in ((_("Platform engineer"), "Lyon"), (_("Database engineer"), "Bergen"))
    ]
    return _context(board, listings=listings, total=5, more=3)


def register_samples() -> None:
    register(
        Sample(
            "alert_confirm",
            gettext_lazy("Confirm an alert"),
            Audience.READERS,
            "alerts/email/alert_confirm",
            lambda board: _context(board, alert=Alert()),
        ),
        Sample(
            "alert_is_on",
            gettext_lazy("The alert is on already"),
            Audience.READERS,
            "alerts/email/alert_confirm",
            lambda board: _context(board, alert=Alert(confirmed_at=timezone.now())),
        ),
        Sample("alert", gettext_lazy("New jobs"), Audience.READERS, "alerts/email/alert", _new_listings),
    )
