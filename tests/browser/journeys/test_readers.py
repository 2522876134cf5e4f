"""What readers do with a listing, with scripts and without: tell the editors, pass it on, apply."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AbstractBaseUser
from playwright.sync_api import BrowserContext, Page, expect

from jobs.listings.models import Company, DailyCounts, JobPage, Report
from tests.browser.journeys.people import Editor
from tests.factories import Board, CompanyFactory, LiveJobFactory, make_editor
from tests.fixtures import Mailbox

# Playwright's own browser says that nobody sits at it, and is then not counted.
READER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def reader(
    request: pytest.FixtureRequest,
    board: Board,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
) -> Page:
    context = new_context(java_script_enabled=request.param, user_agent=READER)
    watch(context)
    return context.new_page()


@pytest.fixture
def listing(board: Board) -> JobPage:
    listing: JobPage = LiveJobFactory(board=board, title="Night watch")
    return listing


def test_a_report_reaches_the_editors_and_is_handled(
    reader: Page,
    listing: JobPage,
    board: Board,
    mailbox: Mailbox,
    sign_in: Callable[[AbstractBaseUser], Editor],
) -> None:
    reader.goto(listing.full_url)
    reader.get_by_role("link", name="Report this job").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Report a job")
    send = reader.get_by_role("button", name="Send to the editors")
    reader.get_by_label("In your own words").fill("They ask for a deposit.")
    send.click()
    expect(reader.get_by_role("alert")).to_contain_text("Choose what is wrong with the listing.")
    expect(reader.get_by_label("In your own words")).to_have_value("They ask for a deposit.")
    reader.get_by_role("radio", name="It looks like a fraud").check()
    send.click()
    expect(reader.get_by_role("status").first).to_contain_text("The editors will look at this listing.")
    expect(reader).to_have_url(listing.full_url)

    mail = mailbox.one("report")
    assert f"{board.site.root_url}/admin/pages/{listing.pk}/edit/" in mail.message
    editor = sign_in(make_editor(board))
    editor.edit(listing.pk)
    expect(editor.page.get_by_text("They ask for a deposit.")).to_be_visible()
    editor.page.get_by_role("link", name="Mark as handled").click()
    editor.page.get_by_role("button", name="Mark as handled").click()
    expect(editor.message).to_contain_text("1 report is handled.")
    expect(editor.page.get_by_text("They ask for a deposit.")).to_have_count(0)
    assert not Report.objects.unhandled().exists()


def test_applying_is_counted_and_leads_there(reader: Page, listing: JobPage, board: Board) -> None:
    # An address of this site: no journey calls strangers.
    JobPage.objects.update(apply_url=f"{board.site.root_url}/alerts/")
    reader.goto(listing.full_url)
    reader.get_by_role("link", name="Apply", exact=True).click()
    expect(reader).to_have_url(f"{board.site.root_url}/alerts/")
    assert [counts.clicks for counts in DailyCounts.objects.all()] == [1]


def test_the_link_is_passed_on(reader: Page, listing: JobPage, request: pytest.FixtureRequest) -> None:
    root = "{0.scheme}://{0.netloc}".format(urlsplit(listing.full_url))
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=root)
    reader.goto(listing.full_url)
    plain = reader.get_by_role("link", name="Link to this job")
    if "without" in request.node.name:
        expect(plain).to_have_attribute("href", listing.full_url)
        expect(reader.get_by_role("button", name="Copy the link")).to_have_count(0)
        return
    expect(plain).to_have_count(0)
    reader.get_by_role("button", name="Copy the link").click()
    expect(reader.get_by_role("button", name="Link copied")).to_be_visible()
    assert reader.evaluate("navigator.clipboard.readText()") == listing.full_url


def test_a_company_is_verified_by_a_mail_to_itself(reader: Page, board: Board, mailbox: Mailbox) -> None:
    company = CompanyFactory(site=board.site, name="Larkspur Rail", website="https://larkspur.example")
    listing = LiveJobFactory(board=board, company=company)
    reader.goto(listing.full_url)
    reader.get_by_role("link", name="1 open job").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Larkspur Rail")
    reader.get_by_role("link", name="Verify this company").click()
    field = reader.get_by_label("Your email address there")
    field.fill("robin@elsewhere.example")
    reader.get_by_role("button", name="Email me the link").click()
    expect(reader.get_by_role("alert")).to_contain_text("The address must be at larkspur.example")
    field.fill("robin@larkspur.example")
    reader.get_by_role("button", name="Email me the link").click()
    expect(reader.get_by_role("status").first).to_contain_text("sent a link to the address that you gave")
    link = next(word for word in mailbox.one("company_verify").message.split() if "/verify/" in word)
    reader.goto(link)
    assert not Company.objects.get(pk=company.pk).is_verified
    reader.get_by_role("button", name="Confirm").click()
    expect(reader.get_by_role("status").first).to_contain_text("Larkspur Rail is verified.")
    expect(reader.locator(".verified")).to_contain_text("Verified")
