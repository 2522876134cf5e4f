"""A pack of three, from the unpaid listing to the payment page and back, and the next posting with it."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from jobs.submissions.models import Pack, Plan, Submission
from payments.services.credits import balance_of
from tests.browser.journeys.people import Employer
from tests.browser.journeys.waiting import until
from tests.factories import Board, PackOfferFactory, UnpaidSubmissionFactory, page_of

AXE = Axe()
# As in tests/browser/test_pages_conform.py.
AXE_RUN = "axe.run({resultTypes: ['violations'], preload: false})"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look_at(page: Page) -> None:
    """Day on a wide screen, night on a phone: nothing for axe to say, and nothing wider than the window."""
    page.evaluate(AXE.axe_script)
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(AXE_RUN)["violations"] == []
        assert page.evaluate(WIDER) <= 0


def test_a_pack_pays_for_the_listing_that_led_to_it_and_for_the_next_one(
    employer: Employer, board: Board, plan: Plan
) -> None:
    PackOfferFactory(plan=plan)
    first, second = (UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(2))
    page = employer.page
    page.goto(first.manage_url)
    page.get_by_role("button", name="Buy a pack").click()
    page.get_by_role("radio", name="3 postings with Standard").check()
    page.get_by_label("Your email address").fill("buyer@larkspur.example")
    look_at(page)
    page.get_by_role("button", name="Continue to payment").click()
    employer.enter_card()
    employer.pay_button.click()
    expect(employer.heading).to_have_text("Your pack")
    expect(page.get_by_text("3 postings with Standard left")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Back to your listing").click()
    look_at(page)
    page.get_by_role("button", name="Use your pack").dblclick()
    expect(employer.heading).to_have_text("Your listing is live")
    page.goto(second.manage_url)
    page.get_by_role("button", name="Use your pack").click()
    expect(employer.heading).to_have_text("Your listing is live")
    until(lambda: page_of(second).live, "the second listing is live")
    assert balance_of(Pack.objects.get().payment).left == 1
    page.goto(Pack.objects.get().url)
    expect(page.get_by_text(page_of(first).title)).to_be_visible()
    look_at(page)


def test_without_javascript(
    board: Board,
    plan: Plan,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
) -> None:
    PackOfferFactory(plan=plan)
    context = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    watch(context)
    employer = Employer(context.new_page(), board.site.root_url)
    employer.page.goto(f"{board.site.root_url}/packs/")
    employer.page.get_by_role("radio", name="3 postings with Standard").check()
    employer.page.get_by_label("Your email address").fill("buyer@larkspur.example")
    employer.page.get_by_role("button", name="Continue to payment").click()
    employer.enter_card()
    employer.pay_button.click()
    expect(employer.heading).to_have_text("Your pack")
    employer.page.get_by_role("main").get_by_role("link", name="Post a job").click()
    employer.fill_in()
    employer.preview()
    employer.page.get_by_role("button", name="Use your pack").click()
    expect(employer.heading).to_have_text("Your listing is live")
    assert page_of(Submission.objects.get()).live
