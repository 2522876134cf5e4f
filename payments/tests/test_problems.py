"""Problems are rows: several at once, one of each kind, each repaired and closed by itself."""

import pytest
from django.db import IntegrityError, transaction

from jobs.listings.models import JobPage
from payments.models import Payment, Problem
from payments.services.problems import AlreadyResolved, close_problems, open_problem, resolve
from payments.services.reconcile import reconcile
from payments.services.refunds import refund, sync_refunds_and_disputes
from payments.services.settlement import confirm, retry
from payments.tests.sweeping import in_
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, make_editor, page_of, payment_of

Kind = Problem.Kind
DESK = "desk@consolecowboys.example"


@pytest.fixture
def payment(board, sandbox):
    return payment_of(PaidSubmissionFactory(board=board))


@pytest.fixture
def stuck(board, pay, monkeypatch):
    """Paid, and the listing could not be published."""
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)
    with monkeypatch.context() as broken:
        broken.setattr(JobPage, "save", _raise)
        confirm(payment=payment_of(submission))
    return submission


def _raise(*args, **kwargs):
    raise OSError("the disk is full")


def test_one_open_problem_of_a_kind(payment):
    Problem.objects.create(payment=payment, kind=Kind.DISPUTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.create(payment=payment, kind=Kind.DISPUTED)
    Problem.objects.create(payment=payment, kind=Kind.PAID_TWICE)
    assert payment.open_kinds == [Kind.PAID_TWICE, Kind.DISPUTED], "disputes come last"


def test_an_open_problem_has_no_answer_yet(payment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.create(payment=payment, kind=Kind.DISPUTED, how="Answered.")


def test_the_same_again_is_no_news_and_another_detail_is(payment, mailbox):
    for detail in ("du_1: fraudulent", "du_1: fraudulent", "du_2: fraudulent"):
        open_problem(payment=payment, kind=Kind.DISPUTED, detail=detail)
    assert [problem.detail for problem in payment.problems.open()] == ["du_2: fraudulent"]
    assert payment.problems.count() == 2
    assert mailbox.kinds(DESK).count("attention-disputed") == 2


def test_closing_one_kind_leaves_the_others(payment):
    for kind in (Kind.PAID_TWICE, Kind.REFUND_FAILED):
        open_problem(payment=payment, kind=kind, detail="")
    close_problems(payment=payment, kinds={Kind.PAID_TWICE})
    assert payment.open_kinds == [Kind.REFUND_FAILED]
    assert Payment.objects.needing_attention().get() == payment
    close_problems(payment=payment, kinds={Kind.REFUND_FAILED})
    assert not Payment.objects.needing_attention().exists()


def test_a_payment_with_several_problems_needs_attention_once(payment):
    for kind in (Kind.PAID_TWICE, Kind.REFUND_FAILED, Kind.DISPUTED):
        open_problem(payment=payment, kind=kind, detail="")
    assert Payment.objects.needing_attention().count() == 1


def test_a_problem_is_resolved_once(board, payment):
    open_problem(payment=payment, kind=Kind.PAID_TWICE, detail="cs_1")
    problem, editor = payment.problems.get(), make_editor(board)
    resolve(problem=problem, user=editor, how="They insist.")
    with pytest.raises(AlreadyResolved):
        resolve(problem=problem, user=make_editor(board), how="Sent it back.")
    problem.refresh_from_db()
    assert (problem.resolved_by, problem.how) == (editor, "They insist.")


def test_the_sweep_publishes_behind_another_problem(stuck):
    open_problem(payment=payment_of(stuck), kind=Kind.PAID_TWICE, detail="cs_1")
    with in_(minutes=2):
        report = reconcile()
    assert (report.published, report.attention) == (1, 1)
    assert page_of(stuck).live
    assert payment_of(stuck).open_kinds == [Kind.PAID_TWICE]


def test_the_sweep_publishes_nothing_that_editors_wanted_to_refund(stuck):
    open_problem(payment=payment_of(stuck), kind=Kind.REFUND_FAILED, detail="€99, re_1")
    with in_(minutes=2):
        assert reconcile().published == 0
    assert not page_of(stuck).live


# --- Each closes by itself, and leaves the others

OTHERS = set(Kind) - {Kind.PUBLISH_FAILED}


@pytest.fixture
def everything_wrong(payment):
    for kind in Kind:
        open_problem(payment=payment, kind=kind, detail="")
    return payment


def open_now(payment):
    return set(payment.open_kinds)


def test_a_full_refund_leaves_only_what_the_bank_decides(everything_wrong):
    refund(payment=everything_wrong, amount=9900, reason="A test.", user=None)
    # What went back of a pack beyond its unused credits is for a person to decide, too.
    assert open_now(everything_wrong) == {Kind.DISPUTED, Kind.CREDITS_USED}


def test_a_partial_refund_closes_what_was_about_extra_charges(everything_wrong):
    refund(payment=everything_wrong, amount=100, reason="A test.", user=None)
    extra = {Kind.AMOUNT_MISMATCH, Kind.PAID_TWICE, Kind.PAID_AFTER_WAIVER}
    assert open_now(everything_wrong) == set(Kind) - extra


def test_a_publication_that_works_closes_its_own_problem(everything_wrong):
    assert retry(payment=everything_wrong)
    assert open_now(everything_wrong) == OTHERS


def test_the_end_of_a_dispute_closes_its_own_problem(everything_wrong, sandbox):
    charge = sandbox.charge_of(everything_wrong.attempts.get().session_id)
    dispute = sandbox.dispute(charge["id"])
    sync_refunds_and_disputes(everything_wrong)
    sandbox.close_dispute(dispute["id"], "won")
    sync_refunds_and_disputes(everything_wrong)
    assert Kind.DISPUTED not in open_now(everything_wrong)
    assert Kind.PUBLISH_FAILED in open_now(everything_wrong) and Kind.PAGE_GONE in open_now(everything_wrong)


def test_a_failed_refund_that_was_settled_lets_the_sweep_publish_again(stuck, board):
    open_problem(payment=payment_of(stuck), kind=Kind.REFUND_FAILED, detail="€99, re_1")
    resolve(
        problem=payment_of(stuck).problems.open().get(kind=Kind.REFUND_FAILED),
        user=make_editor(board),
        how="They want the listing after all.",
    )
    with in_(minutes=2):
        assert reconcile().published == 1
    assert page_of(stuck).live and payment_of(stuck).open_kinds == []
