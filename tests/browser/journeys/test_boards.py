"""Two boards of one install never answer for each other, in pages, mails, feeds of links or payments."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from jobs.submissions.models import Submission
from stripe_sandbox import Sandbox
from tests.browser.journeys.people import TITLE, Employer
from tests.factories import Board, PlanFactory, page_of
from tests.fixtures import Mailbox

ADDRESS = re.compile(r"https?://[^\s\"<>]+")


def test_the_second_board_keeps_its_own_address_everywhere(
    board: Board, second_board: Board, page: Page, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    PlanFactory(site=board.site, name="Standard")
    PlanFactory(site=second_board.site, name="Showcase", amount=5900)
    root = second_board.site.root_url
    assert urlsplit(root).port == board.site.port not in (80, 8000)

    employer = Employer(page, root)
    employer.open_form()
    expect(page.get_by_role("radio")).to_have_count(1)
    employer.fill_in(plan="Showcase")
    employer.preview()
    employer.go_to_pay()
    session = sandbox.session(page.url.rsplit("/", 1)[1])
    assert session["success_url"].startswith(f"{root}/submissions/")
    assert session["cancel_url"].startswith(f"{root}/submissions/")
    employer.enter_card()
    employer.pay_button.click()
    expect(employer.heading).to_have_text("Your listing is live")
    assert page.url.startswith(f"{root}/submissions/")

    listing = page_of(Submission.objects.get())
    page.goto(listing.full_url)
    canonical = page.locator("link[rel=canonical]")
    expect(canonical).to_have_attribute("href", listing.full_url)
    sitemap = page.evaluate("fetch('/sitemap.xml').then((answer) => answer.text())")
    assert f"<loc>{listing.full_url}</loc>" in sitemap
    assert board.site.root_url not in sitemap

    mails = mailbox.to("robin@larkspur.example")
    links = [link for mail in mails for link in ADDRESS.findall(mail.message + mail.html_message)]
    assert mails and links
    assert [link for link in links if not link.startswith(root)] == []

    for address in (f"{board.site.root_url}/jobs/", f"{board.site.root_url}/"):
        page.goto(address)
        expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
