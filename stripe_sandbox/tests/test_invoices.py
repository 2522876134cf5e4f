"""Invoices of paid checkouts, tax rates, and credit notes after refunds."""

import pytest
import stripe
from starlette.testclient import TestClient

from stripe_sandbox.app import create_app
from stripe_sandbox.tests.tools import order

INVOICED = {"enabled": True, "invoice_data": {"custom_fields": [{"name": "PO number", "value": "PO-7"}]}}
BILLING = {
    "name": "Ada Lovelace",
    "country": "DE",
    "line1": "Lange Gasse 1",
    "postal_code": "10115",
    "city": "Berlin",
    "tax_id": "DE123456789",
    "business_name": "Engines GmbH",
}


@pytest.fixture
def invoiced(sandbox, client):
    """Pay a checkout with an invoice; return the session with its invoice."""

    def invoiced(**changes):
        session = client.v1.checkout.sessions.create(order(invoice_creation=INVOICED, **changes))
        sandbox.pay(session.id, **BILLING)
        return client.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})

    return invoiced


def credit(client, invoice, amount, refund):
    return client.v1.credit_notes.create(
        {"invoice": invoice, "amount": amount, "refunds": [{"refund": refund}], "email_type": "none"}
    )


def test_an_invoice_names_the_buyer_and_what_was_asked_for(invoiced, sandbox):
    invoice = invoiced().invoice
    assert (invoice.status, invoice.number) == ("paid", "SANDBOX-0001")
    assert invoice.custom_fields[0].value == "PO-7"
    assert (invoice.customer_name, invoice.customer_address.city) == ("Engines GmbH", "Berlin")
    assert (invoice.customer_tax_ids[0].type, invoice.customer_tax_ids[0].value) == ("eu_vat", "DE123456789")
    assert [event["type"] for event in sandbox.events()][1:3] == ["invoice.paid", "invoice.finalized"]


def test_a_debit_is_invoiced_once_it_has_settled(sandbox, client):
    session = client.v1.checkout.sessions.create(order(invoice_creation=INVOICED))
    sandbox.pay_by_debit(session.id)
    assert sandbox.session(session.id)["invoice"] is None
    sandbox.settle_debit(session.id)
    assert client.v1.invoices.retrieve(sandbox.session(session.id)["invoice"]).number


def test_a_late_invoice_has_no_number_until_it_is_finalised(invoiced, sandbox, client):
    sandbox.faults.set("late_invoice")
    invoice = invoiced().invoice
    assert (invoice.status, invoice.number, invoice.invoice_pdf) == ("draft", None, None)
    sandbox.finalize_invoice(invoice.id)
    assert client.v1.invoices.retrieve(invoice.id).number == "SANDBOX-0001"


@pytest.mark.parametrize(("inclusive", "tax", "total"), [(False, 1881, 11781), (True, 1581, 9900)])
def test_a_tax_rate_adds_its_tax_or_finds_it_in_the_price(invoiced, client, inclusive, tax, total):
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": inclusive})
    item = order()["line_items"][0] | {"tax_rates": [rate.id]}
    session = invoiced(line_items=[item])
    assert (session.amount_subtotal, session.total_details.amount_tax, session.amount_total) == (
        9900,
        tax,
        total,
    )
    invoice = session.invoice
    assert (invoice.total, invoice.total_excluding_tax) == (total, total - tax)
    assert invoice.total_taxes[0].tax_behavior == ("inclusive" if inclusive else "exclusive")


def test_tax_rates_and_automatic_tax_exclude_each_other(client):
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    item = order()["line_items"][0] | {"tax_rates": [rate.id]}
    with pytest.raises(stripe.InvalidRequestError, match="automatic tax"):
        client.v1.checkout.sessions.create(order(line_items=[item], automatic_tax={"enabled": True}))


def test_an_unknown_tax_rate_is_refused(client):
    item = order()["line_items"][0] | {"tax_rates": ["txr_unknown"]}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(order(line_items=[item]))
    assert refused.value.param == "line_items[0][tax_rates][0]"


def test_a_credit_note_is_for_what_was_refunded(invoiced, sandbox, client):
    session = invoiced()
    refund = sandbox.refund(sandbox.charge_of(session.id)["id"], 4000)
    note = credit(client, session.invoice.id, 4000, refund["id"])
    assert (note.number, note.total, note.refunds[0].refund) == ("SANDBOX-0001-CN-01", 4000, refund["id"])
    assert [each.id for each in client.v1.credit_notes.list({"invoice": session.invoice.id})] == [note.id]
    assert client.v1.invoices.retrieve(session.invoice.id).post_payment_credit_notes_amount == 4000
    assert sandbox.events("credit_note.created")


def test_a_refund_is_credited_once_and_for_its_own_sum(invoiced, sandbox, client):
    session = invoiced()
    refund = sandbox.refund(sandbox.charge_of(session.id)["id"], 4000)
    with pytest.raises(stripe.InvalidRequestError, match="must equal"):
        credit(client, session.invoice.id, 3000, refund["id"])
    credit(client, session.invoice.id, 4000, refund["id"])
    with pytest.raises(stripe.InvalidRequestError, match="cannot be linked"):
        credit(client, session.invoice.id, 4000, refund["id"])


def test_no_more_is_credited_than_was_invoiced(invoiced, sandbox, client):
    session = invoiced()
    refund = sandbox.refund(sandbox.charge_of(session.id)["id"])
    with pytest.raises(stripe.InvalidRequestError, match="more than what is left"):
        credit(client, session.invoice.id, 9901, refund["id"])


def test_papers_can_be_read_and_downloaded(invoiced, sandbox, client):
    web = TestClient(create_app(sandbox), base_url=sandbox.world.public_url)
    session = invoiced()
    refund = sandbox.refund(sandbox.charge_of(session.id)["id"], 4000)
    note = credit(client, session.invoice.id, 4000, refund["id"])
    shown = web.get(session.invoice.hosted_invoice_url).text
    for text in ("Engines GmbH", "Lange Gasse 1, 10115, Berlin, DE", "PO number: PO-7", note.number):
        assert text in shown
    for address in (session.invoice.invoice_pdf, note.pdf):
        pdf = web.get(address)
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF-") and pdf.content.rstrip().endswith(b"%%EOF")
    assert web.get("/credit-notes/cn_x/pdf").status_code == 404
