"""The second posting of a job: from the listing, or from the page of all listings, to the board."""

from playwright.sync_api import Page, expect

from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import mine_links
from tests.browser.journeys.people import Employer
from tests.browser.journeys.waiting import until
from tests.factories import Board, PaidSubmissionFactory, PlanFactory, page_of

TITLE = "Night train dispatcher"


def count_clicks(page: Page) -> list[str]:
    """Note what is clicked, whichever page it is on; typing on the payment page is no click."""
    clicked: list[str] = []
    page.expose_function("noteClick", lambda text: clicked.append(text))
    page.add_init_script(
        """addEventListener("click", (event) => {
            const target = event.isTrusted && event.target.closest("a, button");
            if (target) window.noteClick(target.textContent.trim());
        }, true)"""
    )
    return clicked


def test_the_second_posting_takes_three_clicks(employer: Employer, board: Board, plan: Plan) -> None:
    """Post again, pay, and pay at Stripe: the rest is the card's number."""
    live = PaidSubmissionFactory(board=board, plan=plan, title=TITLE)
    page = employer.page
    clicked = count_clicks(page)
    page.goto(live.manage_url)
    expect(employer.heading).to_have_text("Your listing is live")
    page.get_by_role("button", name="Post again").click()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    expect(page.get_by_text(f"A new draft of “{TITLE}”.")).to_be_visible()
    employer.pay()
    expect(employer.heading).to_have_text("Your listing is live")
    copy = Submission.objects.latest("pk")
    until(lambda: page_of(copy).live, "the second listing is live")
    assert copy.pk != live.pk and page_of(live).live
    assert [text.split()[0] for text in clicked] == ["Post", "Pay", "Pay"]


def test_a_double_click_makes_one_draft(employer: Employer, board: Board, plan: Plan) -> None:
    live = PaidSubmissionFactory(board=board, plan=plan)
    employer.page.goto(live.manage_url)
    employer.page.get_by_role("button", name="Post again").dblclick()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    assert Submission.objects.count() == 2


def test_from_the_email_to_the_page_of_all_listings_to_a_new_draft(
    employer: Employer, board: Board, plan: Plan
) -> None:
    """The old plan is withdrawn by now, so another is chosen on the way."""
    submission = PaidSubmissionFactory(board=board, plan=plan, title=TITLE)
    PlanFactory(site=board.site, name="Later plan")
    Plan.objects.filter(pk=plan.pk).update(active=False)
    page = employer.page
    page.goto(mine_links.url_of(submission))
    expect(employer.heading).to_have_text("My listings")
    page.get_by_role("button", name=f"Post again {TITLE}").click()
    expect(page.get_by_text("The plan of this listing is no longer on sale.")).to_be_visible()
    page.get_by_role("button", name="Make a new draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a plan.")
    page.get_by_role("radio", name="Later plan").check()
    page.get_by_role("button", name="Make a new draft").click()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    assert Submission.objects.latest("pk").plan_name == "Later plan"
    assert page_of(submission).live
