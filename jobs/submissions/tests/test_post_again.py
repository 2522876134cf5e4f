"""One press makes a new draft of a listing, with everything but dates, counts and payment."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import PageLogEntry

from boards.models import BoardSettings
from jobs.listings.models import Category, Company, DailyCounts, JobBoardSettings, JobPage
from jobs.listings.services.companies import verify
from jobs.submissions.forms import wording
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import links
from jobs.submissions.services.moderation import decline
from jobs.submissions.services.post_again import CATEGORY_GONE, PLAN_GONE, post_again
from jobs.submissions.services.refusals import NO_PLANS, SubmissionRefused
from jobs.submissions.services.submission import update
from jobs.submissions.tests.typed import logo_file, typed
from payments.models import Payment
from tests.factories import (
    CategoryFactory,
    FeaturedPlanFactory,
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)

# What belongs to each listing alone.
OWN = {
    *("id", "page_ptr_id", "path", "slug", "url_path", "translation_key", "depth", "numchild"),
    *("latest_revision_id", "latest_revision_created_at", "first_published_at", "last_published_at"),
    *("live", "live_revision_id", "has_unpublished_changes", "expire_at", "sender_proved"),
}


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


@pytest.fixture
def live(board, plan, sandbox) -> Submission:
    return PaidSubmissionFactory(
        board=board,
        plan=plan,
        regions=["europe"],
        category=CategoryFactory(site=board.site),
        apply_email="jobs@wagonworks.example",
    )


def url_of(submission: Submission) -> str:
    return reverse("submissions:again", args=[submission.token])


def nonce_on(client: Client, submission: Submission) -> str:
    """The number in the button's form, as the manage page has it."""
    page = client.get(submission.get_absolute_url())
    [nonce] = [action.nonce for action in page.context["stage"].actions if action.nonce]
    assert f'name="nonce" value="{nonce}"' in page.content.decode()
    return nonce


def press(client: Client, submission: Submission, **fields: object) -> Submission:
    """Press the button of a page that was just opened; the new draft's page is what comes next."""
    answer = client.post(url_of(submission), {"nonce": nonce_on(client, submission), **fields})
    draft = Submission.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (303, draft.get_absolute_url())
    return draft


def told(client: Client, answer) -> str:
    assert answer.status_code == 303
    return " ".join(str(message) for message in client.get(answer.headers["Location"]).context["messages"])


# --- What the new draft has


def test_everything_is_as_it_was_but_dates_and_payment(client, live):
    old = page_of(live)
    DailyCounts.objects.count_one("views", page_id=old.pk, day=timezone.localdate())
    draft = press(client, live)
    new = page_of(draft)
    names = [field.attname for field in JobPage._meta.concrete_fields if field.attname not in OWN]
    assert {name: getattr(new, name) for name in names} == {name: getattr(old, name) for name in names}
    assert new.tag_names == old.tag_names == ["postgresql"]
    for rows in ("locations", "regions"):
        assert [str(row) for row in getattr(new, rows).all()] == [
            str(row) for row in getattr(old, rows).all()
        ]
    assert (draft.contact_name, draft.contact_email) == (live.contact_name, live.contact_email)
    assert (draft.plan, draft.terms_accepted_at) == (live.plan, live.terms_accepted_at)
    assert not new.live and new.expire_at is None
    assert payment_of(draft).status == Payment.Status.OPEN
    assert payment_of(live).status == Payment.Status.PAID
    assert not new.daily_counts.exists()


def test_the_page_says_what_it_is(client, live):
    answer = client.post(url_of(live), {"nonce": nonce_on(client, live)})
    assert told(client, answer) == f"A new draft of “{page_of(live).title}”. It goes live once you have paid."


def test_the_newest_version_counts_and_not_the_one_that_is_live(db, sandbox, client):
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    update(submission=submission, data=listing_data(title="A better title", tags=["linux"]))
    page = page_of(press(client, submission))
    assert (page.title, page.tag_names) == ("A better title", ["linux"])
    assert page_of(submission).title != "A better title"


def test_the_history_says_where_it_came_from(client, live, board):
    draft = press(client, live)
    [entry] = PageLogEntry.objects.filter(page=draft.page_id, action__startswith="submissions.")
    assert f"Listing no. {live.page_id}, posted again by the employer (r…@" in entry.message
    assert not PageLogEntry.objects.filter(page=live.page_id, action="submissions.post_again").exists()
    client.force_login(make_editor(board))
    history = client.get(reverse("wagtailadmin_pages:history", args=[draft.page_id])).content.decode()
    assert f"Listing no. {live.page_id}" in history


