"""Problems are rows: several at once, one of each kind, each repaired and closed by itself."""

import pytest
from django.db import IntegrityError, transaction

from jobs.listings.models import JobPage
from payments.models import Payment, Problem
from payments.services.problems import AlreadyResolved, close_problems, open_problem, resolve
from payments.services.reconcile import reconcile
from payments.services.settlement import confirm
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
