"""What the previews of the employers' emails show: made-up people, listings and sums."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emails.samples import Audience, Sample, register
from emails.services import SendingBoard
from jobs.listings.models import JobBoardSettings
from jobs.submissions.models import CompanyPerson
from payments.money import format_money

UUID = "5b2f5c1e-0000-4000-8000-000000000000"


def _address(board: SendingBoard) -> str:
    """A link for every button: it opens the board's front page and nothing of anybody's."""
    return f"{board.site.root_url}/#{_('sample')}"


def _submission(board: SendingBoard, *, known: bool = True) -> SimpleNamespace:
    title = _("Platform engineer")
    end = timezone.now() + timedelta(days=30)
    page = SimpleNamespace(pk=0, title=title, company="Tern & Sons", expire_at=end, full_url=_address(board))
    return SimpleNamespace(
        page=page,
        page_id=0,
        contact_name="Robin",
        contact_email="robin@employer.example",
        created_at=timezone.now(),
        is_known_to_contact=known,
        email_title=title if known else _("listing no. %(number)s") % {"number": 42},
        emailed_url=_address(board),
    )


def _payment(board: SendingBoard, description: str = "") -> SimpleNamespace:
    currency = JobBoardSettings.for_site(board.site).currency
    label = format_money(19900, currency)
    return SimpleNamespace(
        amount=19900,
        amount_label=label,
        amount_paid_label=label,
        description=description or _("Standard"),
        page_title=_("Platform engineer"),
        paid_at=timezone.now(),
        uuid=UUID,
        is_discounted_to_nothing=False,
    )


def _papers(board: SendingBoard, *, refund: bool = False, nothing: str = "") -> dict[str, Any]:
    """What emails with a receipt show, as with a board that has invoices written."""
    words = {"number": "A1B2-0007"}
    label = _("Credit note %(number)s (PDF)") if refund else _("Invoice %(number)s (PDF)")
    return {
        "receipt": SimpleNamespace(number="00042"),
        "receipt_url": _address(board),
        "method": _("%(brand)s ending in %(digits)s") % {"brand": "Visa", "digits": "4242"},
        "nothing": nothing,
        "documents": [SimpleNamespace(label=label % words, url=_address(board))],
    }


def _receipt(board: SendingBoard) -> Mapping[str, Any]:
    return _base(board, title=_("Platform engineer"), **_papers(board))


def _receipt_of_nothing(board: SendingBoard) -> Mapping[str, Any]:
    covered = _("Discounted to nothing: the code covered the whole price of %(sum)s.")
    nothing = covered % {"sum": _payment(board).amount_label}
    return _base(board, title=_("Platform engineer"), **_papers(board, nothing=nothing))


def _refunded(board: SendingBoard) -> Mapping[str, Any]:
    refund = SimpleNamespace(amount_label=_payment(board).amount_label, refund_id="re_sample")
    return _base(board, refund=refund, **_papers(board, refund=True))


def _base(board: SendingBoard, *, known: bool = True, **more: Any) -> Mapping[str, Any]:
    return {
        "submission": _submission(board, known=known),
        "payment": _payment(board),
        "confirm_url": "",
        "first_day": None,
        "deadline": "",
        "packs": (),
        "people": (),
        **more,
    }


def _pack(board: SendingBoard) -> Mapping[str, Any]:
    end = timezone.now() + timedelta(days=14)
    payment = _payment(board, _("3 postings"))
    return {
        "pack": SimpleNamespace(name=_("3 postings"), plan_name=_("Standard"), url=_address(board)),
        "payment": payment,
        "balance": SimpleNamespace(left=2, is_frozen=False, until=end),
        "refund": SimpleNamespace(amount_label=payment.amount_label, refund_id="re_sample"),
        "title": _("Platform engineer"),
        "end": end,
        "ending": 2,
    }


def _people(board: SendingBoard) -> Mapping[str, Any]:
    company = SimpleNamespace(name="Tern & Sons", host="tern.example")
    person = SimpleNamespace(
        page_url=_address(board),
        invitation_url=_address(board),
        get_role_display=CompanyPerson(role=CompanyPerson.Role.EDITOR).get_role_display,
        email="kim@tern.example",
        company=company,
    )
    return {
        "company": company,
        "person": person,
        "asking": person,
        "url": _address(board),
        "review_url": _address(board),
        "days": 7,
        "reason": "",
        "change": SimpleNamespace(company=company, reason=_reason()),
        "is_approved": True,
    }


def _declined_face(board: SendingBoard) -> Mapping[str, Any]:
    return {**_people(board), "is_approved": False}


PACKS = (
    ("pack_bought", gettext_lazy("Pack bought")),
    ("pack_used", gettext_lazy("Paid from a pack")),
    ("pack_credit_back", gettext_lazy("Back in a pack")),
    ("pack_ends_soon", gettext_lazy("Pack ends soon")),
    ("pack_refunded", gettext_lazy("Refund of a pack")),
)
PEOPLE = (
    ("company_claim", gettext_lazy("Claim a company")),
    ("company_link", gettext_lazy("Link to a company’s page")),
    ("company_invited", gettext_lazy("Invited to a company")),
    ("company_asked", gettext_lazy("Somebody asks to join")),
    ("company_role", gettext_lazy("New role")),
    ("company_revoked", gettext_lazy("Access ended")),
    ("company_gone", gettext_lazy("Company removed")),
    ("face_decided", gettext_lazy("A company’s change approved")),
)


def _listing(board: SendingBoard) -> SimpleNamespace:
    page: SimpleNamespace = _submission(board).page
    return page


def _reason() -> str:
    return _("The advertisement does not say where the work is done. Please add a place, and send it again.")


def _rows(board: SendingBoard) -> list[SimpleNamespace]:
    stages = ((_("Live"), _("until %(until)s") % {"until": _("31 March")}), (_("Awaiting payment"), ""))
    return [SimpleNamespace(submission=_submission(board), stage=stage, end=end) for stage, end in stages]


def _employer(key: str, label: Any, template: str = "", **more: Any) -> Sample:
    """`more` holds values, or functions of the board, for the template."""

    def context(board: SendingBoard) -> Mapping[str, Any]:
        return _base(
            board, **{name: value(board) if callable(value) else value for name, value in more.items()}
        )

    return Sample(key, label, Audience.EMPLOYERS, f"submissions/email/{template or key}", context)


def register_samples() -> None:
    register(
        *(Sample(key, label, Audience.EMPLOYERS, f"submissions/email/{key}", _pack) for key, label in PACKS),
        *(
            Sample(key, label, Audience.EMPLOYERS, f"submissions/email/{key}", _people)
            for key, label in PEOPLE
        ),
        Sample(
            "face_declined",
            gettext_lazy("A company’s change declined"),
            Audience.EMPLOYERS,
            "submissions/email/face_decided",
            _declined_face,
        ),
        Sample(
            "face_waits",
            gettext_lazy("A company’s change to review"),
            Audience.EDITORS,
            "submissions/email/face_waits",
            _people,
        ),
        _employer(
            "form_saved",
            gettext_lazy("Form saved, to be finished later"),
            saved=lambda board: SimpleNamespace(saved_at=timezone.now(), full_url=_address(board)),
            until=lambda board: timezone.now() + timedelta(days=30),
        ),
        _employer(
            "draft_saved_first",
            gettext_lazy("Draft saved, to an unproved address"),
            "draft_saved",
            known=False,
        ),
        _employer("draft_saved", gettext_lazy("Draft saved")),
        _employer(
            "draft_saved_free", gettext_lazy("Draft saved, free listing"), "draft_saved", confirm_url=_address
        ),
        _employer(
            "draft_waits",
            gettext_lazy("Draft still unpaid"),
            until=lambda board: timezone.now() + timedelta(days=7),
        ),
        _employer(
            "pay_link",
            gettext_lazy("Approved, to be paid"),
            price=lambda board: _payment(board).amount_label,
        ),
        Sample(
            "receipt",
            gettext_lazy("Receipt"),
            Audience.EMPLOYERS,
            "submissions/email/receipt",
            _receipt,
        ),
        Sample(
            "receipt_of_nothing",
            gettext_lazy("Receipt, discounted to nothing"),
            Audience.EMPLOYERS,
            "submissions/email/receipt",
            _receipt_of_nothing,
        ),
        _employer("live", gettext_lazy("Live"), listing=_listing),
        _employer("changes_requested", gettext_lazy("Changes requested"), comment=lambda board: _reason()),
        _employer(
            "expiring",
            gettext_lazy("Ends soon"),
            end=lambda board: timezone.now() + timedelta(days=7),
            renew_url=_address,
        ),
        _employer("renewed", gettext_lazy("Renewed"), added_days=True),
        _employer("featured", gettext_lazy("Featured"), "renewed", added_days=False),
        _employer(
            "declined",
            gettext_lazy("Declined"),
            reason=lambda board: _reason(),
            is_refunded=True,
            is_charged=True,
        ),
        _employer(
            "taken_down",
            gettext_lazy("Taken down"),
            reason=lambda board: _reason(),
            is_refunded=False,
            is_deleted=False,
        ),
        Sample(
            "refunded",
            gettext_lazy("Refund"),
            Audience.EMPLOYERS,
            "submissions/email/refunded",
            _refunded,
        ),
        _employer("links", gettext_lazy("Links asked for"), mine_url=_address, rows=_rows, has_more=True),
        _employer("link_changed", gettext_lazy("Manage link changed")),
        Sample(
            "new_paid_listing",
            gettext_lazy("New paid listing"),
            Audience.EDITORS,
            "submissions/email/new_paid_listing",
            _base,
        ),
        Sample(
            "no_payment_task",
            gettext_lazy("Paid listings are refused"),
            Audience.EDITORS,
            "submissions/email/no_payment_task",
            lambda board: {},
        ),
    )