def test_a_draft_brings_the_logo_of_a_company_that_only_it_names(client, plan):
    client.post("/post-a-job/", typed(plan, company_logo=logo_file()))
    first = Submission.objects.get()
    second = press(client, first)
    old, new = page_of(first).company, page_of(second).company
    assert old.pk != new.pk and old.logo.name != new.logo.name
    assert default_storage.open(old.logo.name).read() == default_storage.open(new.logo.name).read()
    page_of(first).delete()
    assert default_storage.exists(new.logo.name)


def test_a_company_that_readers_know_keeps_its_record(client, live, board):
    company = page_of(live).company
    company.logo.save("known.webp", logo_file())
    draft = press(client, live)
    assert page_of(draft).company == company
    assert not draft.proposed_logo
    assert Company.objects.filter(site=board.site).count() == 1


def test_a_logo_that_waits_for_an_editor_waits_again(client, live, plan):
    company = page_of(live).company
    said = {"company_name": company.name, "company_url": company.website, "company_logo": logo_file()}
    client.post("/post-a-job/", typed(plan, **said))
    waiting = Submission.objects.latest("pk")
    again = press(client, waiting)
    assert again.proposed_logo.read() == waiting.proposed_logo.read()
    assert again.proposed_logo.name != waiting.proposed_logo.name


def test_a_logo_whose_file_is_gone_is_left_out(client, plan):
    client.post("/post-a-job/", typed(plan, company_logo=logo_file()))
    submission = Submission.objects.get()
    default_storage.delete(page_of(submission).company.logo.name)
    assert not page_of(press(client, submission)).company.logo


def test_without_storage_nothing_is_made_and_it_is_said(client, plan, settings, tmp_path):
    client.post("/post-a-job/", typed(plan, company_logo=logo_file()))
    submission = Submission.objects.get()
    settings.MEDIA_ROOT = tmp_path / "away"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    answer = client.post(url_of(submission))
    assert "The logo cannot be copied" in told(client, answer)
    assert Submission.objects.count() == 1


# --- Who it is from


def test_the_proof_of_the_address_is_not_copied(client, board, plan, sandbox):
    """Else a manage link that was passed on would make drafts speak for a verified company."""
    submission = PaidSubmissionFactory(board=board, plan=plan)
    Submission.objects.filter(pk=submission.pk).update(contact_proved_at=timezone.now())
    JobPage.objects.filter(pk=submission.page_id).update(sender_proved=True)
    company = page_of(submission).company
    Company.objects.filter(pk=company.pk).update(website=f"https://{submission.page.sent_from}")
    verify(company=Company.objects.get(pk=company.pk), email=submission.contact_email)
    assert page_of(submission).is_by_verified_company
    draft = press(client, submission)
    page = page_of(draft)
    assert not draft.is_proved and not page.is_by_verified_company
    assert page.company.is_proposed and page.company.name == company.name
    assert page_of(submission).is_by_verified_company
    # The email about the draft is what proves it.
    client.get(Submission.objects.get(pk=draft.pk).emailed_url.removeprefix("http://testserver"))
    client.post(reverse("submissions:prove_address", args=[draft.token]))
    assert page_of(draft).company == company


def test_the_contact_gets_the_new_link_by_email(client, live):
    draft = press(client, live)
    email = Email.objects.filter(to=live.contact_email).latest("pk")
    assert draft.token in email.message


# --- Once, and not twice


