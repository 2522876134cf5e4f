"""An employer's accountant: the price with its tax, an invoice, a refund with its credit note, on paper too."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from jobs.submissions.models import Plan
from payments.models import PaymentSettings, Receipt
from payments.services.refunds import refund
from stripe_sandbox import Sandbox
from tests.browser.journeys.people import Employer
from tests.browser.journeys.waiting import until
from tests.factories import Board, UnpaidSubmissionFactory, payment_of

PRICE = "€99 plus 20% VAT, €118.80 in all"
AXE_RUN = "axe.run({resultTypes: ['violations'], preload: false})"


@pytest.fixture
def invoiced(board: Board) -> None:
    PaymentSettings.objects.update_or_create(
        site=board.site,
        defaults={
            "create_invoices": True,
            "collect_tax_ids": True,
            "tax_rate": 20,
            "tax_name": "VAT",
            "prices_shown": "both",
            "seller_name": "Journeys Ltd",
            "seller_address": "1 High Street\nLeeds",
        },
    )


def look(page: Page) -> None:
    """Nothing for axe, and no sideways scroll, at a desk by day and on a phone by night."""
    page.evaluate(Axe().axe_script)
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        page.set_viewport_size({"width": width, "height": 844})
        assert [rule["id"] for rule in page.evaluate(AXE_RUN)["violations"]] == []
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0


@pytest.mark.parametrize("width", [1440, 390])
def test_an_invoice_and_after_a_refund_a_credit_note(
    employer: Employer,
    board: Board,
    plan: Plan,
    page: Page,
    sandbox: Sandbox,
    invoiced: None,
    width: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    page.goto(submission.manage_url)
    expect(employer.pay_button).to_have_text(f"Pay {PRICE}")
    page.get_by_role("link", name="PO number and cost centre").click()
    employer.field("PO number").fill("PO-7")
    employer.field("Cost centre").fill("Research")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("PO-7 · Research")).to_be_visible()

    employer.go_to_pay()
    expect(page.get_by_text(PRICE)).to_be_visible()
    expect(employer.pay_button).to_have_text("Pay €118.80")
    employer.enter_card()
    page.get_by_label("Business name").fill("Engines GmbH")
    page.get_by_label("Address", exact=True).fill("Lange Gasse 1")
    page.get_by_label("Postal code").fill("10115")
    page.get_by_label("City").fill("Berlin")
    page.get_by_label("Country").select_option("Germany")
    page.get_by_label("Tax ID").fill("DE123456789")
    employer.pay_button.click()
    expect(employer.heading).to_have_text("Your listing is live")
    page.get_by_role("link", name="Receipts").click()
    look(page)
    page.get_by_role("link", name="Receipt 00001").click()
    paper = page.get_by_role("article")
    for words in (
        "Journeys Ltd",
        "Engines GmbH",
        "10115 Berlin",
        "DE123456789",
        "PO-7",
        "SANDBOX-0001",
        PRICE,
    ):
        expect(paper).to_contain_text(words)
    expect(paper).to_contain_text("Visa ending in 4242")
    look(page)

    # On paper: only the receipt.
    page.emulate_media(media="print", color_scheme="light")
    expect(paper).to_be_visible()
    for printed in ("banner", "contentinfo"):
        expect(page.get_by_role(printed)).to_have_count(0)
    expect(page.get_by_text("Download as PDF")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.suggested_filename == "00001.pdf"
    page.get_by_role("link", name="Invoice SANDBOX-0001", exact=True).click()
    expect(employer.heading).to_have_text("Invoice SANDBOX-0001")
    expect(page.get_by_text("PO number: PO-7")).to_be_visible()

    refund(payment=payment_of(submission), amount=5940, reason="As agreed.", user=None)
    until(lambda: Receipt.objects.filter(document_number="SANDBOX-0001-CN-01").exists(), "the credit note")
    page.goto(submission.url_of("receipts"))
    expect(page.get_by_role("link", name="Credit note SANDBOX-0001-CN-01 (PDF)")).to_be_visible()
    page.get_by_role("link", name="Refund receipt 00002").click()
    expect(page.get_by_role("article")).to_contain_text("Refunded€59.40")
    look(page)


def test_the_price_of_a_renewal_is_the_same_without_scripts(
    board: Board,
    plan: Plan,
    invoiced: None,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
) -> None:
    context = new_context(java_script_enabled=False)
    watch(context)
    page = context.new_page()
    page.goto(f"{board.site.root_url}/post-a-job/")
    expect(page.get_by_text(PRICE)).to_be_visible()
    context.close()
