"""From the empty form to the listing on the board, and every way in which paying can go."""

import re

from django.core.management import call_command
from playwright.sync_api import Page, expect

from jobs.submissions.models import Plan, Submission
from payments.models import Payment
from stripe_sandbox import Sandbox, cards
from tests.browser.journeys.people import TITLE, Employer
from tests.browser.journeys.waiting import until
from tests.factories import Board, FreePlanFactory, UnpaidSubmissionFactory, page_of, payment_of
from tests.fixtures import Mailbox

LIVE = "Your listing is live"
DRAFT = "Your listing is saved as a draft"


def draft(board: Board, plan: Plan, **fields: object) -> Submission:
    submission: Submission = UnpaidSubmissionFactory(board=board, plan=plan, **fields)
    return submission


def charges(sandbox: Sandbox) -> int:
    return sum(charge["paid"] for charge in sandbox.world.store.all("charge"))


def sessions(sandbox: Sandbox) -> int:
    return len(sandbox.world.store.all("checkout.session"))


def lose_the_tab_when_paid(page: Page) -> None:
    """The payment page gets the card; before its answer arrives, the tab is gone."""
    cdp = page.context.new_cdp_session(page)
    answered: list[object] = []
    cdp.on("Fetch.requestPaused", lambda event: answered.append(event))
    cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "*/pay/*", "requestStage": "Response"}]})
    page.get_by_role("button", name="Pay ").click(no_wait_after=True)
    while not answered:
        page.wait_for_timeout(20)
    page.close()


def test_a_listing_is_posted_previewed_paid_and_live(
    employer: Employer, board: Board, plan: Plan, page: Page
) -> None:
    employer.post()
    submission = Submission.objects.get()
    assert not page_of(submission).live
    expect(page.frame_locator("iframe").get_by_role("heading", name=TITLE)).to_be_visible()

    employer.pay()
    expect(employer.heading).to_have_text(LIVE, timeout=5000)
    page.get_by_role("link", name="See it on the board").click()
    expect(page).to_have_url(page_of(submission).full_url)
    expect(employer.heading).to_have_text(TITLE)
    for address in ("/jobs/", "/"):
        page.goto(board.site.root_url + address)
        expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert payment_of(submission).status == Payment.Status.PAID