def test_a_double_click_gives_one_draft(client, live):
    data = {"nonce": nonce_on(client, live)}
    answers = [client.post(url_of(live), data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Submission.objects.count() == 2
    assert PageLogEntry.objects.filter(action="submissions.post_again").count() == 1


def test_two_tabs_give_a_draft_each(client, live):
    tabs = [nonce_on(client, live) for _ in range(2)]
    drafts = {client.post(url_of(live), {"nonce": nonce}).headers["Location"] for nonce in tabs}
    assert len(drafts) == 2 and Submission.objects.count() == 3


def test_the_number_of_a_form_is_good_for_its_listing_and_browser_alone(client, live, board, plan):
    other = UnpaidSubmissionFactory(board=board, plan=plan)
    nonce = nonce_on(client, live)
    mine = client.post(url_of(live), {"nonce": nonce}).headers["Location"]
    assert client.post(url_of(other), {"nonce": nonce}).headers["Location"] != mine
    stranger = Client()
    stranger.get(live.get_absolute_url())
    assert stranger.post(url_of(live), {"nonce": nonce}).headers["Location"] != mine


def test_a_draft_can_be_posted_again_in_its_turn(client, live):
    second = press(client, live)
    third = press(client, second)
    assert len({live.pk, second.pk, third.pk}) == 3
    slugs = JobPage.objects.values_list("slug", flat=True)
    assert len(set(slugs)) == 3


# --- What can no longer be had


def test_a_withdrawn_plan_asks_for_another(client, live, plan, board):
    other = PlanFactory(site=board.site, name="Another")
    Plan.objects.filter(pk=plan.pk).update(active=False)
    answer = client.post(url_of(live), {"nonce": nonce_on(client, live)}, follow=True)
    assert answer.redirect_chain == [(url_of(live), 303)]
    html = answer.content.decode()
    assert str(PLAN_GONE) in html and "Another" in html and page_of(live).title in html
    assert Submission.objects.count() == 1
    nonce = answer.context["form"]["nonce"].value()
    pages = {client.post(url_of(live), {"nonce": nonce, "plan": other.pk}).headers["Location"] for _ in "12"}
    draft = Submission.objects.latest("pk")
    assert pages == {draft.get_absolute_url()}
    assert (draft.plan, Submission.objects.count()) == (other, 2)


def test_a_deleted_plan_asks_for_another(client, live, plan, board):
    other = PlanFactory(site=board.site)
    plan.delete()
    live.refresh_from_db()
    answer = client.post(url_of(live), follow=True)
    assert str(PLAN_GONE) in answer.content.decode()
    assert press(client, live, plan=other.pk).plan == other


def test_nothing_chosen_is_said_beside_the_plans(client, live, plan, board):
    PlanFactory(site=board.site)
    Plan.objects.filter(pk=plan.pk).update(active=False)
    sent = [({"chosen": "1"}, wording.PLAN_MISSING), ({"plan": plan.pk}, wording.PLAN_WITHDRAWN)]
    for fields, words in sent:
        answer = client.post(url_of(live), fields)
        assert answer.context["form"].errors["plan"] == [str(words)]
    assert Submission.objects.count() == 1


def test_a_sold_out_featured_plan_asks_for_another(client, board, plan, sandbox):
    JobBoardSettings.objects.filter(site=board.site).update(featured_places=1)
    featured = FeaturedPlanFactory(site=board.site)
    submission = PaidSubmissionFactory(board=board, plan=featured)
    answer = client.post(url_of(submission), follow=True)
    assert "All featured places are taken until" in answer.content.decode()
    refused = client.post(url_of(submission), {"plan": featured.pk})
    assert "All featured places are taken" in refused.context["form"].errors["plan"][0]
    draft = press(client, submission, plan=plan.pk)
    assert draft.plan == plan and not page_of(draft).featured


def test_a_deleted_category_asks_for_another(client, live, plan, board):
    others = CategoryFactory.create_batch(2, site=board.site)
    Category.objects.get(pk=page_of(live).category_id).delete()
    answer = client.post(url_of(live), follow=True)
    html = answer.content.decode()
    assert str(CATEGORY_GONE) in html and all(other.name in html for other in others)
    # The plan is chosen already: it can still be had.
    assert f'value="{plan.pk}" checked' in html
    missing = client.post(url_of(live), {"plan": plan.pk})
    assert missing.context["form"].errors["category"] == [str(wording.CATEGORY_MISSING)]
    draft = press(client, live, plan=plan.pk, category=others[1].pk)
    assert page_of(draft).category == others[1]


def test_a_board_that_has_no_category_left_asks_for_none(client, live):
    Category.objects.all().delete()
    assert page_of(press(client, live)).category is None


def test_a_listing_that_never_had_a_category_needs_none(client, board, plan):
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    CategoryFactory(site=board.site)
    assert page_of(press(client, submission)).category is None


def test_another_boards_plan_and_category_cannot_be_chosen(client, live, plan, second_board):
    Plan.objects.filter(pk=plan.pk).update(active=False)
    PlanFactory(site=plan.site)
    Category.objects.all().delete()
    theirs = {
        "plan": PlanFactory(site=second_board.site).pk,
        "category": CategoryFactory(site=second_board.site).pk,
    }
    answer = client.post(url_of(live), theirs)
    assert list(answer.context["form"].errors) == ["plan"]
    assert Submission.objects.count() == 1


# --- What is refused, in words


def test_a_board_with_nothing_on_sale_refuses(client, live):
    Plan.objects.update(active=False)
    assert told(client, client.post(url_of(live))) == str(NO_PLANS)
    assert told(client, client.post(url_of(live), {"plan": live.plan_id})) == str(NO_PLANS)


def test_a_board_without_a_payment_task_refuses_and_its_editors_are_told(db, client, mailbox):
    board = make_board()
    submission = UnpaidSubmissionFactory(board=board)
    board.workflow.workflow_tasks.all().delete()
    answer = client.post(url_of(submission))
    assert "cannot take paid listings" in told(client, answer)
    assert mailbox.kinds(BoardSettings.for_site(board.site).editor_addresses()[0]) == ["no_payment_task"]
    assert Submission.objects.count() == 1


def test_a_listing_that_nobody_can_apply_to_is_refused_before_anybody_pays(client, live):
    page = page_of(live)
    page.apply_url = page.apply_email = ""
    page.save_revision(clean=False)
    assert "neither a web address nor an email address" in told(client, client.post(url_of(live)))
    assert Submission.objects.count() == 1


def test_a_contact_that_the_board_has_forgotten_cannot_post(client, live):
    Submission.objects.update(contact_email="", contact_name="")
    assert client.post(url_of(live)).status_code == 303
    assert "Post again" not in client.get(live.get_absolute_url()).content.decode()
    assert Submission.objects.count() == 1


def test_an_editors_lock_does_not_matter(client, live):
    JobPage.objects.filter(pk=live.page_id).update(locked=True)
    assert not page_of(press(client, live)).locked


def test_a_declined_listing_is_a_draft_like_any_other(client, board, plan, sandbox):
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    editor = make_editor(board, refunds=True)
    decline(page=page_of(submission), user=editor, reason="Say what it pays.")
    draft = press(client, submission)
    assert draft.declined_reason == ""
    assert "Pay €99" in client.get(draft.get_absolute_url()).content.decode()


def test_a_free_plan_waits_for_the_link_that_only_the_email_has(client, board):
    submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    answer = client.post(url_of(submission))
    assert told(client, answer) == f"A new draft of “{page_of(submission).title}”."
    assert not page_of(Submission.objects.latest("pk")).live


def test_the_service_says_so_too(live, plan):
    Plan.objects.filter(pk=plan.pk).update(active=False)
    PlanFactory(site=plan.site)
    with pytest.raises(SubmissionRefused, match="no longer on sale"):
        post_again(submission=Submission.objects.get(pk=live.pk), nonce=uuid.uuid4())


# --- From where, and how often


def test_looking_makes_nothing(client, live):
    assert client.get(url_of(live)).status_code == 200
    assert Submission.objects.count() == 1
    assert Client(enforce_csrf_checks=True).post(url_of(live)).status_code == 403


def test_another_boards_host_makes_nothing(client, live, second_board):
    assert client.post(url_of(live), headers={"host": second_board.host}).status_code == 404
    assert Submission.objects.count() == 1


def test_a_changed_link_makes_nothing(client, live):
    old = url_of(live)
    links.change(submission=live)
    assert client.post(old).status_code == 404


class TestLimits:
    @pytest.fixture(autouse=True)
    def _real_limits(self, settings):
        settings.RATE_LIMIT_FACTOR = 1

    def test_a_link_makes_so_many_an_hour(self, client, live):
        networks = [f"203.0.113.{number}" for number in range(22)]
        codes = [client.post(url_of(live), REMOTE_ADDR=network).status_code for network in networks]
        assert codes == [303] * 20 + [429] * 2

    def test_a_visitor_posts_so_many_listings_new_or_again(self, client, live, plan, settings):
        settings.SUBMISSION_RATE = "2/hour"
        client.post("/post-a-job/", typed(plan))
        nonce = nonce_on(client, live)
        assert client.post(url_of(live), {"nonce": nonce}).status_code == 303
        assert client.post(url_of(live)).status_code == 429
        # The second click of the first press makes nothing, so it is not counted.
        assert client.post(url_of(live), {"nonce": nonce}).status_code == 303

    def test_a_mailbox_gets_so_many_emails_by_form_and_by_button(self, client, board, plan):
        robin = "robin@larkspur.example"
        for number in range(19):
            fields = typed(plan, title=f"Typed {number}", contact_email=robin)
            assert client.post("/post-a-job/", fields, REMOTE_ADDR=f"203.0.113.{number}").status_code == 303
        submission = Submission.objects.latest("pk")
        codes = [
            client.post(url_of(submission), REMOTE_ADDR=f"198.51.100.{number}").status_code
            for number in (1, 2)
        ]
        assert codes == [303, 429]
