"""Delete or blank personal data when its time is over, as `docs/privacy.md` says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from emails.models import Notice
from jobs.listings.models import Company, JobPage, Report
from jobs.submissions.models import CompanyChange, CompanyPerson, LinksRequest, Submission
from payments.models import CheckoutAttempt, Credit, Payment, Problem
from payments.services.payers import blank_payers

# Stripe forgets an idempotency key after a day; what was asked with it is of no use any more.
ATTEMPTS_KEPT = timedelta(days=30)
# They are answered within seconds.
LINK_REQUESTS_KEPT = timedelta(days=1)
# An invitation works for two weeks, and who asks to join is answered or not by then.
JOINING_KEPT = timedelta(days=30)
# The parts of what Stripe was asked that name or lead to a person.
PERSONAL_PARAMS = ("customer_email", "success_url", "cancel_url", "invoice_creation")
MASK = "…"
ADDRESS = re.compile(r"[^\s@<>\"'(),;:·]+@[^\s@<>\"'(),;:·]+")
AXES_MODELS = ("AccessAttempt", "AccessFailureLog", "AccessLog")


@dataclass(frozen=True)
class Limits:
    """The times before which personal data is no longer kept."""

    contacts: datetime
    payers: datetime
    logs: datetime

    @classmethod
    def now(cls) -> "Limits":
        now = timezone.now()
        return cls(
            contacts=now - timedelta(days=settings.CONTACTS_KEPT_DAYS),
            payers=now - timedelta(days=settings.PAYERS_KEPT_DAYS),
            logs=now - timedelta(days=settings.LOGS_KEPT_DAYS),
        )


def keep_limits() -> dict[str, int]:
    """Return how many rows of each kind were deleted or blanked. Safe at any time and twice at once."""
    limits = Limits.now()
    return {
        "contacts": blank_contacts(_over(limits.contacts)),
        "application addresses": blank_apply_emails(_pages_over(limits.contacts)),
        "verifiers": _verifiers_over(limits.contacts).update(verified_by=""),
        "people of companies": _delete(_people_over(limits)),
        "changes of companies": _delete(
            CompanyChange.objects.exclude(state=CompanyChange.State.WAITING).filter(
                decided_at__lt=limits.logs
            )
        ),
        "payers": blank_payers(_payers_over(limits).values_list("pk", flat=True)),
        "payment pages": blank_params(_attempts_over()),
        "notices": Notice.objects.filter(created_at__lt=limits.contacts, email=None).delete()[0],
        "reports": _reports_over(limits.logs).update(text="", email=""),
        "requests for links": LinksRequest.objects.filter(
            asked_at__lt=timezone.now() - LINK_REQUESTS_KEPT
        ).delete()[0],
        "log entries": mask_log_entries(before=limits.logs),
        "unsaved forms": FormState.objects.filter(last_updated_at__lt=limits.logs).delete()[0],
        "logins": _delete_logins(limits.logs),
    }


def blank_contacts(submissions: QuerySet[Submission]) -> int:
    """Nobody is written to after that, and the list shows no name."""
    return submissions.update(contact_name="", contact_email="")


def blank_apply_emails(pages: QuerySet[JobPage]) -> int:
    """Blank the address to apply at, in the listings and in each of their revisions."""
    done = 0
    for pk in list(pages.values_list("pk", flat=True)):
        with transaction.atomic():
            JobPage.objects.filter(pk=pk).update(apply_email="")
            for revision in Revision.page_revisions.filter(object_id=str(pk)).select_for_update():
                if revision.content.get("apply_email"):
                    revision.content["apply_email"] = ""
                    revision.save(update_fields=["content"])
        done += 1
    return done


def blank_params(attempts: QuerySet[CheckoutAttempt]) -> int:
    done = 0
    for attempt in attempts.iterator():
        kept = {name: value for name, value in attempt.params.items() if name not in PERSONAL_PARAMS}
        done += CheckoutAttempt.objects.filter(pk=attempt.pk).update(params=kept)
    return done


def mask_log_entries(*, before: datetime, address: str = "") -> int:
    """Mask the addresses in what editors' actions have logged: all of them, or the one given."""
    done = 0
    for entries, when, names in _logs():
        holding = Q()
        for name in names:
            holding |= Q(**{f"{name}__icontains": address or "@"})
        for entry in entries.filter(holding, **{f"{when}__lt": before}).iterator():
            changes = {name: _masked(getattr(entry, name), address) for name in names}
            done += type(entry)._default_manager.filter(pk=entry.pk).update(**changes)
    return done


