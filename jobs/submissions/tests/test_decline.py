"""Declining a listing: its workflow ends, the money goes back, and the employer reads why, once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.manage import change_plan
from jobs.submissions.services.moderation import NotDeclinable, decline
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import update
from payments import gateway
from payments.models import Payment, Problem, Refund
from payments.services.checkout import open_session
from payments.services.problems import resolve
from payments.services.reconcile import reconcile
from payments.services.waiver import waive
from tests.admin_forms import messages_of, send_form
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    UserFactory,
    listing_data,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status
Kind = Problem.Kind
REASON = "We list no unpaid internships."
ALL_TRIES = 3
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def reviewing(db):
    """A board whose editors read what has been paid for."""
    return make_board(review="after")


@pytest.fixture
def editor(reviewing):
    return make_editor(reviewing, refunds=True)


@pytest.fixture
def paid(reviewing, sandbox):
    return PaidSubmissionFactory(board=reviewing)


@pytest.fixture
def unpaid(reviewing):
    return UnpaidSubmissionFactory(board=reviewing)


def open_again(payment):
    """A second payment page of what has been paid."""
    attempt = payment.attempts.create(params=payment.attempts.get().params)
    return open_session(attempt).session_id


def say_no(submission, editor):
    """The refund, if there is one."""
    return next(iter(decline(page=page_of(submission), user=editor, reason=REASON)), None)


def stage(submission):
    return describe(Submission.objects.get(pk=submission.pk))


def is_over(submission):
    """Not live, no workflow, and none of the scheduled jobs changes that."""
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        reconcile()
        call_command("publish_scheduled")
    page = page_of(submission)
    return not page.live and page.current_workflow_state is None and stage(submission).key == "declined"


# --- Nothing has been paid


def test_unpaid(unpaid, editor, sandbox, mailbox):
    session = open_checkout(payment_of(unpaid))
    assert say_no(unpaid, editor) is None
    assert sandbox.session(session)["status"] == "expired"
    assert payment_of(unpaid).status == Status.CANCELLED
    assert mailbox.kinds(unpaid.contact_email) == ["draft_saved", "declined"]
    mail = mailbox.one("declined").message
    assert REASON in mail
    assert "Nothing has been charged." in mail
    assert is_over(unpaid)


def test_employer_reads_why(unpaid, editor, client):
    say_no(unpaid, editor)
    view = stage(unpaid)
    assert (view.key, view.comment) == ("declined", REASON)
    assert [action.key for action in view.actions] == ["post_again"]
    assert not any(may(unpaid, key) for key in set(ActionKey) - {ActionKey.POST_AGAIN})
    assert REASON in client.get(unpaid.get_absolute_url()).content.decode()


def test_unpaid_whose_page_cannot_be_closed(unpaid, editor, sandbox):
    """Nothing is done by halves: what is declined must not be payable any more."""
    open_checkout(payment_of(unpaid))
    sandbox.faults.set("reset", times=ALL_TRIES, match="expire")
    with pytest.raises(gateway.GatewayUnavailable):
        say_no(unpaid, editor)
    assert payment_of(unpaid).status == Status.OPEN
    assert stage(unpaid).key == "awaiting_payment"


def test_paid_the_moment_before(unpaid, editor, pay, sandbox):
    pay(unpaid)
    row = say_no(unpaid, editor)
    assert row.amount == 9900
    assert is_over(unpaid)
    assert payment_of(unpaid).status == Status.REFUNDED


def test_free(reviewing, editor, mailbox):
    submission = UnpaidSubmissionFactory(board=reviewing, plan=FreePlanFactory(site=reviewing.site))
    assert say_no(submission, editor) is None
    assert mailbox.kinds(submission.contact_email)[-1] == "declined"
    assert is_over(submission)


def test_waived(unpaid, editor):
    waive(payment=payment_of(unpaid), user=editor, reason="A charity.")
    assert say_no(unpaid, editor) is None
    assert is_over(unpaid)
    assert payment_of(unpaid).status == Status.WAIVED


# --- It has been paid for


def test_paid_and_in_review(paid, editor, mailbox, sandbox):
    assert page_of(paid).current_workflow_state is not None
    row = say_no(paid, editor)
    assert (row.amount, row.status, row.reason) == (9900, Refund.Status.SUCCEEDED, REASON)
    assert payment_of(paid).status == Status.REFUNDED
    assert [refund["amount"] for refund in sandbox.world.store.all("refund")] == [9900]
    assert is_over(paid)
    assert mailbox.kinds(paid.contact_email) == ["draft_saved", "receipt", "declined", "refunded"]
    mail = mailbox.one("declined").message
    assert REASON in mail
    assert "once Stripe has confirmed it" in mail and "€99" not in mail
    assert "€99" in mailbox.one("refunded").message


def test_every_charge_goes_back(paid, editor, sandbox, deliver_webhooks, mailbox):
    """An old payment page was paid as well: one action gives both back."""
    payment = payment_of(paid)
    second = sandbox.pay(open_again(payment))
    deliver_webhooks()
    assert payment_of(paid).open_kinds == [Kind.PAID_TWICE]
    say_no(paid, editor)
    payment = payment_of(paid)
    assert (payment.status, payment.open_kinds) == (Status.REFUNDED, [])
    given_back = {each["payment_intent"]: each["amount"] for each in sandbox.world.store.all("refund")}
    assert given_back == {payment.payment_intent: 9900, second["payment_intent"]: 9900}
    assert mailbox.kinds(paid.contact_email).count("refunded") == 2
    assert is_over(paid)


def test_a_wrong_sum_goes_back_too(unpaid, editor, pay, sandbox, deliver_webhooks, mailbox):
    pay(unpaid)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    say_no(unpaid, editor)
    payment = payment_of(unpaid)
    assert (payment.status, payment.open_kinds) == (Status.CANCELLED, [])
    assert [refund["amount"] for refund in sandbox.world.store.all("refund")] == [9900]
    assert "€99" in mailbox.one("refunded").message
    assert "is refunded" in stage(unpaid).explanation
    assert is_over(unpaid)


def test_what_was_paid_for_an_older_plan_goes_back_too(unpaid, editor, sandbox, deliver_webhooks, reviewing):
    old, session = payment_of(unpaid), open_checkout(payment_of(unpaid))
    old.attempts.update(status="failed")
    change_plan(submission=unpaid, plan=PlanFactory(site=reviewing.site, amount=19900))
    sandbox.pay(session)
    deliver_webhooks()
    say_no(unpaid, editor)
    old.refresh_from_db()
    assert (old.status, old.open_kinds) == (Status.REFUNDED, [])
    assert "is refunded" in stage(unpaid).explanation
    assert payment_of(unpaid).status == Status.CANCELLED
    assert is_over(unpaid)


def test_what_is_left_after_a_partial_refund(paid, editor, sandbox, deliver_webhooks):
    sandbox.refund(sandbox.charge_of(payment_of(paid).attempts.get().session_id)["id"], 4000)
    deliver_webhooks()
    assert say_no(paid, editor).amount == 5900
    assert payment_of(paid).status == Status.REFUNDED


def test_stripe_down_keeps_the_promise(paid, editor, sandbox, mailbox):
    sandbox.faults.set("server_error", times=None)
    row = say_no(paid, editor)
    assert row.status == Refund.Status.CREATING
    assert "is to be refunded" in stage(paid).explanation
    assert "refunded" not in mailbox.kinds(paid.contact_email), (
        "nothing is told before Stripe has accepted it"
    )
    assert is_over(paid)
    assert payment_of(paid).status == Status.PAID
    sandbox.faults.clear()
    assert is_over(paid)
    row.refresh_from_db()
    assert row.status == Refund.Status.SUCCEEDED
    assert payment_of(paid).status == Status.REFUNDED
    assert mailbox.kinds(paid.contact_email).count("declined") == 1
    assert mailbox.kinds(paid.contact_email).count("refunded") == 1
    assert "is refunded" in stage(paid).explanation


def test_refund_that_fails_later_publishes_nothing(paid, editor, sandbox, deliver_webhooks):
    row = say_no(paid, editor)
    sandbox.fail_refund(row.refund_id)
    deliver_webhooks()
    payment = payment_of(paid)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Problem.Kind.REFUND_FAILED])
    resolve(problem=payment.problems.open().get(), user=editor, how="Sent by bank transfer.")
    assert is_over(paid)


def test_approved_for_later(paid, editor):
    page = page_of(paid)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision()
    for _ in range(2):
        page_of(paid).current_workflow_task_state.approve(user=editor)
    assert page_of(paid).approved_schedule
    say_no(paid, editor)
    assert not page_of(paid).approved_schedule
    assert is_over(paid)


# --- What cannot be declined


@pytest.fixture
def published(paid, editor):
    page_of(paid).current_workflow_task_state.approve(user=editor)
    return paid


def test_live(published, editor):
    with pytest.raises(NotDeclinable):
        say_no(published, editor)
    assert page_of(published).live
    assert payment_of(published).status == Status.PAID


def test_once_published(published, editor):
    """Its time is up, or it was closed: the money has been earned."""
    page_of(published).unpublish()
    with pytest.raises(NotDeclinable):
        say_no(published, editor)
    assert payment_of(published).status == Status.PAID


def test_debit_on_its_way(unpaid, editor, sandbox, deliver_webhooks):
    sandbox.pay_by_debit(open_checkout(payment_of(unpaid)))
    deliver_webhooks()
    with pytest.raises(NotDeclinable):
        say_no(unpaid, editor)
    assert payment_of(unpaid).status == Status.PROCESSING


@pytest.mark.parametrize("kind", ["paid", "unpaid"])
def test_twice(request, editor, mailbox, kind):
    submission = request.getfixturevalue(kind)
    say_no(submission, editor)
    with pytest.raises(NotDeclinable):
        decline(page=page_of(submission), user=editor, reason="Another reason.")
    assert stage(submission).comment == REASON
    assert mailbox.kinds().count("declined") == 1
    assert Refund.objects.count() == (1 if kind == "paid" else 0)


def test_declined_cannot_be_edited_back_to_life(paid, editor):
    say_no(paid, editor)
    with pytest.raises(SubmissionRefused):
        update(submission=Submission.objects.get(pk=paid.pk), data=listing_data())
    assert is_over(paid)


# --- The editors' screen


def screen(page):
    return reverse("listing_decline", args=[page.pk])


def test_screen(paid, editor, client):
    client.force_login(editor)
    answer = send_form(client, screen(page_of(paid)), form="main form", reason=REASON)
    assert "The listing is declined." in messages_of(answer)
    assert "€99" in messages_of(answer)
    assert is_over(paid)


def test_screen_wants_a_reason(paid, editor, client):
    client.force_login(editor)
    send_form(client, screen(page_of(paid)), form="main form", reason="  ")
    assert payment_of(paid).status == Status.PAID


def test_screen_is_for_those_who_may_publish(paid, client):
    client.force_login(UserFactory())
    assert client.post(screen(page_of(paid)), {"reason": REASON}).status_code in (302, 403)
    assert payment_of(paid).status == Status.PAID


@pytest.mark.parametrize("kind", ["paid", "unpaid"])
def test_without_the_right_to_refund_only_what_is_unpaid_is_declined(
    request, reviewing, client, kind, mailbox
):
    submission = request.getfixturevalue(kind)
    client.force_login(make_editor(reviewing))
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[submission.page_id])).content.decode()
    assert (screen(page_of(submission)) in edit) == (kind == "unpaid"), "the button"
    answer = send_form(client, screen(page_of(submission)), form="main form", reason=REASON)
    if kind == "unpaid":
        assert is_over(submission)
        return
    assert "you may not refund payments on this board" in messages_of(answer)
    assert payment_of(submission).declined_at is None
    assert not Refund.objects.exists() and "declined" not in mailbox.kinds()
    assert page_of(submission).current_workflow_state is not None


def test_what_is_disputed_waits(paid, editor, sandbox, deliver_webhooks, client):
    """Stripe would refuse the refund, and the bank may take the money yet."""
    sandbox.dispute(sandbox.charge_of(payment_of(paid).attempts.get().session_id)["id"])
    deliver_webhooks()
    with pytest.raises(NotDeclinable):
        say_no(paid, editor)
    assert payment_of(paid).declined_at is None


def test_screen_when_stripe_refuses_the_refund(paid, editor, client, sandbox, mailbox):
    sandbox.refund(sandbox.charge_of(payment_of(paid).attempts.get().session_id)["id"])
    client.force_login(editor)
    answer = send_form(client, screen(page_of(paid)), form="main form", reason=REASON)
    assert "Stripe refused the refund" in messages_of(answer)
    assert "We are refunding €99" in mailbox.one("refunded").message, "what happened, and once"
    assert payment_of(paid).status == Payment.Status.REFUNDED, "it had gone back in the dashboard"
    assert is_over(paid)


def test_screen_speaks_of_money_only_where_there_is_some(unpaid, paid, editor, client):
    client.force_login(editor)
    waived = unpaid
    waive(payment=payment_of(waived), user=editor, reason="A charity.")
    assert "efund" not in client.get(screen(page_of(waived))).content.decode().split("<main")[1]
    assert "Decline and refund" in client.get(screen(page_of(paid))).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[waived.page_id])
    assert "Decline and refund" not in client.get(edit).content.decode()


def test_screen_says_when_stripe_has_not_answered(paid, editor, client, sandbox):
    client.force_login(editor)
    sandbox.faults.set("server_error", times=None)
    answer = send_form(client, screen(page_of(paid)), form="main form", reason=REASON)
    assert "Stripe has not answered yet" in messages_of(answer)
