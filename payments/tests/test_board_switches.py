"""Options of a board's payment settings: sent only when on, and settled however they change the total."""

import pytest

from payments.models import Payment, PaymentSettings
from payments.services.settlement import confirm
from stripe_sandbox.errors import ApiError
from tests.factories import UnpaidSubmissionFactory, open_checkout, page_of, payment_of

SWITCHED = {
    "allow_promotion_codes": {"allow_promotion_codes"},
    "automatic_tax": {"automatic_tax", "billing_address_collection"},
    "collect_tax_ids": {"tax_id_collection", "customer_creation"},
    "create_invoices": {"invoice_creation", "billing_address_collection"},
}
EVERYTHING = set().union(*SWITCHED.values())


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def switch(board):
    def switch(*names):
        PaymentSettings.objects.update_or_create(site=board.site, defaults=dict.fromkeys(names, True))

    return switch


def sent(submission):
    """Return the parameters that the session was opened with."""
    open_checkout(payment_of(submission))
    return payment_of(submission).attempts.get().params


def test_nothing_is_sent_of_what_is_off(submission):
    assert EVERYTHING.isdisjoint(sent(submission))


@pytest.mark.parametrize("name", SWITCHED)
def test_each_switch_sends_its_own_parameters(submission, switch, name):
    switch(name)
    assert EVERYTHING & set(sent(submission)) == SWITCHED[name]


def test_all_together_are_taken_and_settle(submission, switch, sandbox, deliver_webhooks):
    switch(*SWITCHED)
    session = sandbox.pay(open_checkout(payment_of(submission)))
    deliver_webhooks()
    assert page_of(submission).live
    assert sandbox.session(session["id"])["invoice"]


def test_price_is_without_tax_and_the_total_with_it(submission, switch, sandbox):
    switch("automatic_tax")
    session = sandbox.pay(open_checkout(payment_of(submission)))
    tax = session["total_details"]["amount_tax"]
    assert tax > 0
    payment = confirm(payment=payment_of(submission))
    assert (payment.status, payment.open_kinds) == (Payment.Status.PAID, [])
    assert (payment.amount, payment.amount_paid) == (9900, 9900 + tax)
    assert page_of(submission).live


def test_promotion_code_lowers_the_sum(submission, switch, sandbox, mailbox):
    switch("allow_promotion_codes")
    sandbox.create_promotion_code("HALF", 50)
    sandbox.pay(open_checkout(payment_of(submission)), promotion_code="HALF")
    payment = confirm(payment=payment_of(submission))
    assert (payment.status, payment.open_kinds, payment.amount_paid) == (Payment.Status.PAID, [], 4950)
    assert page_of(submission).live
    assert "49.50" in mailbox.one("receipt").message


@pytest.mark.parametrize("way", ["webhook", "landing"])
def test_promotion_code_for_all_of_it(submission, switch, sandbox, deliver_webhooks, way):
    """There is no payment intent: `no_payment_required` settles as well."""
    switch("allow_promotion_codes")
    sandbox.create_promotion_code("FREE", 100)
    session = sandbox.pay(open_checkout(payment_of(submission)), promotion_code="FREE")
    assert (session["payment_status"], session["payment_intent"]) == ("no_payment_required", None)
    if way == "webhook":
        deliver_webhooks()
    else:
        confirm(payment=payment_of(submission))
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Payment.Status.PAID, [])
    assert (payment.amount_paid, payment.payment_intent) == (0, "")
    assert page_of(submission).live


def test_promotion_code_and_tax_together(submission, switch, sandbox):
    switch("allow_promotion_codes", "automatic_tax")
    sandbox.create_promotion_code("HALF", 50)
    session = sandbox.pay(open_checkout(payment_of(submission)), promotion_code="HALF")
    assert confirm(payment=payment_of(submission)).amount_paid == session["amount_total"]
    assert page_of(submission).live


def test_codes_are_not_taken_where_they_are_off(submission, sandbox):
    sandbox.create_promotion_code("FREE", 100)
    with pytest.raises(ApiError):
        sandbox.pay(open_checkout(payment_of(submission)), promotion_code="FREE")
    assert confirm(payment=payment_of(submission)).status == Payment.Status.OPEN


def test_open_page_keeps_what_it_was_opened_with(submission, switch, sandbox):
    """The same key must always be sent with the same parameters."""
    first = open_checkout(payment_of(submission))
    switch("allow_promotion_codes")
    assert open_checkout(payment_of(submission)) == first
