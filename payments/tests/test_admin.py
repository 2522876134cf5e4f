"""Editors' actions on a payment in the admin: refund it, resolve its problems, publish its listing again."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.listings.models import JobPage
from payments.models import Payment, Problem, Refund
from payments.services.problems import close_problems, open_problem
from payments.services.settlement import confirm
from payments.services.waiver import waive
from payments.tests.test_stray_charges import paid_twice
from tests.admin_forms import fields_of, messages_of, send_form
from tests.factories import (
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    UserFactory,
    grant,
    page_of,
    payment_of,
)

Status = Payment.Status
Kind = Problem.Kind
VERBS = ["payment_refund", "payment_resolve", "payment_retry"]


@pytest.fixture
def submission(board, sandbox):
    return PaidSubmissionFactory(board=board)


def make_treasurer(board, *codenames):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    grant(user, board.site, *codenames)
    return user


@pytest.fixture
def treasurer(board):
    """A user who may view and refund the board's payments; no superuser."""
    return make_treasurer(board, "view_payment", "refund_payment")


@pytest.fixture
def admin(client, treasurer):
    client.force_login(treasurer)
    return client


def at(payment, name="payment:inspect"):
    return reverse(name, args=[payment.pk])


def links_of(answer):
    return answer.content.decode()


# --- Who may


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("permissions", [[], ["view_payment"]])
def test_giving_money_back_is_a_permission_of_its_own(submission, board, client, name, permissions):
    client.force_login(make_treasurer(board, *permissions))
    payment = payment_of(submission)
    sent = {"amount": "99", "reason": "I may not.", "note": "I may not."}
    for answer in (client.get(at(payment, name)), client.post(at(payment, name), sent)):
        assert answer.status_code in (302, 403)
        assert "payments" not in answer.headers.get("Location", "")
    assert not Refund.objects.exists()


def test_who_may_only_read_sees_no_buttons(submission, board, client):
    client.force_login(make_treasurer(board, "view_payment"))
    payment = payment_of(submission)
    Problem.objects.create(payment=payment, kind=Kind.DISPUTED)
    page = links_of(client.get(at(payment)))
    assert "€99" in page
    assert not any(at(payment, name) in page for name in VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_strangers_are_sent_to_sign_in(submission, client, name):
    answer = client.get(at(payment_of(submission), name))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_the_ledger_is_not_written_by_hand(submission, admin):
    payment = payment_of(submission)
    for name in ("payment:edit", "payment:delete"):
        answer = admin.post(reverse(name, args=[payment.pk]), {"page_title": "Something else"})
        assert answer.status_code in (302, 403, 404)
    assert admin.post(reverse("payment:add"), {"page_title": "Made up"}).status_code in (302, 403, 404)
    assert Payment.objects.get() == payment
    assert Payment.objects.get().page_title == payment.page_title


# --- Reading one payment


def facts(answer):
    """Return the payment's fields on the page, by label."""
    page = BeautifulSoup(answer.content, "html.parser")
    return {
        label.get_text(strip=True): label.find_next_sibling("dd").get_text(" ", strip=True)
        for label in page.select("main dl > dt")
    }


def table(answer, heading):
    """Return the rows of the list below a heading; none when there is no such list."""
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.find("h2", string=heading)
    rows = found.find_next("tbody").select("tr") if found else []
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in rows]


def test_what_has_no_value_is_left_out(board, admin):
    payment = payment_of(UnpaidSubmissionFactory(board=board, title="Wheelwright"))
    known = facts(admin.get(at(payment)))
    assert known["Listing"] == "Wheelwright"
    assert known["Owed"] == "€99"
    assert known["Board"] == board.site.site_name
    assert "" not in known.values()
    absent = {"Amount paid", "Settled at", "Waived by", "Needs attention", "Charge at Stripe"}
    assert not absent & known.keys()


def test_sums_are_written_as_money_and_times_to_the_second(submission, admin):
    payment = payment_of(submission)
    Payment.objects.update(paid_at=datetime(2030, 5, 17, 9, 8, 7, tzinfo=UTC), amount_paid=123456)
    known = facts(admin.get(at(payment)))
    assert known["Settled at"] == "17 May 2030, 09:08:07 UTC"
    assert known["Amount paid"] == "€1,234.56"
    assert known["Charge at Stripe"] == payment.payment_intent


def test_a_waiver_tells_who_and_why(board, admin, treasurer):
    payment = payment_of(UnpaidSubmissionFactory(board=board))
    waive(payment=payment, user=treasurer, reason="A charity.")
    known = facts(admin.get(at(payment)))
    assert (known["Waived by"], known["Reason of the waiver"]) == (treasurer.username, "A charity.")


