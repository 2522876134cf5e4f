"""What is kept about people is written down, goes when its time is over, and is given out and erased on request."""

import json
import logging
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from boards.models import BoardSettings
from emails.models import Notice
from emails.services import queue
from jobs.alerts.models import Alert
from jobs.listings.models import Company, JobPage, Report
from jobs.submissions.models import CompanyChange, CompanyPerson, LinksRequest, Submission
from jobs.submissions.services.manage import close
from jobs.submissions.services.packs import buy
from jobs.submissions.tests.people import person_of, verified_company
from operations.people import erase, export
from operations.privacy import keep_limits
from payments.models import CheckoutAttempt, Payment
from payments.services.waiver import waive
from tests.factories import (
    LiveJobFactory,
    PackOfferFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
LOOKS_PERSONAL = re.compile(
    r"email|mail$|name$|(^|_)ip|address|phone|agent|contact|recipient|payer|(^|_)(to|cc|bcc)$|message|content|^data$|"
    r"_data$|comment$|reason|text|label$|headers|params|args|subject|website|referrer|repr$|sender|editors"
)
# They look it by their kind: addresses, and whatever may be in JSON.
PERSONAL_KINDS = (models.EmailField, models.GenericIPAddressField, models.JSONField)
MARA = "mara@employer.example"


# --- What is written down


def fields_that_look_personal():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation or not getattr(field, "concrete", False) or field.model is not model:
                continue
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if isinstance(field, PERSONAL_KINDS) or (is_text and LOOKS_PERSONAL.search(field.name)):
                yield f"{model._meta.label}.{field.name}"


def listed() -> set[str]:
    return set(re.findall(r"`(\w+\.\w+\.\w+)`", GUIDE))


def test_every_field_that_looks_personal_is_written_down():
    assert sorted(set(fields_that_look_personal()) - listed()) == []


def test_what_is_written_down_exists():
    for name in listed():
        model, field = name.rsplit(".", 1)
        if model == "wagtailsearch.IndexEntry" and connection.vendor != "postgresql":
            continue
        if apps.is_installed(model.split(".")[0]) or model.split(".")[0] in {
            c.label for c in apps.get_app_configs()
        }:
            apps.get_model(model)._meta.get_field(field)


# --- What goes when its time is over


def in_(**ahead):
    return time_machine.travel(timezone.now() + timedelta(**ahead))


def revisions_text() -> str:
    return json.dumps(list(Revision.objects.values_list("content", flat=True)))


@pytest.fixture
def closed(board, sandbox):
    """A paid listing that its employer has closed."""
    submission = PaidSubmissionFactory(board=board, contact_email=MARA, apply_email=MARA)
    close(submission=submission, reason=Submission.CloseReason.WITHDRAWN)
    submission.refresh_from_db()
    return submission


def test_the_contact_of_a_listing_goes_a_year_after_its_end(closed):
    assert MARA in revisions_text()
    with in_(days=360):
        keep_limits()
        closed.refresh_from_db()
        assert closed.contact_email == MARA
    with in_(days=500):
        keep_limits()
    closed.refresh_from_db()
    assert (closed.contact_name, closed.contact_email) == ("", "")
    assert page_of(closed).apply_email == ""
    assert MARA not in revisions_text()
    assert not CheckoutAttempt.objects.filter(params__has_key="customer_email").exists()
    assert not Notice.objects.filter(email=None).exists()
    assert payment_of(closed).payer_email == MARA, "invoices are kept longer"
    with in_(days=3700):
        keep_limits()
    assert payment_of(closed).payer_email == ""


def test_a_listing_that_is_on_the_board_keeps_its_contact(board, sandbox):
    submission = PaidSubmissionFactory(board=board, contact_email=MARA)
    JobPage.objects.update(expire_at=None)
    with in_(days=800):
        keep_limits()
    submission.refresh_from_db()
    assert submission.contact_email == MARA


def test_what_was_never_paid_names_no_payer_after_a_year(board, sandbox):
    submission = UnpaidSubmissionFactory(board=board, contact_email=MARA)
    open_checkout(payment_of(submission))
    with in_(days=400):
        keep_limits()
    assert payment_of(submission).payer_email == ""


def test_a_buyer_is_kept_while_postings_of_the_pack_are_left(board, sandbox):
    offer = PackOfferFactory(plan=PlanFactory(site=board.site), valid_days=500)
    waived, unpaid = (buy(offer=offer, email=MARA, nonce=None).payment for _ in range(2))
    waive(payment=waived, user=SuperuserFactory(), reason="A sponsor.")
    found = json.loads(export(MARA))
    assert (len(found["packs"]), len(found["postings of packs"])) == (2, 3)
    for days, kept in ((400, [MARA, ""]), (501, ["", ""])):
        with in_(days=days):
            keep_limits()
        assert list(Payment.objects.order_by("pk").values_list("payer_email", flat=True)) == kept
    assert unpaid.pk > waived.pk


def test_whose_address_was_erased_gets_no_email(board):
    brand = BoardSettings.for_site(board.site)
    assert queue(event="a", kind="b", recipients=["", ""], template="x", context={}, board=brand) == []


def test_reports_and_logs_go(board, closed):
    page = page_of(closed)
    Report.objects.create(page=page, reason="scam", text="It is Mara.", email=MARA, handled_at=timezone.now())
    Report.objects.create(page=page, reason="scam", text="Not handled yet.")
    log(instance=page, action="wagtail.edit", title=f"Wrote to {MARA}", data={"to": [MARA], "kept": "this"})
    LinksRequest.objects.create(site=board.site, email=MARA)
    with in_(days=190):
        keep_limits()
    assert sorted(Report.objects.values_list("text", "email")) == [("", ""), ("Not handled yet.", "")]
    assert not LinksRequest.objects.exists()
    entry = PageLogEntry.objects.get(label__startswith="Wrote to")
    assert (entry.label, entry.data) == ("Wrote to …", {"to": ["…"], "kept": "this"})


def test_who_tried_to_log_in_is_forgotten(db):
    attempts = apps.get_model("axes", "AccessAttempt").objects
    attempts.create(username="mara", ip_address="192.0.2.1", failures_since_start=1)
    with in_(days=170):
        keep_limits()
        assert attempts.exists()
    with in_(days=190):
        keep_limits()
    assert not attempts.exists()


def test_who_verified_a_company_is_kept_as_long_as_it_has_listings(closed):
    companies = Company.objects.filter(pk=page_of(closed).company_id)
    companies.update(verified_at=timezone.now(), verified_by=MARA)
    with in_(days=300):
        keep_limits()
        assert companies.get().verified_by == MARA
    with in_(days=500):
        keep_limits()
    assert companies.get().verified_by == ""


def test_erasure_forgets_who_verified_a_company(closed):
    Company.objects.update(verified_by=MARA)
    erase(MARA)
    assert not Company.objects.filter(verified_by=MARA).exists()


def test_the_job_runs_twice_without_harm(closed):
    with in_(days=500):
        call_command("forget_personal_data", stdout=StringIO())
        assert not any(keep_limits().values())


# --- A person asks


@pytest.fixture
def everywhere(board, closed):
    """Mara is an employer, a payer and a reader; another person's address contains hers."""
    Alert.objects.create(site=board.site, email=MARA, confirmed_at=timezone.now())
    Email.objects.create(from_email="a@board.example", to=["x" + MARA], subject="Other", status=STATUS.sent)
    LiveJobFactory(board=board, apply_email=MARA)
    return closed


def test_export_has_everything_and_no_working_link(everywhere):
    found = json.loads(export(MARA.upper()))
    for kind in ("submissions", "listings", "payments", "payment pages", "alerts", "notices", "emails"):
        assert found[kind], kind
    assert everywhere.token not in json.dumps(found)
    assert "x" + MARA not in json.dumps(found)


def test_erasure_leaves_what_must_be_kept_and_says_so(everywhere, caplog):
    with caplog.at_level(logging.INFO):
        done = erase(MARA)
    everywhere.refresh_from_db()
    assert (everywhere.contact_name, everywhere.contact_email) == ("", "")
    assert page_of(everywhere).apply_email == ""
    assert not Alert.objects.exists()
    assert not Notice.objects.filter(recipient=MARA).exists()
    left = {address for to in Email.objects.values_list("to", flat=True) for address in to}
    assert MARA not in left and "x" + MARA in left
    assert Payment.objects.get().payer_email == MARA
    assert len(done.kept) == 1 and str(Payment.objects.get().uuid) in done.kept[0]
    assert "erased" in caplog.text and MARA not in caplog.text


def test_a_listing_on_the_board_has_to_be_closed_first(board, sandbox):
    submission = PaidSubmissionFactory(board=board, contact_email=MARA)
    kept = erase(MARA).kept
    assert "close it first" in kept[0]
    submission.refresh_from_db()
    assert submission.contact_email == MARA


def test_the_commands(everywhere):
    out = StringIO()
    call_command("export_person", MARA, stdout=out)
    assert json.loads(out.getvalue())["submissions"]
    with pytest.raises(SystemExit, match="1"):
        call_command("erase_person", MARA, stdout=out)
    assert "1 contacts erased." in out.getvalue() and "Kept: Payment" in out.getvalue()
    call_command("erase_person", "nobody@nowhere.example", stdout=out)


def test_superusers_export_and_erase_in_the_admin(client, everywhere):
    client.force_login(SuperuserFactory())
    url = reverse("personal_data")
    response = client.post(url, {"address": MARA, "export": "1"})
    assert response["Content-Type"] == "application/json"
    assert "attachment" in response["Content-Disposition"] and "no-store" in response["Cache-Control"]
    asked = client.post(url, {"address": MARA, "erase": "1"})
    assert "Tick" in asked.content.decode()
    assert Alert.objects.exists()
    done = client.post(url, {"address": MARA, "erase": "1", "sure": "on"})
    assert "as long as the law wants" in done.content.decode()
    assert not Alert.objects.exists()


def test_editors_cannot(client, board):
    client.force_login(make_editor(board))
    url = reverse("personal_data")
    assert client.get(url).status_code == 302
    assert client.post(url, {"address": MARA, "export": "1"}).status_code == 302
    assert "personal-data" not in client.get(reverse("wagtailadmin_home")).content.decode()


# --- The people of companies


@pytest.fixture
def people(board):
    """One of each state; the company has no listings."""
    company = verified_company(board)
    return {
        state: person_of(
            company, email=MARA if state == "active" else f"{state}@wagonworks.example", state=state
        )
        for state in CompanyPerson.State.values
    }


def test_who_has_left_a_company_or_never_joined_it_goes(people):
    for days, left in ((29, {"active", "invited", "asking", "revoked"}), (31, {"active", "revoked"})):
        with in_(days=days):
            keep_limits()
            assert set(CompanyPerson.objects.values_list("state", flat=True)) == left
    with in_(days=181):
        keep_limits()
        assert [person.email for person in CompanyPerson.objects.all()] == [MARA]


def test_who_works_for_a_company_goes_a_year_after_its_last_listing(board, people, sandbox):
    company = people["active"].company
    page = LiveJobFactory(board=board, company=company)
    with in_(days=370):
        keep_limits()
        assert CompanyPerson.objects.filter(email=MARA).exists()
    page.delete()
    with in_(days=370):
        keep_limits()
        assert not CompanyPerson.objects.filter(email=MARA).exists()


def test_a_decided_change_goes_and_one_that_waits_stays(people):
    change = CompanyChange.objects.create(company=people["active"].company, about="Ours")
    with in_(days=999):
        keep_limits()
    CompanyChange.objects.filter(pk=change.pk).update(state="declined", decided_at=timezone.now())
    with in_(days=181):
        keep_limits()
    assert not CompanyChange.objects.exists()


def test_a_person_of_a_company_is_exported_and_erased(client, people):
    person = people["active"]
    CompanyChange.objects.create(company=person.company, person=person, about="Ours")
    told = export(MARA)
    assert '"role": "owner"' in told and '"about": "Ours"' in told
    assert str(person.link_version) not in told
    assert erase(MARA).counts["people of companies"] == 1
    assert MARA not in export(MARA)
    assert client.get(person.get_absolute_url()).status_code == 410
