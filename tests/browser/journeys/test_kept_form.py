"""What was typed into the form comes back on the same device: the whole of it until it is sent, then who posts."""

import pytest
from playwright.sync_api import Page, expect

from jobs.submissions.models import Plan
from tests.browser.journeys.people import DESCRIPTION, TITLE, Employer

KEPT = "We kept what you typed on this device."
KEPT_AFTER_POSTING = "We kept the company and the contact of your last posting on this device."
EMPTY = "Discard it and empty the form"


def wait_until_kept(page: Page, text: str) -> None:
    page.wait_for_function("text => localStorage.getItem('posting-form')?.includes(text)", arg=text)


def come_back(employer: Employer) -> Employer:
    """Kill the tab, and open the form in another one of the same browser."""
    another = employer.page.context.new_page()
    employer.page.close()
    back = Employer(another, employer.root_url)
    back.open_form()
    return back


def test_a_tab_that_dies_while_somebody_types_loses_nothing(
    employer: Employer, plan: Plan, dearer_plan: Plan, page: Page
) -> None:
    employer.open_form()
    expect(page.get_by_text(KEPT)).to_be_hidden()
    employer.fill_in(plan="Featured")
    employer.field("Workplace").select_option("Remote")
    page.get_by_role("checkbox", name="Europe", exact=True).check()
    page.get_by_role("button", name="Add another location").click()
    employer.field("Country").nth(1).select_option("France")
    employer.field("City or area").nth(1).fill("Lyon")
    wait_until_kept(page, "Lyon")
    assert "csrf" not in page.evaluate("localStorage.getItem('posting-form')")

    employer = come_back(employer)
    page, field = employer.page, employer.field
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(field("Job title")).to_have_value(TITLE)
    expect(field("Description")).to_have_value(DESCRIPTION)
    expect(field("Country").first).to_have_value("DE")
    expect(field("Country").nth(1)).to_have_value("FR")
    expect(field("City or area").nth(1)).to_have_value("Lyon")
    expect(page.get_by_role("checkbox", name="Europe", exact=True)).to_be_checked()
    expect(page.get_by_role("radio", name="Featured")).to_be_checked()
    expect(page.get_by_role("checkbox", name="I accept the terms")).not_to_be_checked()

    page.get_by_role("button", name=EMPTY).click()
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(field("Job title")).to_be_focused()
    expect(field("Job title")).to_have_value("")
    expect(field("Country")).to_have_count(1)
    page = come_back(employer).page
    expect(page.get_by_label("Description", exact=True)).to_have_value("")
    expect(page.get_by_text(KEPT)).to_be_hidden()


def test_the_next_form_knows_who_posts_and_nothing_of_the_last_job(
    employer: Employer, plan: Plan, page: Page
) -> None:
    employer.post()
    employer.open_form()
    expect(page.get_by_text(KEPT_AFTER_POSTING)).to_be_visible()
    expect(page.get_by_label("Company", exact=True)).to_have_value("Larkspur Rail")
    expect(employer.field("Company’s website")).to_have_value("larkspur.example")
    expect(employer.field("Your name")).to_have_value("Robin Rail")
    expect(employer.field("Your email address")).to_have_value("robin@larkspur.example")
    for label in ("Job title", "Description", "Skills", "Apply at", "From", "City or area"):
        expect(employer.field(label)).to_have_value("")

    page.get_by_role("button", name=EMPTY).click()
    page.reload()
    expect(page.get_by_label("Company", exact=True)).to_have_value("")
    expect(page.get_by_text(KEPT_AFTER_POSTING)).to_be_hidden()


def test_a_form_shown_again_with_faults_has_what_was_sent(employer: Employer, plan: Plan, page: Page) -> None:
    employer.open_form()
    employer.fill_in()
    wait_until_kept(page, "robin@")
    # Another tab of the same browser is about another job.
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Job title", exact=True).fill("Signal engineer")
    wait_until_kept(other, "Signal engineer")
    employer.field("From").evaluate("field => { field.value = 'a lot'; }")
    employer.preview()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(employer.field("Job title")).to_have_value(TITLE)
    employer.field("From").fill("70000")
    employer.preview()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    # What was posted is forgotten, what is still being typed is not.
    wait_until_kept(page, "Signal engineer")


@pytest.mark.parametrize("kept", ["not ours", '{"at": 1, "pairs": [["title", "Stoker"]]}'])
def test_what_is_too_old_or_unreadable_is_not_offered(
    employer: Employer, plan: Plan, page: Page, kept: str
) -> None:
    employer.open_form()
    page.evaluate("text => localStorage.setItem('posting-form', text)", kept)
    page.reload()
    expect(employer.field("Job title")).to_have_value("")
    employer.field("Job title").fill(TITLE)
    wait_until_kept(page, TITLE)


def test_where_nothing_can_be_stored_the_form_works_as_ever(
    employer: Employer, plan: Plan, page: Page
) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    employer.post()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_nothing_is_said_of_keeping(employer: Employer, plan: Plan, page: Page) -> None:
    employer.open_form()
    for words in (KEPT, KEPT_AFTER_POSTING, EMPTY, "What you type is kept"):
        expect(page.get_by_text(words)).to_be_hidden()
    expect(page.get_by_role("toolbar")).to_be_hidden()