def test_every_payment_page_refund_and_dispute_is_listed(
    submission, admin, treasurer, sandbox, deliver_webhooks
):
    payment = payment_of(submission)
    assert table(admin.get(at(payment)), "Refunds") == table(admin.get(at(payment)), "Disputes") == []
    send_form(admin, at(payment, "payment_refund"), form="main form", amount="40.50", reason="A discount.")
    sandbox.dispute(sandbox.charge_of(payment.attempts.get().session_id)["id"], amount=5000)
    deliver_webhooks()
    answer = admin.get(at(payment))
    [(_opened, status, charged, at_stripe)] = table(answer, "Payment pages")
    assert (status, charged, at_stripe) == ("complete", "€99", payment.payment_intent)
    [(_asked, status, amount, by, reason, _id)] = table(answer, "Refunds")
    assert (status, amount, by, reason) == ("refunded", "€40.50", treasurer.username, "A discount.")
    [(_opened, status, amount, reason, _heard, _id)] = table(answer, "Disputes")
    assert (status, amount, reason) == ("needs response", "€50", "fraudulent")


def open_problems(answer):
    """Return kind and detail of each open problem on the page."""
    return [row[:2] for row in table(answer, "Needs attention")]


def test_what_stands_behind_is_told_and_shows_next(submission, admin):
    payment = payment_of(submission)
    open_problem(payment=payment, kind=Kind.PAID_TWICE, detail="cs_1")
    open_problem(payment=payment, kind=Kind.REFUND_FAILED, detail="€99, re_1")
    answer = admin.get(at(payment))
    twice, failed = [Kind.PAID_TWICE.label, "cs_1"], [Kind.REFUND_FAILED.label, "€99, re_1"]
    assert open_problems(answer) == [failed, twice]
    answer = send_form(admin, at(payment, "payment_resolve"), form="main form", note="Sent it by bank.")
    assert open_problems(answer) == [twice]


def test_each_problem_is_settled_by_itself(submission, admin, treasurer):
    payment = payment_of(submission)
    open_problem(payment=payment, kind=Kind.PAID_TWICE, detail="cs_1")
    open_problem(payment=payment, kind=Kind.REFUND_FAILED, detail="€99, re_1")
    page = BeautifulSoup(admin.get(at(payment)).content, "html.parser")
    first, second = [
        str(link["href"]) for link in page.select(f'a[href^="{at(payment, "payment_resolve")}"]')
    ]
    assert first != second
    answer = send_form(admin, second, form="main form", note="They insist.")
    assert open_problems(answer) == [[Kind.REFUND_FAILED.label, "€99, re_1"]]
    [(_when, *settled)] = table(answer, "Needed attention")
    assert settled == [Kind.PAID_TWICE.label, "cs_1", treasurer.username, "They insist."]
    answer = admin.get(second, follow=True)
    assert "has been settled meanwhile" in messages_of(answer)


# --- The list


def test_the_list_shows_and_finds_what_needs_attention(board, admin, django_assert_num_queries):
    titles = ["Cartwright", "Wheelwright", "Shipwright"]
    payments = [payment_of(UnpaidSubmissionFactory(board=board, title=title)) for title in titles]
    url = reverse("payment:index")
    admin.get(url)  # Fills the caches.
    with CaptureQueriesContext(connection) as without:
        admin.get(url)
    for payment in payments[:2]:
        Problem.objects.create(payment=payment, kind=Kind.PAID_TWICE)
    Problem.objects.create(payment=payments[0], kind=Kind.DISPUTED)
    with django_assert_num_queries(len(without)):
        page = links_of(admin.get(url))
    assert f"{Kind.PAID_TWICE.label}, the payer" in page
    found = links_of(admin.get(url, {"attention": Kind.DISPUTED}))
    assert [title in found for title in titles] == [True, False, False]
    assert admin.get(url, {"ordering": "-problem"}).status_code == 200


def test_the_listing_is_a_click_away_for_who_may_edit_it(submission, client, board, treasurer):
    link = f'href="/admin/pages/{submission.page_id}/edit/"'
    client.force_login(treasurer)
    assert link not in links_of(client.get(at(payment_of(submission))))
    treasurer.groups.add(board.editors)
    assert link in links_of(client.get(at(payment_of(submission))))


# --- Giving money back


