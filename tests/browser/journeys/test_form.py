"""The form: faults lose nothing, and nobody is stopped by a lost cookie, or for want of scripts or a mouse."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from jobs.submissions.forms import wording
from jobs.submissions.models import Plan, Submission
from stripe_sandbox import Sandbox
from tests.browser.journeys.people import DESCRIPTION, TITLE, Employer
from tests.factories import Board, page_of

MAX_TABS = 60


def logo() -> FilePayload:
    file = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "PNG")
    return {"name": "mark.png", "mimeType": "image/png", "buffer": file.getvalue()}


def everything_typed_is_there(employer: Employer) -> None:
    field = employer.field
    expect(field("Job title")).to_have_value(TITLE)
    expect(field("Workplace")).to_have_value("hybrid")
    expect(field("Country").first).to_have_value("DE")
    expect(field("City or area").first).to_have_value("Köln")
    expect(field("Description")).to_have_value(DESCRIPTION)
    expect(field("Skills")).to_have_value("linux, on call")
    expect(field("Your email address")).to_have_value("robin@larkspur.example")
    expect(employer.page.get_by_role("checkbox", name="I accept the terms")).to_be_checked()
    expect(employer.page.get_by_role("img", name="Your current logo")).to_be_visible()


def test_faults_are_led_to_and_nothing_typed_is_lost(employer: Employer, plan: Plan, page: Page) -> None:
    employer.open_form()
    employer.fill_in(logo=logo())
    employer.field("From").fill("a lot")
    employer.page.get_by_label("Company", exact=True).fill("")
    employer.preview()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things need another look")
    everything_typed_is_there(employer)
    expect(employer.field("From")).to_have_value("a lot")
    expect(page.get_by_role("radio", name=plan.name)).to_be_checked()

    summary.get_by_role("link", name=re.compile("^From")).click()
    expect(employer.field("From")).to_be_focused()
    employer.field("From").fill("70000")
    page.get_by_label("Company", exact=True).fill("Larkspur Rail")
    employer.preview()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    company = page_of(Submission.objects.get()).company
    assert company.logo
    expect(page.frame_locator("iframe").locator(f'img[src="{company.logo.url}"]')).to_be_visible()


def test_a_form_open_for_too_long_only_asks_for_another_press(
    employer: Employer, plan: Plan, page: Page
) -> None:
    employer.open_form()
    employer.fill_in(logo=logo())
    page.context.clear_cookies()
    employer.preview()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    everything_typed_is_there(employer)
    employer.preview()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    assert page_of(Submission.objects.get()).company.logo


def test_a_plan_withdrawn_while_the_form_was_open(
    employer: Employer, plan: Plan, dearer_plan: Plan, page: Page
) -> None:
    employer.open_form()
    employer.fill_in(logo=logo())
    plan.active = False
    plan.save()
    employer.preview()
    expect(page.get_by_role("alert")).to_contain_text(str(wording.PLAN_WITHDRAWN))
    everything_typed_is_there(employer)
    expect(page.get_by_role("radio", name="Standard")).to_have_count(0)
    page.get_by_role("radio", name="Featured").check()
    employer.preview()
    expect(employer.pay_button).to_have_text(re.compile("199"))


def test_a_remote_job_in_two_places(employer: Employer, plan: Plan, page: Page) -> None:
    employer.open_form()
    expect(page.get_by_role("checkbox", name="Europe")).to_be_hidden()
    employer.fill_in()
    employer.field("Workplace").select_option("Remote")
    page.get_by_role("checkbox", name="Europe", exact=True).check()
    page.get_by_role("button", name="Add another location").click()
    expect(employer.field("Country").nth(1)).to_be_focused()
    employer.field("Country").nth(1).select_option("France")
    employer.field("City or area").nth(1).fill("Lyon")
    employer.preview()
    listing = page.frame_locator("iframe")
    for place in ("Köln", "Lyon", "Europe"):
        expect(listing.get_by_text(place).first).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_whole_way_without_scripts(
    employer: Employer, board: Board, plan: Plan, page: Page, sandbox: Sandbox
) -> None:
    employer.open_form()
    expect(page.get_by_role("checkbox", name="Europe", exact=True)).to_be_visible()
    employer.fill_in(logo=logo())
    page.get_by_role("button", name="Add another location").click()
    everything_typed_is_there(employer)
    employer.field("Country").nth(1).select_option("France")
    employer.field("City or area").nth(1).fill("Lyon")
    employer.preview()
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    page.get_by_role("link", name="Open it on its own page").click()
    expect(employer.heading).to_have_text(TITLE)
    expect(page.get_by_text("Lyon").first).to_be_visible()
    page.go_back()
    employer.pay()
    expect(employer.heading).to_have_text("Your listing is live")
    page.goto(f"{board.site.root_url}/jobs/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str) -> None:
        """Press Tab until the focus is on the control or link that is named so."""
        passed = []
        for _ in range(MAX_TABS):
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate(FOCUSED_NAME))
            if passed[-1].startswith(name):
                return
        raise AssertionError(f"Tab never came to “{name}”, only to {passed}")

    def type(self, name: str, text: str) -> None:
        self.go_to(name)
        self.page.keyboard.type(text)

    def press(self, key: str, on: str) -> None:
        self.go_to(on)
        self.page.keyboard.press(key)


# What a screen reader would begin with.
FOCUSED_NAME = """() => {
  const focused = document.activeElement;
  const label = focused.labels?.[0] ?? focused;
  return label.textContent.trim().replace(/\\s+/g, " ");
}"""


def test_the_whole_way_by_keyboard(employer: Employer, plan: Plan, page: Page) -> None:
    keys = Keyboard(page)
    employer.open_form()
    keys.type("Job title", TITLE)
    keys.type("Workplace", "On site")
    keys.type("Country", "Germany")
    keys.type("City or area", "Köln")
    keys.type("Description", DESCRIPTION)
    keys.type("Apply at", "larkspur.example/jobs/1")
    keys.type("Company", "Larkspur Rail")
    keys.type("Your name", "Robin Rail")
    keys.type("Your email address", "robin@larkspur.example")
    keys.press("Space", on=plan.name)
    keys.press("Space", on="I accept the terms")
    keys.press("Enter", on="Preview")
    expect(employer.heading).to_have_text("Your listing is saved as a draft")
    keys.press("Enter", on="Pay")
    expect(page.get_by_label("Card number")).to_be_visible()
    keys.type("Card number", "4242424242424242")
    keys.type("Expiry", "1240")
    keys.type("CVC", "123")
    keys.type("Name on card", "Robin Rail")
    page.keyboard.press("Enter")
    expect(employer.heading).to_have_text("Your listing is live")
