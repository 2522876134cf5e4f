"""What the previews of the emails about companies and reports show: made-up names and texts."""

from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emails.samples import Audience, Sample, register
from emails.services import SendingBoard
from jobs.listings.models import Report


def _company() -> SimpleNamespace:
    return SimpleNamespace(
        name="Tern & Sons", website_host="tern.example", verified_domain="tern.example", pk=0
    )


def _page() -> SimpleNamespace:
    return SimpleNamespace(pk=0, title=_("Platform engineer"), company=_company())


def _link(board: SendingBoard) -> str:
    return f"{board.site.root_url}/#{_('sample')}"


def register_samples() -> None:
    register(
        Sample(
            "company_verify",
            gettext_lazy("Verify a company"),
            Audience.EMPLOYERS,
            "jobs/email/company_verify",
            lambda board: {"company": _company(), "url": _link(board), "days": 7},
        ),
        Sample(
            "company_named",
            gettext_lazy("A listing names a verified company"),
            Audience.EMPLOYERS,
            "jobs/email/company_named",
            lambda board: {"company": _company()},
        ),
        Sample(
            "report_received",
            gettext_lazy("Report received"),
            Audience.READERS,
            "jobs/email/report_received",
            lambda board: {"page": _page()},
        ),
        Sample(
            "report_outcome",
            gettext_lazy("What came of a report"),
            Audience.READERS,
            "jobs/email/report_outcome",
            lambda board: {"page": _page(), "outcome": _("The employer has corrected the pay.")},
        ),
        Sample(
            "report",
            gettext_lazy("Reported by a reader"),
            Audience.EDITORS,
            "jobs/email/report",
            lambda board: {
                "page": _page(),
                "report": Report(reason=Report.Reason.FILLED, text=_("The link leads nowhere.")),
            },
        ),
    )