def test_all_of_it(submission, admin, treasurer):
    payment = payment_of(submission)
    assert at(payment, "payment_refund") in links_of(admin.get(at(payment)))
    answer = send_form(admin, at(payment, "payment_refund"), form="main form", reason="Changed their mind.")
    assert "€99 goes back." in messages_of(answer)
    row = Refund.objects.get()
    assert (row.amount, row.requested_by, row.reason) == (9900, treasurer, "Changed their mind.")
    assert payment_of(submission).status == Status.REFUNDED
    page = links_of(answer)
    assert "Changed their mind." in page
    assert at(payment, "payment_refund") not in page, "nothing is left to give back"


def test_part_of_it(submission, admin):
    payment = payment_of(submission)
    send_form(admin, at(payment, "payment_refund"), form="main form", amount="40.50", reason="A discount.")
    assert Refund.objects.get().amount == 4050
    answer = admin.get(at(payment, "payment_refund"))
    assert "€58.50" in links_of(answer)


@pytest.mark.parametrize("amount", ["99.01", "0", "-1", "", "x", "1e9", "0.001"])
def test_sums_that_cannot_be(submission, admin, amount):
    payment = payment_of(submission)
    answer = send_form(admin, at(payment, "payment_refund"), form="main form", amount=amount, reason="Try.")
    assert answer.redirect_chain == []
    assert not Refund.objects.exists()


def test_reason_is_required(submission, admin):
    send_form(admin, at(payment_of(submission), "payment_refund"), form="main form", reason=" ")
    assert not Refund.objects.exists()


def test_stripe_does_not_answer(submission, admin, sandbox):
    sandbox.faults.set("timeout_before", times=3, match="POST /v1/refunds")
    answer = send_form(admin, at(payment_of(submission), "payment_refund"), form="main form", reason="A.")
    assert "asked for again by itself" in messages_of(answer)
    assert Refund.objects.get().status == Refund.Status.CREATING


