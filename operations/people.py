"""Export and erase what is kept about one person, found by their email address."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from post_office.models import Email
from wagtail.log_actions import log

from emails.models import Notice
from jobs.alerts.models import Alert
from jobs.alerts.services import forget
from jobs.listings.models import Company, JobPage, Report
from jobs.submissions.models import (
    CompanyChange,
    CompanyPerson,
    LinksRequest,
    Pack,
    SavedForm,
    Submission,
)
from operations.privacy import Limits, blank_apply_emails, blank_contacts, blank_params, mask_log_entries
from payments.models import CheckoutAttempt, Credit, Payment, Receipt, Refund
from payments.services.payers import blank_payers

logger = logging.getLogger(__name__)

# Secrets, and what says nothing about a person.
LEFT_OUT = {"form_nonce", "idempotency_key", "password", "token", "html_message", "headers", "context"}


@dataclass
class Erased:
    """What was deleted or blanked, by kind; and what has to be kept, in words."""

    counts: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


def rows_of(address: str) -> dict[str, QuerySet[Any]]:
    """Return all rows about the person, by kind."""
    submissions = Submission.objects.filter(contact_email__iexact=address)
    payments = Payment.objects.filter(payer_email__iexact=address)
    return {
        "submissions": submissions,
        "listings": JobPage.objects.filter(submission__in=submissions)
        | JobPage.objects.filter(apply_email__iexact=address, submission=None),
        "companies": Company.objects.filter(verified_by__iexact=address),
        "people of companies": CompanyPerson.objects.of_address(address),
        "changes of companies": CompanyChange.objects.filter(person__email__iexact=address),
        "payments": payments,
        "payment pages": CheckoutAttempt.objects.filter(payment__in=payments),
        "packs": Pack.objects.filter(payment__in=payments),
        "postings of packs": Credit.objects.filter(pack__in=payments),
        "refunds": Refund.objects.filter(payment__in=payments),
        "receipts": Receipt.objects.filter(payment__in=payments),
        "alerts": Alert.objects.filter(email__iexact=address),
        "reports": Report.objects.filter(email__iexact=address),
        "saved forms": SavedForm.objects.filter(email__iexact=address),
        "requests for links": LinksRequest.objects.filter(email__iexact=address),
        "notices": Notice.objects.filter(recipient__iexact=address),
        "emails": Email.objects.filter(pk__in=_emails_to(address)),
        "accounts": get_user_model()._default_manager.filter(email__iexact=address),
    }


def export(address: str) -> str:
    """Return everything about the person as JSON. Links in emails are masked: they are as good as passwords."""
    found = {kind: [_as_dict(row) for row in rows] for kind, rows in rows_of(address).items()}
    logger.info("The data of a person was exported: %s", _summary({k: len(v) for k, v in found.items()}))
    return json.dumps(found, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def erase(address: str) -> Erased:
    """Delete or blank what is kept about the person, except what must be kept; say what that is.

    A listing on the board needs its contact: it has to be closed first. Payers are kept as long as invoices.
    """
    rows = rows_of(address)
    done = Erased()
    live = list(rows["submissions"].filter(page__live=True).values_list("page_id", flat=True))
    over = rows["submissions"].exclude(page__in=live)
    for submission in over:
        log(instance=submission, action="wagtail.delete", title=_("a contact"))
    pages = JobPage.objects.filter(pk__in=rows["listings"].values("pk"), live=False)
    unpaid = rows["payments"].filter(paid_at=None).exclude(status=Payment.Status.PROCESSING)
    attempts = rows["payment pages"].exclude(status__in=CheckoutAttempt.UNFINISHED)
    alerts = list(rows["alerts"])
    for alert in alerts:
        forget(alert=alert)
    done.counts = {
        "alerts": len(alerts),
        "application addresses": blank_apply_emails(pages.exclude(apply_email="")),
        "payment pages": blank_params(attempts.filter(params__has_key="customer_email")),
    }
    with transaction.atomic():
        done.counts |= {
            "emails": rows["emails"].delete()[0],
            "notices": rows["notices"].delete()[0],
            "saved forms": rows["saved forms"].delete()[0],
            "requests for links": rows["requests for links"].delete()[0],
            "verifiers": rows["companies"].update(verified_by=""),
            "people of companies": _delete_people(rows["people of companies"]),
            "reports": rows["reports"].update(email=""),
            "payers": _unpaid_or_old(unpaid, rows["payments"]),
            "contacts": blank_contacts(Submission.objects.filter(pk__in=[each.pk for each in over])),
            "log entries": mask_log_entries(before=timezone.now(), address=address),
        }
    done.kept = list(_kept(address, live))
    logger.info("The data of a person was erased: %s; kept: %d", _summary(done.counts), len(done.kept))
    return done


def _delete_people(people: QuerySet[CompanyPerson]) -> int:
    """Delete them, owners too: the next address of the company's domain can claim it. Their changes stay, unnamed."""
    count = people.count()
    people.delete()
    return count


def _unpaid_or_old(unpaid: QuerySet[Payment], payments: QuerySet[Payment]) -> int:
    old = payments.filter(paid_at__lt=Limits.now().payers)
    return blank_payers([payment.pk for payment in [*unpaid, *old]])


def _kept(address: str, live: list[int]) -> Iterator[str]:
    for page in live:
        yield _("Listing %(number)d is on the board: close it first, then erase again.") % {"number": page}
    for payment in rows_of(address)["payments"]:
        yield _("Payment %(reference)s is kept as long as the law wants invoices to be kept.") % {
            "reference": payment.uuid
        }
    for user in rows_of(address)["accounts"]:
        yield _("The account %(number)d of an editor is deleted under Settings → Users.") % {
            "number": user.pk
        }


def _emails_to(address: str) -> list[int]:
    """The queue keeps recipients as one text: a part of another address is no match."""
    candidates = Email.objects.filter(to__icontains=address).only("pk", "to")
    return [row.pk for row in candidates if address.casefold() in {each.casefold() for each in row.to}]


def _as_dict(row: Model) -> dict[str, Any]:
    mask = import_string(settings.EMAIL_MASK)
    plain = {**model_to_dict(row), "id": row.pk}
    return {
        name: mask(value) if isinstance(value, str) else _plain(value)
        for name, value in plain.items()
        if name not in LEFT_OUT
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, int, float, type(None), dict)):
        return value
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value)


def _summary(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "nothing"
