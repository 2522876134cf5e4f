"""The pay page and the panel, as a browser without JavaScript sees them."""

import re

import pytest
from starlette.testclient import TestClient

from stripe_sandbox import cards
from stripe_sandbox.app import create_app
from stripe_sandbox.faults import API_FAULTS, WEBHOOK_FAULTS
from stripe_sandbox.tests.tools import order, priced

GOOD = {"number": "4242 4242 4242 4242", "expiry": "04 / 32", "cvc": "123", "name": "Ada Example"}


@pytest.fixture
def web(sandbox):
    return TestClient(create_app(sandbox), base_url="http://127.0.0.1:12111", follow_redirects=False)


@pytest.fixture
def session(client):
    return client.v1.checkout.sessions.create(order())


def field(html, name):
    return re.findall(rf'<input id="{name}"[^>]*>', html)[0]


def test_the_page_shows_the_sum_and_the_fields(web, session):
    html = web.get(f"/pay/{session.id}").text

    for label in ("Card number", "Expiry", "CVC", "Name on card"):
        assert f">{label}</label>" in html
    assert "Sandbox: no real money" in html
    assert '<button class="main-button">Pay $99.00</button>' in html
    assert '<a class="back" href="https://board.example/back/">Cancel</a>' in html
    assert 'autocomplete="cc-number"' in field(html, "number")
    assert 'lang="en"' in html
    assert "<script" not in html
    assert "style=" not in html


def test_text_of_the_shop_is_escaped(web, client):
    product = {"name": "<b>&", "description": "<i>Engineer"}
    session = client.v1.checkout.sessions.create(order(line_items=priced(100, product_data=product)))
    html = web.get(f"/pay/{session.id}").text

    assert "&lt;b&gt;&amp;" in html
    assert "&lt;i&gt;Engineer" in html


def test_paying_leads_to_the_success_page(web, sandbox, session):
    answer = web.post(f"/pay/{session.id}", data=GOOD)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://board.example/paid/?session={session.id}"
    assert sandbox.session(session.id)["customer_details"]["name"] == "Ada Example"


def test_a_second_submission_goes_the_same_way_and_charges_nothing(web, sandbox, session):
    first = web.post(f"/pay/{session.id}", data=GOOD)
    second = web.post(f"/pay/{session.id}", data=GOOD)

    assert second.headers["location"] == first.headers["location"]
    assert len(sandbox.world.store.all("charge")) == 1
    assert "This checkout is paid" in web.get(f"/pay/{session.id}").text


def test_a_declined_card_is_explained_in_place(web, session):
    answer = web.post(f"/pay/{session.id}", data={**GOOD, "number": cards.DECLINES})

    assert answer.status_code == 402
    assert '<p class="error" id="number-error">Your card was declined.' in answer.text
    assert 'value="Ada Example"' in field(answer.text, "name")
    assert 'value="04 / 32"' in field(answer.text, "expiry")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"number": "4242 4242 4242 4241"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "x" * 5000}, "number"),
        ({"expiry": "04/20"}, "expiry"),
        ({"expiry": "13/32"}, "expiry"),
        ({"expiry": "soon"}, "expiry"),
        ({"cvc": "12"}, "cvc"),
        ({"name": "  "}, "name"),
    ],
)
def test_mistakes_are_named_beside_their_field(web, sandbox, session, changes, wrong):
    answer = web.post(f"/pay/{session.id}", data={**GOOD, **changes})

    assert answer.status_code == 422
    assert re.findall(r'class="error" id="(\w+)-error"', answer.text) == [wrong]
    assert f'<a href="#{wrong}">' in answer.text
    assert sandbox.session(session.id)["payment_intent"] is None


@pytest.mark.parametrize("written", ["4/32", "04/2032", "0432", "04 / 32"])
def test_expiry_may_be_written_in_many_ways(web, session, written):
    assert web.post(f"/pay/{session.id}", data={**GOOD, "expiry": written}).status_code == 303


def test_authentication_can_fail_and_then_succeed(web, sandbox, session):
    form = {**GOOD, "number": cards.AUTHENTICATES}
    step = web.post(f"/pay/{session.id}", data=form).headers["location"]
    assert "Complete authentication" in web.get(step).text
    failed = web.post(step, data={"outcome": "fail"})
    assert failed.status_code == 402
    assert "could not authenticate" in failed.text
    assert web.get(step).headers["location"] == f"/pay/{session.id}"

    step = web.post(f"/pay/{session.id}", data=form).headers["location"]
    assert web.post(step, data={"outcome": "complete"}).status_code == 303
    assert sandbox.session(session.id)["payment_status"] == "paid"
    assert (
        web.post(step, data={"outcome": "complete"})
        .headers["location"]
        .startswith("https://board.example/paid")
    )