def test_stripe_says_no(submission, admin, sandbox):
    sandbox.refund(sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"], 4000)
    answer = send_form(admin, at(payment_of(submission), "payment_refund"), form="main form", reason="A.")
    assert "Stripe refused the refund" in messages_of(answer)


def test_form_that_was_open_while_another_refunded(submission, admin):
    payment = payment_of(submission)
    sent = {"amount": "99", "reason": "A."}
    admin.post(at(payment, "payment_refund"), sent)
    admin.post(at(payment, "payment_refund"), sent)
    assert Refund.objects.count() == 1


def test_pressing_twice_gives_back_once(submission, admin):
    """A partial refund, after which enough is left for a second one."""
    payment = payment_of(submission)
    form = BeautifulSoup(admin.get(at(payment, "payment_refund")).content, "html.parser").select_one(
        "main form"
    )
    sent = fields_of(form) | {"amount": "40", "reason": "A discount."}
    for _ in range(2):
        answer = admin.post(at(payment, "payment_refund"), sent, follow=True)
        assert "€40 goes back." in messages_of(answer)
    assert Refund.objects.count() == 1
    send_form(admin, at(payment, "payment_refund"), form="main form", amount="40", reason="Another one.")
    assert Refund.objects.count() == 2


def test_pressing_again_after_stripe_said_no_does_not_say_yes(submission, admin, sandbox):
    """The editor goes back to the same form and enters another amount."""
    payment = payment_of(submission)
    form = BeautifulSoup(admin.get(at(payment, "payment_refund")).content, "html.parser").select_one(
        "main form"
    )
    sent = fields_of(form) | {"reason": "A discount."}
    sandbox.refund(sandbox.charge_of(payment.attempts.get().session_id)["id"], 4000)
    answer = admin.post(at(payment, "payment_refund"), sent | {"amount": "99"}, follow=True)
    assert "Stripe refused the refund" in messages_of(answer)
    answer = admin.post(at(payment, "payment_refund"), sent | {"amount": "59"}, follow=True)
    assert "goes back" not in messages_of(answer)
    assert "has been used already" in messages_of(answer)
    assert not Refund.objects.filter(amount=5900).exists()


def test_another_sum_in_the_same_form_is_not_taken_for_the_first(submission, admin):
    payment = payment_of(submission)
    form = BeautifulSoup(admin.get(at(payment, "payment_refund")).content, "html.parser").select_one(
        "main form"
    )
    sent = fields_of(form) | {"reason": "A discount."}
    admin.post(at(payment, "payment_refund"), sent | {"amount": "40"}, follow=True)
    answer = admin.post(at(payment, "payment_refund"), sent | {"amount": "20"}, follow=True)
    assert "goes back" not in messages_of(answer)
    assert "has been used already" in messages_of(answer)
    assert Refund.objects.get().amount == 4000


# --- A charge that should not have been made


@pytest.fixture
def doubled(board, sandbox, pay, deliver_webhooks):
    submission = UnpaidSubmissionFactory(board=board)
    return paid_twice(submission, pay, sandbox, deliver_webhooks)


def test_extra_charge_goes_back_with_one_click(doubled, admin):
    url = f"{at(doubled, 'payment_refund')}?stray=1"
    assert url in links_of(admin.get(at(doubled)))
    answer = send_form(admin, url, form="main form", reason="Paid twice.")
    doubled.refresh_from_db()
    assert (doubled.status, doubled.open_kinds) == (Status.PAID, [])
    assert url not in links_of(answer)
    assert Refund.objects.get().payment_intent != doubled.payment_intent


def test_extra_charge_that_is_gone_does_not_become_the_other_one(doubled, admin):
    url = f"{at(doubled, 'payment_refund')}?stray=1"
    for _ in range(2):
        answer = admin.post(url, {"amount": "99", "reason": "Paid twice."}, follow=True)
    assert "has gone back already" in messages_of(answer)
    assert Refund.objects.count() == 1
    doubled.refresh_from_db()
    assert doubled.status == Status.PAID


# --- Settling what needs attention


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_settled(submission, admin, treasurer, kind):
    payment = payment_of(submission)
    Problem.objects.create(payment=payment, kind=kind, detail="What happened.")
    assert at(payment, "payment_resolve") in links_of(admin.get(at(payment)))
    assert "What happened." in links_of(admin.get(at(payment, "payment_resolve")))
    answer = send_form(admin, at(payment, "payment_resolve"), form="main form", note="Rang them up.")
    assert payment.open_kinds == []
    problem = payment.problems.get()
    assert (problem.how, problem.resolved_by) == ("Rang them up.", treasurer)
    [(_when, *settled)] = table(answer, "Needed attention")
    assert settled == [str(kind.label), "What happened.", treasurer.username, "Rang them up."]


def test_settling_wants_to_know_what_was_done(submission, admin):
    Problem.objects.create(payment=payment_of(submission), kind=Kind.DISPUTED)
    send_form(admin, at(payment_of(submission), "payment_resolve"), form="main form", note=" ")
    assert payment_of(submission).open_kinds == [Kind.DISPUTED]


def test_what_came_up_meanwhile_is_not_settled_unseen(submission, admin):
    payment = payment_of(submission)
    disputed = Problem.objects.create(payment=payment, kind=Kind.DISPUTED)
    url = at(payment, "payment_resolve")
    form = BeautifulSoup(admin.get(url).content, "html.parser").select_one("main form")
    close_problems(payment=payment, kinds={Kind.DISPUTED})
    open_problem(payment=payment, kind=Kind.REFUND_FAILED, detail="€99, re_1")
    answer = admin.post(url, fields_of(form) | {"note": "Answered."}, follow=True)
    assert "has been settled meanwhile" in messages_of(answer)
    disputed.refresh_from_db()
    assert (payment.open_kinds, disputed.how) == ([Kind.REFUND_FAILED], "")


def test_notes_are_kept_one_below_the_other(submission, admin):
    for note in ("The first.", "The second."):
        Problem.objects.create(payment=payment_of(submission), kind=Kind.DISPUTED)
        send_form(admin, at(payment_of(submission), "payment_resolve"), form="main form", note=note)
    second, first = table(admin.get(at(payment_of(submission))), "Needed attention")
    assert first[-1] == "The first."
    assert second[-1] == "The second."


# --- Publishing again


@pytest.fixture
def stuck(board, pay, monkeypatch):
    """Paid, and the listing could not be published."""
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)
    with monkeypatch.context() as broken:
        broken.setattr(JobPage, "save", _raise)
        confirm(payment=payment_of(submission))
    assert payment_of(submission).open_kinds == [Kind.PUBLISH_FAILED]
    return submission


def _raise(*args, **kwargs):
    raise OSError("the disk is full")


def test_publish_now(stuck, admin):
    payment = payment_of(stuck)
    assert at(payment, "payment_retry") in links_of(admin.get(at(payment)))
    answer = admin.post(at(payment, "payment_retry"), follow=True)
    assert "Done" in messages_of(answer)
    assert page_of(stuck).live
    assert payment_of(stuck).open_kinds == []


def test_publish_now_that_fails_again(stuck, admin, monkeypatch):
    monkeypatch.setattr(JobPage, "save", _raise)
    answer = admin.post(at(payment_of(stuck), "payment_retry"), follow=True)
    assert "failed again" in messages_of(answer)
    assert payment_of(stuck).open_kinds == [Kind.PUBLISH_FAILED]


def test_looking_publishes_nothing(stuck, admin):
    admin.get(at(payment_of(stuck), "payment_retry"))
    assert not page_of(stuck).live
