"""Receipts behind the manage link and behind *My listings*; the same price from the plan's card to the receipt."""

import re

import pytest
from django.urls import reverse

from boards.models import BoardSettings
from jobs.submissions.models import Submission
from jobs.submissions.services.mine_links import url_of
from payments.models import Payment, PaymentSettings, Receipt
from payments.services.refunds import refund
from payments.services.settlement import confirm
from payments.services.waiver import waive
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    page_of,
    payment_of,
)

TAXED = {"tax_rate": 20, "tax_name": "VAT", "prices_shown": "both"}
PRICE = "€99 plus 20% VAT, €118.80 in all"


@pytest.fixture
def rules(board):
    def rules(**changes):
        PaymentSettings.objects.update_or_create(site=board.site, defaults=changes)

    return rules


def text_of(response):
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def of(submission, name="receipts", *args):
    return reverse(f"submissions:{name}", args=[submission.token, *args])


# --- One price everywhere


def test_the_price_reads_the_same_from_the_card_to_the_receipt(board, client, sandbox, rules):
    rules(**TAXED)
    plan = PlanFactory(site=board.site, name="Standard")
    assert PRICE in text_of(client.get("/")), "on the front page"
    assert PRICE in text_of(client.get("/post-a-job/")), "on the card of the form"
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    assert f"Pay {PRICE}" in text_of(client.get(submission.get_absolute_url())), "on the manage page"
    session = open_checkout(payment_of(submission))
    [about] = sandbox.world.store.private(session)["notes"]
    assert about.endswith(PRICE), "on Stripe’s page"
    sandbox.pay(session)
    payment = confirm(payment=payment_of(submission))
    receipt = payment.receipts.get()
    shown = text_of(client.get(of(submission, "receipt", receipt.pk)))
    assert f"Price {PRICE}" in shown and "Net €99" in shown and "VAT €19.80" in shown
    assert "Total paid €118.80" in shown
    assert PRICE in text_of(client.get(of(submission, "renew"))), "and again for a renewal"


def test_a_change_of_the_tax_changes_the_prices_that_readers_see(board, client, rules):
    PlanFactory(site=board.site)
    rules()
    assert "plus" not in text_of(client.get("/post-a-job/"))
    rules(**TAXED)
    assert PRICE in text_of(client.get("/post-a-job/"))


# --- The pages


def test_the_list_leads_to_the_receipt_its_pdf_and_stripe_s_papers(board, client, sandbox, rules):
    rules(create_invoices=True)
    submission = PaidSubmissionFactory(board=board)
    payment = payment_of(submission)
    refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    charge, back = Receipt.objects.order_by("sequence")
    listing = client.get(of(submission))
    html = listing.content.decode()
    assert "Receipt 00001" in html and "Refund receipt 00002" in html
    for address in (charge.document_url, charge.document_pdf, back.document_pdf):
        assert f'href="{address}"' in html
    for receipt in (charge, back):
        assert receipt.number in text_of(client.get(of(submission, "receipt", receipt.pk)))
        pdf = client.get(of(submission, "receipt_pdf", receipt.pk))
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf["Content-Disposition"] == f'attachment; filename="{receipt.number}.pdf"'
        assert "no-store" in pdf["Cache-Control"]


def test_nobody_reads_the_receipts_of_another_listing(board, client, sandbox):
    mine, other = PaidSubmissionFactory(board=board), PaidSubmissionFactory(board=board)
    foreign = payment_of(other).receipts.get()
    for name in ("receipt", "receipt_pdf"):
        assert client.get(of(mine, name, foreign.pk)).status_code == 404


def test_titles_are_those_of_today(board, client, sandbox):
    submission = PaidSubmissionFactory(board=board)
    page = page_of(submission)
    page.title = page.draft_title = "Renamed since"
    page.save_revision().publish()
    text = text_of(client.get(of(submission)))
    assert text.count("Renamed since") == 2, "in the heading and with the payment"


def test_what_cost_nothing_says_why(board, client, sandbox, rules):
    free = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    from payments.services.settlement import settle_free

    settle_free(payment=payment_of(free))
    waived = UnpaidSubmissionFactory(board=board)
    waive(payment=payment_of(waived), user=SuperuserFactory(), reason="A partner.")
    rules(allow_promotion_codes=True)
    sandbox.create_promotion_code("FREE", 100)
    discounted = UnpaidSubmissionFactory(board=board)
    sandbox.pay(open_checkout(payment_of(discounted)), promotion_code="FREE")
    confirm(payment=payment_of(discounted))
    for submission, words in (
        (free, "Nothing to pay: it is free."),
        (waived, "Nothing to pay: the editors have waived it."),
        (discounted, "Discounted to nothing: the code covered the whole price of €99."),
    ):
        assert of(submission) in client.get(submission.get_absolute_url()).content.decode()
        text = text_of(client.get(of(submission)))
        assert words in text and "paid on" not in text
    assert "Discounted to nothing" in text_of(client.get(discounted.get_absolute_url()))