def test_a_bank_debit_needs_no_card(web, sandbox, session):
    assert web.post(f"/pay/{session.id}", data={"method": "debit"}).status_code == 422
    assert web.post(f"/pay/{session.id}", data={"method": "debit", "holder": "Ada"}).status_code == 303
    assert sandbox.session(session.id)["payment_status"] == "unpaid"
    assert "on its way" in web.get(f"/pay/{session.id}").text


def test_an_expired_session_says_so_and_leads_back(web, sandbox, session):
    sandbox.advance(25 * 3600)
    page = web.get(f"/pay/{session.id}").text

    assert "has expired" in page
    assert 'href="https://board.example/back/"' in page
    assert web.post(f"/pay/{session.id}", data=GOOD).status_code == 200
    assert sandbox.world.store.all("charge") == []


def test_a_promotion_code_changes_the_sum(web, sandbox, client):
    sandbox.create_promotion_code("SAVE20", 20)
    sandbox.create_promotion_code("FREE100")
    path = f"/pay/{client.v1.checkout.sessions.create(order(allow_promotion_codes=True)).id}"
    wrong = web.post(path, data={"do": "apply", "code": "nope"})
    assert wrong.status_code == 422
    assert 'id="code-error"' in wrong.text

    web.post(path, data={"do": "apply", "code": "save20"})
    assert "Pay $79.20" in web.get(path).text
    web.post(path, data={"do": "remove"})
    assert "Pay $99.00" in web.get(path).text
    web.post(path, data={"do": "apply", "code": "FREE100"})
    page = web.get(path).text
    assert "Pay $0.00" in page
    assert "Card number" not in page
    assert web.post(path).status_code == 303


def test_the_form_asks_for_what_the_session_lacks(web, sandbox, client):
    asked = order(customer_email=None, automatic_tax={"enabled": True}, tax_id_collection={"enabled": True})
    path = f"/pay/{client.v1.checkout.sessions.create(asked).id}"
    assert "Pay $118.80" in web.get(path).text
    assert re.findall(r'id="(\w+)-error"', web.post(path, data=GOOD).text) == ["email"]
    web.post(path, data={**GOOD, "email": "bo@example.com", "country": "DE", "tax_id": "DE123"})
    details = sandbox.session(path.rpartition("/")[2])["customer_details"]

    assert (details["email"], details["address"]["country"]) == ("bo@example.com", "DE")
    assert details["tax_ids"] == [{"type": "eu_vat", "value": "DE123"}]


def test_a_billing_address_is_asked_for_when_the_session_requires_it(web, sandbox, client):
    asked = order(billing_address_collection="required", tax_id_collection={"enabled": True})
    session = client.v1.checkout.sessions.create(asked).id
    wrong = web.post(f"/pay/{session}", data={**GOOD, "country": "DE"}).text
    assert re.findall(r'id="(\w+)-error"', wrong) == ["line1", "postal_code", "city"]
    place = {"line1": "Lange Gasse 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}
    web.post(f"/pay/{session}", data={**GOOD, **place, "business_name": "Engines GmbH"})
    details = sandbox.session(session)["customer_details"]

    assert details["address"] == {**place, "line2": None, "state": None}
    assert (details["name"], details["business_name"]) == ("Engines GmbH", "Engines GmbH")


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (9900, "eur", "€99.00"),
        (9900, "jpy", "¥9,900"),
        (9900, "gbp", "£99.00"),
        (9900, "kwd", "KWD"),
        (9900, "isk", "99"),
    ],
)
def test_sums_are_written_in_the_currency_s_own_units(web, client, amount, currency, words):
    session = client.v1.checkout.sessions.create(order(line_items=priced(amount, currency)))
    assert words in web.get(f"/pay/{session.id}").text


@pytest.mark.parametrize(
    "path", ["/pay/cs_test_nothing", "/receipts/ch_nothing", "/invoices/in_x", "/nowhere"]
)
def test_unknown_pages_are_friendly(web, path):
    answer = web.get(path)
    assert answer.status_code == 404
    assert "Sandbox: no real money" in answer.text


