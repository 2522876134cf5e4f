"""Half a form is saved on the board and finished in another browser; Back, correct and send changes the same draft."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jobs.submissions.models import Plan, SavedForm, Submission
from tests.browser.journeys.people import DESCRIPTION, TITLE, Employer
from tests.browser.journeys.test_form import logo
from tests.browser.journeys.test_kept_form import KEPT, wait_until_kept
from tests.browser.journeys.waiting import SECONDS
from tests.factories import page_of

PHONE = {"width": 390, "height": 844}
SAVE = "Save and email me the link"
ALSO_WITHOUT_SCRIPTS = pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="scripts"),
        pytest.param(False, id="none", marks=pytest.mark.browser_context_args(java_script_enabled=False)),
    ],
)


@pytest.fixture
def phone(
    employer: Employer, new_context: Callable[..., BrowserContext], watch: Callable[[BrowserContext], None]
) -> Callable[[], Employer]:
    """Another device of the same person."""

    def phone() -> Employer:
        context = new_context(viewport=PHONE)
        context.set_default_timeout(SECONDS * 1000)
        watch(context)
        return Employer(context.new_page(), employer.root_url)

    return phone


def no_sideways_scroll(page: Page) -> bool:
    # Measured in the browser itself, which runs no scripts of the page for it.
    return bool(page.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth"))


@ALSO_WITHOUT_SCRIPTS
def test_half_a_form_is_finished_on_the_phone(
    employer: Employer, plan: Plan, page: Page, phone: Callable[[], Employer], scripts: bool
) -> None:
    employer.open_form()
    employer.field("Job title").fill(TITLE)
    employer.field("Country").first.select_option("Germany")
    employer.field("From").fill("a lot")
    employer.field("Logo").set_input_files(logo())
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("alert")).to_contain_text("so that we can send you the link")
    employer.field("Your email address").fill("robin@larkspur.example")
    page.get_by_role("button", name=SAVE).click()
    expect(employer.heading).to_have_text("Go on with your form")
    expect(page.get_by_role("status").first).to_contain_text(
        "An email with the link to this form is on its way"
    )
    expect(page.get_by_role("img", name="Your current logo")).to_be_visible()

    there = phone()
    there.page.goto(SavedForm.objects.get().full_url)
    assert no_sideways_scroll(there.page)
    expect(there.field("Job title")).to_have_value(TITLE)
    expect(there.field("From")).to_have_value("a lot")
    expect(there.page.get_by_role("img", name="Your current logo")).to_be_visible()
    there.fill_in(title="Signal engineer")
    there.preview()
    expect(there.heading).to_have_text("Your listing is saved as a draft")
    assert page_of(Submission.objects.get()).company.logo

    there.page.go_back()
    expect(there.heading).to_have_text("Edit your listing")
    expect(there.field("Job title")).to_have_value("Signal engineer")
    # At the desk the form is still open.
    employer.fill_in(title="Typed at the desk")
    employer.preview()
    expect(page.get_by_role("alert")).to_contain_text("This saved form has ended")
    expect(employer.field("Job title")).to_have_value("Typed at the desk")
    assert Submission.objects.count() == 1


@ALSO_WITHOUT_SCRIPTS
@pytest.mark.parametrize("width", [390, 1440])
def test_back_correct_and_send_changes_the_same_draft(
    employer: Employer, plan: Plan, dearer_plan: Plan, page: Page, scripts: bool, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    employer.post(logo=logo())
    page.go_back()
    expect(employer.field("Job title")).to_have_value(TITLE)
    expect(employer.field("Description")).to_have_value(DESCRIPTION)
    expect(employer.field("Country").first).to_have_value("DE")
    employer.field("Job title").fill("Signal engineer")
    page.get_by_role("radio", name="Featured").check()
    page.get_by_role("checkbox", name="I accept the terms").check()
    employer.preview()
    expect(page.get_by_role("status").first).to_contain_text("in the draft that you made before")
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("Signal engineer")
    draft = Submission.objects.get()
    assert draft.plan == dearer_plan
    assert draft.page.get_latest_revision_as_object().company.logo


def test_the_newer_of_two_copies_is_shown_and_the_other_is_not_lost(
    employer: Employer, plan: Plan, page: Page, phone: Callable[[], Employer]
) -> None:
    employer.open_form()
    employer.field("Job title").fill(TITLE)
    employer.field("Your email address").fill("robin@larkspur.example")
    wait_until_kept(page, TITLE)
    page.get_by_role("button", name=SAVE).click()
    expect(employer.heading).to_have_text("Go on with your form")
    assert page.evaluate("localStorage.getItem('posting-form')") is None, "a new form begins empty again"

    # Typed after it was saved: this device has the newer version.
    page.wait_for_timeout(1100)
    employer.field("Job title").fill("Typed at the desk")
    page.wait_for_function(
        "() => Object.values(localStorage).some(text => text.includes('Typed at the desk'))"
    )
    page.reload()
    expect(page.get_by_text("This device has a newer version")).to_be_visible()
    expect(employer.field("Job title")).to_have_value("Typed at the desk")
    page.get_by_role("button", name="Show the saved version instead").click()
    expect(employer.field("Job title")).to_have_value(TITLE)
    employer.field("Job title").fill("Typed at the desk")
    page.wait_for_function(
        "() => Object.values(localStorage).some(text => text.includes('Typed at the desk'))"
    )

    # Saved on the phone after that: the board has.
    page.wait_for_timeout(1100)
    there = phone()
    there.page.goto(page.url)
    there.field("Job title").fill("Typed on the phone")
    there.page.get_by_role("button", name="Save again").click()
    expect(there.page.get_by_role("status").first).to_contain_text("shows this version now")
    page.reload()
    expect(page.get_by_text("The saved version is shown: it is newer")).to_be_visible()
    expect(employer.field("Job title")).to_have_value("Typed on the phone")
    page.get_by_role("button", name="Show what was typed on this device instead").click()
    expect(employer.field("Job title")).to_have_value("Typed at the desk")

    # A new form knows nothing of it.
    employer.open_form()
    expect(page.get_by_text(KEPT)).to_be_hidden()
    expect(employer.field("Job title")).to_have_value("")