def test_a_declined_card_is_told_in_place_and_another_one_pays(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.pay(cards.DECLINES)
    expect(page.get_by_role("alert")).to_contain_text("Your card was declined")
    assert payment_of(submission).status == Payment.Status.OPEN
    employer.enter_card(cards.PAYS)
    employer.pay_button.click()
    expect(employer.heading).to_have_text(LIVE)
    assert (charges(sandbox), sessions(sandbox)) == (1, 1)


def test_a_bank_that_asks_for_more_may_be_refused_and_then_answered(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.pay(cards.AUTHENTICATES)
    page.get_by_role("button", name="Fail authentication").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    assert payment_of(submission).status == Payment.Status.OPEN
    employer.enter_card(cards.AUTHENTICATES)
    employer.pay_button.click()
    page.get_by_role("button", name="Complete authentication").click()
    expect(employer.heading).to_have_text(LIVE)
    assert charges(sandbox) == 1


def test_who_cancels_comes_back_to_the_draft_and_may_still_pay(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.go_to_pay()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(submission.manage_url)
    expect(employer.heading).to_have_text(DRAFT)
    employer.pay()
    expect(employer.heading).to_have_text(LIVE)
    assert (charges(sandbox), sessions(sandbox)) == (1, 1)


def test_a_tab_lost_right_after_paying_leaves_it_to_the_webhook(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.go_to_pay()
    employer.enter_card()
    lose_the_tab_when_paid(page)
    until(lambda: page_of(submission).live, "the webhook publishes the listing")
    assert charges(sandbox) == 1


def test_a_webhook_that_never_comes_leaves_it_to_the_landing_page(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    sandbox.faults.set("drop", times=None)
    page.goto(submission.manage_url)
    employer.pay()
    expect(employer.heading).to_have_text(LIVE)
    assert page_of(submission).live


def test_with_neither_the_sweep_publishes_and_the_link_tells(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    sandbox.faults.set("drop", times=None)
    context = page.context
    page.goto(submission.manage_url)
    employer.go_to_pay()
    employer.enter_card()
    lose_the_tab_when_paid(page)
    until(lambda: charges(sandbox) == 1, "the card is charged")
    assert not page_of(submission).live

    call_command("reconcile_payments")
    later = Employer(context.new_page(), board.site.root_url)
    later.page.goto(submission.manage_url)
    expect(later.heading).to_have_text(LIVE)


def test_impatient_clicks_make_one_listing_one_session_and_one_charge(
    employer: Employer, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    employer.open_form()
    employer.fill_in()
    page.get_by_role("button", name="Preview").dblclick()
    expect(employer.heading).to_have_text(DRAFT)
    assert Submission.objects.count() == 1
    employer.pay_button.dblclick()
    expect(page.get_by_label("Card number")).to_be_visible()
    assert sessions(sandbox) == 1
    employer.enter_card()
    employer.pay_button.dblclick()
    expect(employer.heading).to_have_text(LIVE)
    assert charges(sandbox) == 1


def test_a_draft_is_edited_before_it_is_paid(
    employer: Employer, board: Board, plan: Plan, page: Page
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    page.get_by_role("link", name="Edit", exact=True).click()
    employer.field("Job title").fill("Day train dispatcher")
    employer.field("Description").fill("A wholly *new* text. " * 10)
    page.get_by_role("button", name="Save and preview").click()
    expect(employer.heading).to_have_text(DRAFT)
    expect(page.frame_locator("iframe").get_by_role("heading", name="Day train dispatcher")).to_be_visible()
    employer.pay()
    page.get_by_role("link", name="See it on the board").click()
    expect(employer.heading).to_have_text("Day train dispatcher")
    expect(page.get_by_text("A wholly new text.")).to_be_visible()


def test_another_plan_while_the_payment_page_of_the_first_is_open(
    employer: Employer, board: Board, plan: Plan, dearer_plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.go_to_pay()
    first = page.url.rsplit("/", 1)[1]
    page.goto(submission.manage_url)
    page.get_by_role("link", name="Change the plan").click()
    page.get_by_role("radio", name="Featured").check()
    page.get_by_role("button", name="Choose this plan").click()
    expect(employer.pay_button).to_have_text(re.compile("199"))
    assert sandbox.session(first)["status"] == "expired"
    employer.pay()
    expect(employer.heading).to_have_text(LIVE)
    page.goto(board.site.root_url)
    expect(page.get_by_role("region", name="Featured").get_by_role("link")).to_have_text(
        page_of(submission).title
    )
    assert charges(sandbox) == 1


def test_a_filled_job_is_closed_and_can_be_reopened(
    employer: Employer, board: Board, plan: Plan, page: Page
) -> None:
    submission = draft(board, plan)
    page.goto(submission.manage_url)
    employer.pay()
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_role("button", name="Close the listing").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("radio", name="Filled, through this board").check()
    page.get_by_role("button", name="Close the listing").click()
    expect(employer.heading).to_have_text("You have closed this listing")
    public = page_of(submission).full_url
    answer = page.goto(public)
    assert answer is not None and answer.status == 410
    expect(page.get_by_text("This job has closed.", exact=True)).to_be_visible()
    page.goto(submission.manage_url)
    page.get_by_role("button", name="Reopen the listing").click()
    expect(employer.heading).to_have_text(LIVE)
    answer = page.goto(public)
    assert answer is not None and answer.status == 200


def test_a_free_listing_goes_live_with_the_link_in_the_mail(
    employer: Employer, board: Board, page: Page, mailbox: Mailbox
) -> None:
    FreePlanFactory(site=board.site, name="Community")
    employer.post(plan="Community")
    expect(employer.pay_button).to_have_count(0)
    found = re.search(r"\S+/confirm/\S+", mailbox.one("draft_saved").message)
    assert found
    page.goto(found[0])
    page.get_by_role("button", name="Publish").click()
    expect(employer.heading).to_have_text(LIVE)