def test_receipts_and_invoices_can_be_read(web, sandbox, client):
    session = client.v1.checkout.sessions.create(order(invoice_creation={"enabled": True}))
    sandbox.pay(session.id)
    charge = sandbox.charge_of(session.id)
    sandbox.refund(charge["id"], 900)
    invoice = client.v1.invoices.retrieve(sandbox.session(session.id)["invoice"])

    assert "$9.00" in web.get(charge["receipt_url"]).text
    assert invoice.number in web.get(invoice.hosted_invoice_url).text


def test_the_panel_offers_what_can_be_done(web, sandbox, client, session):
    assert "Expire" in web.get("/").text
    sandbox.pay_by_debit(session.id)
    web.post("/panel/settle", data={"id": session.id})
    assert sandbox.session(session.id)["payment_status"] == "paid"
    web.post("/panel/refund", data={"id": session.id, "amount": "9.00"})
    assert "partly refunded" in web.get("/").text
    web.post("/panel/dispute", data={"id": session.id})
    dispute = client.v1.disputes.list().data[0].id
    assert "Dispute won" in web.get("/").text
    web.post("/panel/close_dispute", data={"id": dispute, "status": "won"})
    assert client.v1.disputes.retrieve(dispute).status == "won"
    web.post("/panel/promotion_code", data={"code": "FREE100", "percent_off": "100"})
    assert "FREE100" in web.get("/").text


def test_the_panel_resends_events(web, sandbox, session):
    sandbox.pay(session.id)
    sandbox.deliver_pending(lambda *_: 200)
    event = sandbox.events()[0]["id"]

    assert web.post("/panel/resend", data={"id": event}).status_code == 303
    assert [attempt.event for attempt in sandbox.deliver_pending(lambda *_: 200)] == [event]


def test_the_panel_breaks_things_on_request(web, sandbox, session):
    page = web.get("/").text
    for name in (*WEBHOOK_FAULTS, *API_FAULTS):
        assert f'<option value="{name}">' in page
    answer = web.post("/panel/fault", data={"name": "drop", "times": "2", "match": "checkout"})
    assert answer.status_code == 303
    web.post("/panel/fault", data={"name": "delay", "times": "", "value": "30", "match": ""})
    assert sandbox.faults.state()["faults"] == [
        {"name": "drop", "times": 2, "value": None, "match": "checkout"},
        {"name": "delay", "times": None, "value": 30.0, "match": ""},
    ]
    page = " ".join(web.get("/").text.split())
    assert "drop (2 ×, checkout)" in page
    assert "delay (until cleared)" in page
    web.post("/panel/seed", data={"seed": "7", "percent": "20"})
    drawn = sandbox.faults.state()["random"]
    assert drawn["seed"] == 7
    assert drawn["probabilities"] == dict.fromkeys((*WEBHOOK_FAULTS, *API_FAULTS), 0.2)
    assert "random, seed 7" in web.get("/").text
    web.post("/panel/clear_faults")
    assert sandbox.faults.state() == {"faults": [], "random": None}


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("fault", {"name": "earthquake", "times": "1"}),
        ("fault", {"name": "drop", "times": "often"}),
        ("fault", {"name": "drop", "times": "0"}),
        ("fault", {"name": "delay", "value": "nan"}),
        ("fault", {}),
        ("seed", {"seed": "x", "percent": "20"}),
        ("seed", {"seed": "7", "percent": "101"}),
    ],
)
def test_faults_that_cannot_be_are_refused(web, sandbox, action, sent):
    assert web.post(f"/panel/{action}", data=sent).status_code == 400
    assert sandbox.faults.state() == {"faults": [], "random": None}


def test_the_panel_says_what_cannot_be_done(web, session):
    answer = web.post("/panel/settle", data={"id": session.id})
    assert answer.status_code == 400
    assert "no bank debit on its way" in answer.text


@pytest.mark.parametrize("typed", ["", "much", "9.001", "NaN", "-1", "99.01"])
def test_a_refund_of_nonsense_is_refused(web, sandbox, session, typed):
    sandbox.pay(session.id)
    assert web.post("/panel/refund", data={"id": session.id, "amount": typed}).status_code == 400
    assert sandbox.charge_of(session.id)["amount_refunded"] == 0


def test_other_sites_and_hosts_are_kept_out(web, session):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert web.post("/panel/expire", data={"id": session.id}, headers=foreign).status_code == 403
    assert web.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert "default-src 'none'" in web.get("/").headers["content-security-policy"]
