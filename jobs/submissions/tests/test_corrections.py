"""Send, Back, correct, send: the same draft is changed, by the browser that made it and as long as it is unpaid."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from jobs.submissions.models import Plan, Submission
from jobs.submissions.tests.typed import logo_file, typed
from payments.models import Payment
from tests.factories import FreePlanFactory, PlanFactory, SuperuserFactory, open_checkout, page_of, payment_of

URL = "/post-a-job/"


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


class Form:
    """A form that is open in one browser, and sent as often as one likes."""

    def __init__(self, plan: Plan) -> None:
        self.client = Client()
        self.client.get(URL)
        self.plan = plan
        self.nonce = str(uuid.uuid4())

    def send(self, plan: Plan | None = None, **changes: object):
        return self.client.post(URL, typed(plan or self.plan, nonce=self.nonce, **changes))

    def told(self, response) -> str:
        page = self.client.get(response.headers["Location"])
        return " ".join(str(message) for message in get_messages(page.wsgi_request)) + page.content.decode()


@pytest.fixture
def form(plan, sandbox) -> Form:
    return Form(plan)


def newest(submission: Submission):
    return page_of(submission).get_latest_revision_as_object()


def test_a_correction_changes_the_same_draft(form, mailbox):
    form.send(company_logo=logo_file())
    draft = Submission.objects.get()
    response = form.send(title="Signal engineer", tags="linux", company_name="Larkspur Rail Ltd")
    assert response.status_code == 303
    assert response.headers["Location"] == draft.get_absolute_url()
    assert "Your changes are saved, in the draft that you made before" in form.told(response)
    assert Submission.objects.count() == 1
    page = newest(draft)
    assert (page.title, page.tag_names, page.company.name) == (
        "Signal engineer",
        ["linux"],
        "Larkspur Rail Ltd",
    )
    assert page.company.logo, "the logo of the first time stays"
    assert mailbox.kinds("robin@larkspur.example") == ["draft_saved"]


def test_a_double_click_changes_nothing(form):
    form.send(company_logo=logo_file())
    revisions = page_of(Submission.objects.get()).revisions.count()
    response = form.send(company_logo=logo_file())
    assert "You sent this form before" in form.told(response)
    assert page_of(Submission.objects.get()).revisions.count() == revisions


def test_another_logo_is_a_correction(form):
    form.send(company_logo=logo_file())
    before = newest(Submission.objects.get()).company.logo.name
    form.send(company_logo=logo_file(colour="red"))
    assert newest(Submission.objects.get()).company.logo.name != before


def test_a_correction_with_faults_is_shown_again(form):
    form.send()
    response = form.send(title="", description="Too short")
    assert response.status_code == 200 and set(response.context["form"].errors) == {"title", "description"}
    assert newest(Submission.objects.get()).title == "Night train dispatcher"


def test_another_plan_replaces_what_is_to_pay(form):
    dearer = PlanFactory(site=form.plan.site, amount=30_000)
    form.send()
    open_checkout(payment_of(Submission.objects.get()))
    form.send(dearer)
    draft = Submission.objects.get()
    assert (draft.plan, payment_of(draft).amount) == (dearer, 30_000)
    assert Payment.objects.filter(status=Payment.Status.CANCELLED).count() == 1


def test_a_plan_that_was_withdrawn_meanwhile_is_still_the_drafts_own(form):
    form.send()
    PlanFactory(site=form.plan.site)
    Plan.objects.filter(pk=form.plan.pk).update(active=False)
    assert form.send(title="Signal engineer").status_code == 303
    assert newest(Submission.objects.get()).title == "Signal engineer"


def test_a_mistyped_address_is_corrected_and_whoever_got_the_first_link_loses_it(form, mailbox):
    form.send(contact_email="robin@larkspurr.example")
    first = Submission.objects.get().get_absolute_url()
    response = form.send()
    draft = Submission.objects.get()
    assert draft.contact_email == "robin@larkspur.example"
    assert response.headers["Location"] == draft.get_absolute_url() != first
    assert form.client.get(first).status_code == 404
    assert mailbox.kinds("robin@larkspur.example") == ["draft_saved"]
    assert payment_of(draft).payer_email == "robin@larkspur.example"
    assert page_of(draft).sent_from == "larkspur.example"


def test_a_proved_address_stays(form):
    form.send()
    draft = Submission.objects.get()
    emailed = draft.url_of("emailed", draft.address_signature).removeprefix(draft.site_root)
    form.client.get(emailed)
    form.client.post(f"{draft.get_absolute_url()}address/")
    form.send(contact_email="kim@larkspur.example", title="Signal engineer")
    draft.refresh_from_db()
    assert draft.contact_email == "robin@larkspur.example"
    assert newest(draft).title == "Signal engineer"


def test_a_strangers_browser_with_the_same_number_makes_a_draft_of_its_own(form):
    form.send()
    stranger = Form(form.plan)
    stranger.nonce = form.nonce
    stranger.send(title="Stolen")
    assert Submission.objects.count() == 2
    first = Submission.objects.order_by("pk")[0]
    assert newest(first).title == "Night train dispatcher"


def test_what_is_paid_is_not_changed_without_being_asked(form, pay, deliver_webhooks):
    form.send()
    draft = Submission.objects.get()
    pay(draft)
    deliver_webhooks()
    response = form.send(title="Signal engineer")
    html = response.content.decode()
    assert response.status_code == 409
    assert f'action="{draft.get_absolute_url()}edit/"' in html and 'value="Signal engineer"' in html
    assert newest(draft).title == page_of(draft).title == "Night train dispatcher"


def test_what_an_editor_has_changed_is_not_overwritten_unseen(form):
    form.send()
    draft = Submission.objects.get()
    page = newest(draft)
    page.title = "Dispatcher for night trains"
    page.save_revision(user=SuperuserFactory())
    assert form.send(title="Signal engineer").status_code == 409
    assert newest(draft).title == "Dispatcher for night trains"


def test_a_free_draft_that_becomes_another_address_is_confirmed_from_there(board, sandbox, mailbox):
    form = Form(FreePlanFactory(site=board.site))
    form.send(contact_email="robin@larkspurr.example")
    form.send()
    assert "/confirm/" in mailbox.to("robin@larkspur.example")[0].message


def test_corrections_are_counted(form, settings):
    form.send()
    settings.RATE_LIMIT_FACTOR = 1
    codes = [form.send(title=f"Signal engineer {n}").status_code for n in range(22)]
    assert codes[:20] == [303] * 20 and codes[-1] != 303