def _logs() -> Iterator[tuple[QuerySet[Any], str, tuple[str, ...]]]:
    yield PageLogEntry.objects.all(), "timestamp", ("label", "data")
    yield ModelLogEntry.objects.all(), "timestamp", ("label", "data")
    yield LogEntry.objects.all(), "action_time", ("object_repr", "change_message")


def _masked(value: Any, address: str) -> Any:
    if isinstance(value, str):
        if address:
            return re.sub(re.escape(address), MASK, value, flags=re.IGNORECASE)
        return ADDRESS.sub(MASK, value)
    if isinstance(value, dict):
        return {key: _masked(each, address) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, address) for each in value]
    return value


def _pages_over(before: datetime) -> QuerySet[JobPage]:
    """Listings that ended, or were last touched as drafts, before then; revisions are looked at with them."""
    return JobPage.objects.filter(_ended(before), live=False).exclude(apply_email="")


def _ended(before: datetime, prefix: str = "") -> Q:
    untouched = Q(**{f"{prefix}latest_revision_created_at__lt": before})
    over = Q(**{f"{prefix}expire_at__lt": before}) | Q(**{f"{prefix}expire_at": None})
    return untouched & over


def _over(before: datetime) -> QuerySet[Submission]:
    """Submissions whose listing ended before then and of which nothing has to be decided any more."""
    undecided = Problem.objects.open().values("payment__page")
    on_its_way = Payment.objects.filter(status=Payment.Status.PROCESSING, page__isnull=False).values("page")
    ended = Q(closed_at__lt=before) | _ended(before, "page__")
    return (
        Submission.objects.filter(ended, page__live=False)
        .exclude(contact_email="", contact_name="")
        .exclude(page__in=undecided)
        .exclude(page__in=on_its_way)
    )


def _verifiers_over(before: datetime) -> QuerySet[Company]:
    """Companies whose listings have all ended before then, and which were verified before then."""
    verified = Company.objects.filter(verified_at__lt=before).exclude(verified_by="")
    return verified.exclude(pk__in=_companies_since(before))


def _companies_since(before: datetime) -> QuerySet[Any]:
    """Companies with a listing that is live, or ended after then."""
    return JobPage.objects.exclude(_ended(before), live=False).values("company")


def _people_over(limits: Limits) -> QuerySet[CompanyPerson]:
    """Who has left long ago, who never joined, and who works for a company without listings."""
    State = CompanyPerson.State
    left = Q(state=State.REVOKED, changed_at__lt=limits.logs)
    never_joined = Q(state__in=[State.INVITED, State.ASKING], changed_at__lt=timezone.now() - JOINING_KEPT)
    idle = Q(state=State.ACTIVE, changed_at__lt=limits.contacts) & ~Q(
        company__in=_companies_since(limits.contacts)
    )
    return CompanyPerson.objects.filter(left | never_joined | idle)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete the rows, whatever goes with them; return how many there were."""
    deleted: int = rows.delete()[1].get(rows.model._meta.label, 0)
    return deleted


def _payers_over(limits: Limits) -> QuerySet[Payment]:
    """Payers of unpaid payments like contacts; of paid ones as long as the law wants invoices to be kept."""
    unpaid = Q(created_at__lt=limits.contacts, paid_at=None)
    paid = Q(paid_at__lt=limits.payers)
    settled = Payment.objects.exclude(status=Payment.Status.PROCESSING).exclude(payer_email="")
    # The buyer of a pack is told before its postings end, and uses them by this address.
    in_use = Credit.objects.left().values("pack")
    undecided = Problem.objects.open().values("payment")
    return settled.filter(unpaid | paid).exclude(pk__in=undecided).exclude(pk__in=in_use)


def _attempts_over() -> QuerySet[CheckoutAttempt]:
    old = CheckoutAttempt.objects.filter(created_at__lt=timezone.now() - ATTEMPTS_KEPT)
    return old.exclude(status__in=CheckoutAttempt.UNFINISHED).filter(
        params__has_any_keys=list(PERSONAL_PARAMS)
    )


def _reports_over(before: datetime) -> QuerySet[Report]:
    return Report.objects.filter(handled_at__lt=before).exclude(text="", email="")


def _delete_logins(before: datetime) -> int:
    """Of django-axes, which keeps addresses and names of who tried to log in."""
    if not apps.is_installed("axes"):
        return 0
    models: list[type[Model]] = [apps.get_model("axes", name) for name in AXES_MODELS]
    return sum(model._default_manager.filter(attempt_time__lt=before).delete()[0] for model in models)
