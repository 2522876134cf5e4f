"""The buttons above the description write Markdown, and take it away again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from jobs.submissions.models import Plan
from tests.browser.journeys.people import Employer


@pytest.fixture
def description(employer: Employer, plan: Plan) -> Locator:
    employer.open_form()
    return employer.field("Description")


def select(description: Locator, words: str) -> None:
    """As with a mouse."""
    description.evaluate(
        "(area, words) => { const at = area.value.indexOf(words); area.focus();"
        " area.setSelectionRange(at, at + words.length); }",
        words,
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def test_the_buttons_write_markdown_and_take_it_away(description: Locator, page: Page) -> None:
    description.fill("The work\nkeep it up\nsleep well\nlarkspur")
    select(description, "The work")
    press(page, "Heading")
    select(description, "keep it up\nsleep well")
    press(page, "List")
    select(description, "keep ")
    press(page, "Bold")
    press(page, "Italic")
    select(description, "larkspur")
    press(page, "Link")
    page.keyboard.type("https://larkspur.example")
    written = "## The work\n- ***keep*** it up\n- sleep well\n[larkspur](https://larkspur.example)"
    expect(description).to_have_value(written)

    press(page, "Link")
    select(description, "keep")
    press(page, "Bold")
    press(page, "Italic")
    press(page, "Heading")
    expect(description).to_have_value("## The work\n## keep it up\n- sleep well\nlarkspur")
    press(page, "Heading")
    select(description, "- sleep")
    press(page, "List")
    select(description, "The work")
    press(page, "Heading")
    expect(description).to_have_value("The work\nkeep it up\nsleep well\nlarkspur")


def test_a_mark_ends_with_its_line(description: Locator, page: Page) -> None:
    description.fill("- a rota\n\n- paid nights")
    description.press("ControlOrMeta+a")
    press(page, "Bold")
    expect(description).to_have_value("- **a rota**\n\n- **paid nights**")
    press(page, "Bold")
    expect(description).to_have_value("- a rota\n\n- paid nights")


def test_by_keyboard_alone(description: Locator, page: Page) -> None:
    description.fill("three clusters")
    select(description, "three")
    page.keyboard.press("ControlOrMeta+b")
    expect(description).to_have_value("**three** clusters")
    page.keyboard.press("ControlOrMeta+z")
    expect(description).to_have_value("three clusters")
    select(description, "clusters")
    page.keyboard.press("ControlOrMeta+i")
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("https://k.example")
    expect(description).to_have_value("three *[clusters](https://k.example)*")

    page.keyboard.press("Shift+Tab")
    button = page.get_by_role("toolbar").get_by_role("button")
    expect(button.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(button.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(button.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(description).to_be_focused()
