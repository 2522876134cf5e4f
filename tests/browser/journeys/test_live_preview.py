"""Beside the form is what becomes of it: soon after each pause, at the desk beside it, on a phone below it."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, Request, Route, expect

from jobs.submissions.models import Plan
from tests.browser.journeys.people import DESCRIPTION, TITLE, Employer
from tests.browser.journeys.test_form import logo
from tests.browser.journeys.waiting import until

PREVIEW = "**/post-a-job/preview/"
# The wait after the last key; what the board then takes depends on the machine.
PAUSE_MS = 150
MAX_FORM_PIXELS = 2200


def shown(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Preview of your listing']")


def test_it_follows_what_is_typed(employer: Employer, plan: Plan, dearer_plan: Plan, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    employer.open_form()
    preview = shown(page)
    expect(preview.get_by_role("heading", level=1)).to_have_text("Job title")
    employer.fill_in(logo=logo(), plan="Featured")
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(preview.get_by_role("heading", name="The work")).to_be_visible()
    expect(preview.locator(".row-featured")).to_have_count(2)
    expect(preview.locator(".row .pay").first).to_have_text("€70,000 – €90,000 a year")
    expect(preview.locator("img.logo-large")).to_have_attribute("src", re.compile("^data:image/png"))
    assert preview.locator("a[href]").count() == 0
    # Scripts in it would not even run.
    employer.field("Description").fill(f"<img src=x onerror=parent.document.title='x'>\n\n{DESCRIPTION}")
    expect(preview.get_by_text("<img src=x")).to_be_visible()
    assert page.title() != "x"


def test_an_answer_that_fails_leaves_the_last_good_one(employer: Employer, plan: Plan, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    employer.open_form()
    preview = shown(page)
    employer.field("Job title").fill(TITLE)
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.route(PREVIEW, lambda route: route.abort())
    employer.field("Job title").fill("Signal engineer")
    expect(page.get_by_text("The preview is behind")).to_be_visible()
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.unroute(PREVIEW)
    employer.field("Job title").press("End")
    employer.field("Job title").press_sequentially(" II")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Signal engineer II")
    expect(page.get_by_text("The preview is behind")).to_be_hidden()


def test_it_is_asked_for_once_a_pause_and_older_questions_are_dropped(
    employer: Employer, plan: Plan, page: Page
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    employer.open_form()
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("Job title")
    asked: list[Request] = []
    failed: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "preview" in request.url else None)
    page.on("requestfailed", lambda request: failed.append(request))
    held: list[Route] = []
    page.route(PREVIEW, lambda route: held.append(route) if not held else route.continue_())
    employer.field("Job title").press_sequentially(TITLE, delay=10)
    until(lambda: page.wait_for_timeout(20) or held, "the first question")
    assert len(asked) == 1, "typing without a pause asks nothing"
    employer.field("Job title").press_sequentially("!")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text(f"{TITLE}!")
    assert [request.url for request in failed] == [asked[0].url]


def test_on_a_phone_it_is_below_and_costs_nothing_until_somebody_looks(
    employer: Employer, plan: Plan, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "preview" in request.url else None)
    employer.open_form()
    employer.fill_in()
    page.wait_for_timeout(PAUSE_MS * 3)
    page.evaluate("scrollTo(0, 0)")
    asked.clear()
    employer.field("Job title").fill("Signal engineer")
    page.wait_for_timeout(PAUSE_MS * 3)
    assert asked == []
    pane = page.locator("iframe[title='Preview of your listing']")
    pane.scroll_into_view_if_needed()
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("Signal engineer")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_the_button_leads_to_the_preview(employer: Employer, plan: Plan, page: Page) -> None:
    employer.open_form()
    expect(page.get_by_text("What readers will see")).to_be_hidden()
    employer.fill_in()
    employer.preview()
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text(TITLE)


def test_the_form_is_short_says_what_is_needed_and_what_it_costs(
    employer: Employer, plan: Plan, dearer_plan: Plan, page: Page
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(employer.root_url)
    page.get_by_role("link", name="Featured").first.click()
    expect(page.get_by_role("radio", name="Featured")).to_be_checked()
    assert page.evaluate("document.querySelector('form.form').offsetHeight") <= MAX_FORM_PIXELS
    needed = page.get_by_text("Still needed:")
    expect(needed).to_contain_text("Job title, Where, Description, How to apply, Company, Your name")
    expect(page.locator("[data-price-here]")).to_contain_text("€199 Featured")
    page.get_by_role("radio", name="Standard").check()
    expect(page.locator("[data-price-here]")).to_contain_text("€99 Standard")
    employer.fill_in()
    expect(page.get_by_text("Everything that is needed is filled in.")).to_be_visible()
    employer.field("Job title").fill("")
    needed.get_by_role("link", name="Job title").click()
    expect(employer.field("Job title")).to_be_focused()
    employer.field("Workplace").select_option("Remote")
    expect(needed).to_contain_text("Open to people in")


def test_the_file_field_says_what_was_chosen_and_lets_it_go(
    employer: Employer, plan: Plan, page: Page
) -> None:
    employer.open_form()
    with page.expect_file_chooser() as choosing:
        page.get_by_text("Choose a file").click()
    choosing.value.set_files(logo())
    expect(page.get_by_text("mark.png")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("mark.png")).to_be_hidden()
    assert employer.field("Logo").evaluate("field => field.files.length") == 0
