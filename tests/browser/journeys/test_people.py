"""The people of a company: claim it, invite, act as editor, be refused as billing, and be out at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from post_office.models import Email

from jobs.listings.models import Company
from jobs.submissions.models import Plan, Submission
from tests.browser.journeys.people import DESCRIPTION
from tests.browser.journeys.waiting import SECONDS, until
from tests.factories import Board, CompanyFactory, LiveJobFactory

DOMAIN = "larkspur.example"
OWNER, EDITOR, BILLING = f"robin@{DOMAIN}", "nils@agency.example", "ada@accounts.example"
TITLE = "Points keeper"
ENDED = "This link no longer works"

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def company(board: Board) -> Company:
    company: Company = CompanyFactory(
        site=board.site, name="Larkspur Rail", slug="larkspur-rail", website=f"https://{DOMAIN}"
    )
    company.verify()
    LiveJobFactory(board=board, company=company, title="Posted by the editors")
    return company


@pytest.fixture(params=["phone without scripts", "desk with scripts"])
def somebody(
    request: pytest.FixtureRequest,
    board: Board,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
) -> Callable[[], Page]:
    """Another person at a browser of their own."""
    on_phone = request.param.startswith("phone")

    def open_browser() -> Page:
        context = new_context(viewport=PHONE if on_phone else DESK, java_script_enabled=not on_phone)
        context.set_default_timeout(SECONDS * 1000)
        watch(context)
        return context.new_page()

    return open_browser


def open_newest_link(page: Page, address: str, part: str = "/company") -> None:
    """Open such a link of the newest email to this address that has one."""
    emails = Email.objects.filter(to=address, message__contains=part)
    until(emails.exists, f"an email to {address}")
    message = emails.latest("pk").message
    found = re.search(rf"https?://\S+?{part}\S+", message)
    assert found, message
    page.goto(found[0])


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    viewport = page.viewport_size
    box = page.locator("main").bounding_box()
    assert viewport and box and box["width"] <= viewport["width"]


def invite(owner: Page, address: str, role: str) -> None:
    owner.get_by_label("Email address").fill(address)
    owner.get_by_role("radio", name=role).check()
    owner.get_by_role("button", name="Email the invitation").click()
    expect(owner.get_by_text(f"An invitation to {address} is on its way.")).to_be_visible()


def join(page: Page, address: str, name: str) -> None:
    open_newest_link(page, address)
    heading(page, "Larkspur Rail")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome. We have emailed you the link to this page")).to_be_visible()


def test_a_company_and_its_people(
    board: Board, company: Company, plan: Plan, somebody: Callable[[], Page]
) -> None:
    owner, editor, billing = somebody(), somebody(), somebody()

    # Claim it from its page.
    owner.goto(board.site.root_url + company.get_absolute_url())
    owner.get_by_role("link", name="Manage this company").click()
    owner.get_by_label("Your email address there").fill("robin@gmail.com")
    owner.get_by_role("button", name="Email me the link").click()
    expect(owner.get_by_role("alert")).to_contain_text("proves nothing")
    owner.get_by_label("Your email address there").fill(OWNER)
    owner.get_by_role("button", name="Email me the link").click()
    expect(owner.get_by_text("We have emailed you a link.")).to_be_visible()
    open_newest_link(owner, OWNER, "/companies/")
    owner.get_by_label("Your name").fill("Robin Rail")
    owner.get_by_role("button", name="Confirm").click()
    heading(owner, "Larkspur Rail")
    expect(owner.get_by_text(f"{OWNER} · Owner")).to_be_visible()
    fits(owner)

    # Invite an editor and somebody for the bills.
    owner.get_by_role("link", name="People").click()
    invite(owner, EDITOR, "Editor:")
    invite(owner, BILLING, "Billing:")
    fits(owner)
    join(editor, EDITOR, "Nils")
    join(billing, BILLING, "Ada")

    # The editor posts for the company, and changes what it says.
    editor.get_by_role("link", name="Post for the company").click()
    expect(editor.get_by_label("Company", exact=True)).to_be_disabled()
    editor.get_by_label("Job title").fill(TITLE)
    editor.get_by_label("Workplace").select_option("Hybrid")
    editor.get_by_label("Country").first.select_option("Germany")
    editor.get_by_label(re.compile("^Description")).fill(DESCRIPTION)
    editor.get_by_label(re.compile("^Apply at")).fill("larkspur.example/jobs/1")
    editor.get_by_role("radio", name="Standard").check()
    editor.get_by_role("checkbox", name="I accept the terms").check()
    editor.get_by_role("button", name="Preview").click()
    heading(editor, "Your listing is saved as a draft")
    fits(editor)
    of_the_editor = editor.url
    editor.get_by_role("link", name="Back to the page of Larkspur Rail").click()
    expect(editor.get_by_role("heading", name=TITLE)).to_be_visible()
    editor.get_by_role("link", name="Edit the company").click()
    editor.get_by_label(re.compile("^About the company")).fill("We keep the points.\n\nDay and night.")
    editor.get_by_label(re.compile("^Links")).fill("larkspur.example/careers")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Saved. Readers see it now.")).to_be_visible()
    editor.get_by_role("link", name="See it on the board").click()
    expect(editor.get_by_text("Day and night.")).to_be_visible()
    expect(editor.get_by_role("link", name="larkspur.example/careers")).to_be_visible()

    # Billing sees the listing, may pay, and nothing else.
    billing.reload()
    billing.get_by_role("link", name=f"Manage {TITLE}").click()
    heading(billing, "Your listing is saved as a draft")
    expect(billing.get_by_role("button", name="Pay ")).to_be_visible()
    expect(billing.get_by_role("link", name="Edit")).to_have_count(0)
    billing.goto(billing.url + "edit/")
    expect(billing.get_by_text("Your role in the company does not include this.")).to_be_visible()
    billing.get_by_role("link", name="Back to the page of Larkspur Rail").click()
    expect(billing.get_by_role("link", name="People")).to_have_count(0)
    of_billing = billing.url
    billing.goto(of_billing + "people/")
    expect(billing.get_by_text("Your role in the company does not include this.")).to_be_visible()

    # The owner ends the editor's access and takes over what they posted: dead at once, wherever they are.
    owner.get_by_role("link", name=f"End the access {EDITOR}").click()
    owner.get_by_role("checkbox", name="Make me the contact").check()
    owner.get_by_role("button", name="End the access").click()
    expect(owner.get_by_text(f"The access of {EDITOR} has ended.")).to_be_visible()
    editor.goto(of_the_editor)
    heading(editor, ENDED)
    open_newest_link(editor, EDITOR, "/submissions/")
    expect(editor.get_by_role("heading", level=1)).not_to_have_text("Your listing is saved as a draft")
    submission = Submission.objects.get()
    assert submission.contact_email == OWNER
    owner.goto(submission.manage_url)
    heading(owner, "Your listing is saved as a draft")
    # The others go on.
    billing.goto(of_billing)
    heading(billing, "Larkspur Rail")