def test_a_payment_of_before_receipts_were_kept_is_still_listed(board, client, sandbox):
    submission = PaidSubmissionFactory(board=board)
    Receipt.objects.all().delete()
    text = text_of(client.get(of(submission)))
    assert "€99 paid on" in text and str(payment_of(submission).uuid) in text


def test_my_listings_lead_to_all_receipts_of_the_address(board, client, sandbox):
    first = PaidSubmissionFactory(board=board, contact_email="mara@employer.example")
    PaidSubmissionFactory(board=board, contact_email="Mara@employer.example")
    stranger = PaidSubmissionFactory(board=board, contact_email="eve@employer.example")
    mine = url_of(first)
    token = mine.rstrip("/").rpartition("/")[2]
    listing = reverse("submissions:my_receipts", args=[token])
    assert listing in client.get(mine).content.decode()
    # A listing that has been deleted leaves its receipt.
    page_of(first).delete()
    second = Submission.objects.get(contact_email__iexact="mara@employer.example")
    token = url_of(second).rstrip("/").rpartition("/")[2]
    html = client.get(reverse("submissions:my_receipts", args=[token])).content.decode()
    assert "Receipt 00001" in html and "Receipt 00002" in html and "Receipt 00003" not in html
    receipt = Receipt.objects.get(number="00001")
    for name in ("my_receipt", "my_receipt_pdf"):
        assert client.get(reverse(f"submissions:{name}", args=[token, receipt.pk])).status_code == 200
        foreign = payment_of(stranger).receipts.get()
        assert client.get(reverse(f"submissions:{name}", args=[token, foreign.pk])).status_code == 404
    assert client.get(reverse("submissions:my_receipts", args=["1.1.x"])).status_code == 410


def test_too_many_pdfs_lead_back_to_the_page(board, client, sandbox, monkeypatch):
    submission = PaidSubmissionFactory(board=board)
    receipt = payment_of(submission).receipts.get()
    monkeypatch.setattr("jobs.submissions.views.receipts.PDF_RATE", "1/hour")
    assert client.get(of(submission, "receipt_pdf", receipt.pk)).status_code == 200
    refused = client.get(of(submission, "receipt_pdf", receipt.pk), follow=True)
    assert "print this page" in text_of(refused)


# --- What the invoice needs


def test_po_number_and_cost_centre_are_asked_for_only_with_invoices(board, client, sandbox, rules):
    submission = UnpaidSubmissionFactory(board=board)
    asked = of(submission, "invoice_details")
    assert asked not in client.get(submission.get_absolute_url()).content.decode()
    assert client.get(asked).status_code == 404
    rules(create_invoices=True)
    assert asked in client.get(submission.get_absolute_url()).content.decode()
    typed = {"purchase_order": "PO-7", "cost_centre": "Research"}
    done = client.post(asked, typed, follow=True)
    assert "It will be on the invoice." in text_of(done) and "PO-7 · Research" in text_of(done)
    sandbox.pay(open_checkout(payment_of(submission)))
    confirm(payment=payment_of(submission))
    receipt = payment_of(submission).receipts.get()
    assert "PO number PO-7" in text_of(client.get(of(submission, "receipt", receipt.pk)))
    late = client.post(asked, typed, follow=True)
    assert "nothing left to pay" in text_of(late)


def test_what_is_too_long_for_the_invoice_is_shown_again(board, client, sandbox, rules):
    rules(create_invoices=True)
    submission = UnpaidSubmissionFactory(board=board)
    asked = of(submission, "invoice_details")
    text = client.post(asked, {"purchase_order": "9" * 141}).content.decode()
    assert "9" * 141 in text and "140" in text
    assert payment_of(submission).purchase_order == ""


def test_a_renewal_asks_for_them_too(board, client, sandbox, rules):
    rules(create_invoices=True)
    submission = PaidSubmissionFactory(board=board)
    renew = of(submission, "renew")
    assert 'name="purchase_order"' in client.get(renew).content.decode()
    plan = submission.plan or PlanFactory(site=board.site)
    answer = client.post(renew, {"plan": plan.pk, "purchase_order": "PO-8", "cost_centre": ""})
    assert answer.status_code == 303
    renewal = Payment.objects.get(purpose=Payment.Purpose.RENEWAL)
    fields = renewal.attempts.get().params["invoice_creation"]["invoice_data"]["custom_fields"]
    assert fields == [{"name": "PO number", "value": "PO-8"}]


def test_receipts_speak_the_board_s_language(board, client, sandbox, mailbox):
    BoardSettings.objects.filter(site=board.site).update(language="fr")
    submission = PaidSubmissionFactory(board=board)
    receipt = payment_of(submission).receipts.get()
    assert 'lang="fr"' in client.get(of(submission, "receipt", receipt.pk)).content.decode()
    assert client.get(of(submission, "receipt_pdf", receipt.pk)).content.startswith(b"%PDF-")
