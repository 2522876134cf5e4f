"""Credits of packs: bought, used, given back, taken back with their money, frozen, over."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from payments import gateway
from payments.models import Credit, CreditUse, Payment, Problem
from payments.services import credits as pack_credits
from payments.services.books import compare_books
from payments.services.cancellation import decline
from payments.services.credits import balance_of, give_back, grant, take_back, use
from payments.services.reconcile import reconcile
from payments.services.refunds import (
    NotRefundable,
    pack_parts,
    plan_refund,
    refund,
    sync_refunds_and_disputes,
)
from payments.services.settlement import apply_session
from tests.factories import (
    PackOfferFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_pack,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site)


@pytest.fixture
def pack(plan, sandbox):
    """Three postings for 250.00."""
    return make_pack(PackOfferFactory(plan=plan)).payment


@pytest.fixture
def post(board, plan):
    return lambda: UnpaidSubmissionFactory(board=board, plan=plan)


def balance(pack):
    """Bought, used, left, expired, taken back; the first is always the sum of the others."""
    found = balance_of(Payment.objects.get(pk=pack.pk))
    counts = (found.bought, found.used, found.left, found.expired, found.taken_back)
    assert counts[0] == sum(counts[1:])
    return counts


def kinds(pack):
    return Payment.objects.get(pk=pack.pk).open_kinds


def books():
    return compare_books(
        since=timezone.now() - timedelta(days=1), until=timezone.now() + timedelta(minutes=1)
    )


def charge_of(sandbox, pack):
    return sandbox.charge_of(pack.attempts.get().session_id)["id"]


def at_dashboard(sandbox, pack, amount):
    """Refund in Stripe's dashboard, and take it in as its event does."""
    sandbox.refund(charge_of(sandbox, pack), amount)
    sync_refunds_and_disputes(pack)


def test_a_pack_gives_its_credits_once(pack):
    reconcile()
    assert balance(pack) == (3, 0, 3, 0, 0)
    assert (pack.status, pack.amount_paid, pack.page_id) == (Status.PAID, 25000, None)


def test_a_credit_pays_for_a_listing_without_any_money(pack, post, mailbox):
    submission = post()
    use(payment=payment_of(submission), pack=pack)
    payment = payment_of(submission)
    assert page_of(submission).live
    assert (payment.status, payment.amount, payment.amount_paid) == (Status.PAID, 9900, 0)
    assert payment.is_paid_by_credit
    assert balance(pack) == (3, 1, 2, 0, 0)
    assert "pack_used" in mailbox.kinds(pack.payer_email)
    assert "receipt" not in mailbox.kinds()
    assert books() == []


def test_no_credit_is_used_beyond_the_last(pack, post):
    for _ in range(3):
        use(payment=payment_of(post()), pack=pack)
    with pytest.raises(pack_credits.NoCredit):
        use(payment=payment_of(post()), pack=pack)
    assert balance(pack) == (3, 3, 0, 0, 0)


def test_the_database_spends_no_credit_twice(pack, post):
    use(payment=payment_of(post()), pack=pack)
    spent = Credit.objects.used().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditUse.objects.create(credit=spent, payment=payment_of(post()))


def test_a_listing_with_an_open_payment_page_takes_no_credit(pack, post):
    payment = payment_of(post())
    open_checkout(payment)
    with pytest.raises(pack_credits.NotPayableByCredit):
        use(payment=payment, pack=pack)
    assert balance(pack) == (3, 0, 3, 0, 0)


def test_a_credit_ends_with_its_time(pack, post):
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert balance(pack) == (3, 0, 0, 3, 0)
        with pytest.raises(pack_credits.NoCredit):
            use(payment=payment_of(post()), pack=pack)
        assert pack_parts(pack) == []


def test_declining_gives_the_credit_back(board, plan, pack, post, mailbox):
    submission = post()
    use(payment=payment_of(submission), pack=pack)
    decline(page_id=submission.page_id, user=SuperuserFactory(), reason="No.")
    assert payment_of(submission).status == Status.REFUNDED
    assert balance(pack) == (3, 0, 3, 0, 0)
    assert mailbox.kinds(pack.payer_email).count("pack_credit_back") == 1
    assert books() == []


def test_giving_it_back_takes_the_listing_down_and_happens_once(pack, post):
    submission = post()
    use(payment=payment_of(submission), pack=pack)
    assert [give_back(payment=payment_of(submission)) for _ in range(2)] == [True, False]
    assert not page_of(submission).live
    assert balance(pack) == (3, 0, 3, 0, 0)
    # Nothing that Stripe says about it makes it paid again.
    sync_refunds_and_disputes(payment_of(submission))
    assert payment_of(submission).status == Status.REFUNDED


def test_what_is_given_back_after_its_time_can_still_be_used(pack, post):
    submission = post()
    use(payment=payment_of(submission), pack=pack)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        give_back(payment=payment_of(submission))
        assert balance(pack) == (3, 0, 1, 2, 0)


def test_deleting_an_unpublished_draft_gives_the_credit_back(pack, post):
    submission = post()
    payment = payment_of(submission)
    use(payment=payment, pack=pack)
    page = page_of(submission)
    type(page).objects.filter(pk=page.pk).update(first_published_at=None, live=False)
    page_of(submission).delete()
    assert balance(pack) == (3, 0, 3, 0, 0)


# --- Money that goes back


def test_the_parts_of_a_refund_add_up_to_the_whole(pack):
    assert [(part.credits, part.amount) for part in pack_parts(pack)] == [(1, 8333), (2, 16666), (3, 25000)]


def test_a_refund_takes_unused_credits_back(pack, post, sandbox, mailbox):
    use(payment=payment_of(post()), pack=pack)
    refund(payment=pack, amount=8333, reason="Too many.", user=None)
    assert balance(pack) == (3, 1, 1, 0, 1)
    assert [(part.credits, part.amount) for part in pack_parts(pack)] == [(1, 8333)]
    assert "pack_refunded" in mailbox.kinds(pack.payer_email)
    assert kinds(pack) == []
    assert books() == []


def test_used_credits_are_not_refunded(pack, post):
    use(payment=payment_of(post()), pack=pack)
    with pytest.raises(NotRefundable):
        refund(payment=pack, amount=25000, reason="All of it.", user=None)
    refund(payment=pack, amount=16666, reason="The rest.", user=None)
    assert balance(pack) == (3, 1, 0, 0, 2)
    assert Payment.objects.get(pk=pack.pk).status == Status.PARTIALLY_REFUNDED
    assert books() == []


def test_credits_go_as_soon_as_their_refund_is_planned(pack, post):
    plan_refund(payment=pack, amount=25000, reason="All.", user=None)
    with pytest.raises(pack_credits.NoCredit):
        use(payment=payment_of(post()), pack=pack)
    assert balance(pack) == (3, 0, 0, 0, 3)


def test_a_refund_that_fails_restores_them(pack, sandbox):
    row = refund(payment=pack, amount=25000, reason="All.", user=None)
    assert balance(pack) == (3, 0, 0, 0, 3)
    sandbox.fail_refund(row.refund_id)
    sync_refunds_and_disputes(pack)
    assert balance(pack) == (3, 0, 3, 0, 0)


@pytest.mark.parametrize(("amount", "taken"), [(8332, 0), (8333, 1), (10000, 1), (16666, 2), (25000, 3)])
def test_a_refund_at_stripe_takes_as_many_as_it_covers(pack, sandbox, amount, taken):
    at_dashboard(sandbox, pack, amount)
    sync_refunds_and_disputes(pack)
    assert balance(pack) == (3, 0, 3 - taken, 0, taken)
    assert kinds(pack) == []


def test_more_refunded_at_stripe_than_the_unused_are_worth_opens_a_problem(pack, post, sandbox):
    used = post()
    use(payment=payment_of(used), pack=pack)
    at_dashboard(sandbox, pack, 25000)
    assert balance(pack) == (3, 1, 0, 0, 2)
    assert kinds(pack) == [Problem.Kind.CREDITS_USED]
    assert page_of(used).live
    assert books() == []
    # Giving the posting back settles it.
    give_back(payment=payment_of(used))
    assert balance(pack) == (3, 0, 0, 0, 3)
    assert kinds(pack) == []


def test_a_problem_that_an_editor_has_settled_stays_settled(pack, post, sandbox):
    use(payment=payment_of(post()), pack=pack)
    at_dashboard(sandbox, pack, 25000)
    pack.problems.update(resolved_at=timezone.now())
    sync_refunds_and_disputes(pack)
    assert kinds(pack) == []


def test_a_dispute_freezes_the_credits_until_it_is_won(pack, post, sandbox):
    dispute = sandbox.dispute(charge_of(sandbox, pack))
    sync_refunds_and_disputes(pack)
    assert balance_of(pack).is_frozen
    with pytest.raises(pack_credits.NoCredit):
        use(payment=payment_of(post()), pack=pack)
    sandbox.close_dispute(dispute["id"], "won")
    sync_refunds_and_disputes(pack)
    use(payment=payment_of(post()), pack=pack)
    assert balance(pack) == (3, 1, 2, 0, 0)


def test_a_lost_dispute_takes_all_that_is_left(pack, post, sandbox):
    use(payment=payment_of(post()), pack=pack)
    dispute = sandbox.dispute(charge_of(sandbox, pack))
    sandbox.close_dispute(dispute["id"], "lost")
    sync_refunds_and_disputes(pack)
    assert balance(pack) == (3, 1, 0, 0, 2)
    assert kinds(pack) == [Problem.Kind.CREDITS_USED]


# --- By hand


def test_a_credit_that_an_editor_gives_has_no_money(pack, post):
    editor = SuperuserFactory()
    grant(pack=pack, valid_until=timezone.now() + timedelta(days=30), user=editor, reason="For the outage.")
    assert balance(pack) == (4, 0, 4, 0, 0)
    assert [part.credits for part in pack_parts(pack)] == [1, 2, 3]
    refund(payment=pack, amount=25000, reason="All.", user=None)
    assert balance(pack) == (4, 0, 1, 0, 3)
    use(payment=payment_of(post()), pack=pack)


def test_an_editor_takes_a_credit_back_and_its_money_may_follow(pack, sandbox):
    editor = SuperuserFactory()
    take_back(pack=pack, user=editor, reason="By mistake.")
    assert balance(pack) == (3, 0, 2, 0, 1)
    at_dashboard(sandbox, pack, 25000)
    assert balance(pack) == (3, 0, 0, 0, 3)
    assert kinds(pack) == []


def test_money_that_comes_for_a_listing_after_its_credit_is_an_extra_charge(pack, post, sandbox):
    payment = payment_of(post())
    session = open_checkout(payment)
    payment.attempts.update(status="failed")
    use(payment=payment, pack=pack)
    sandbox.pay(session)
    apply_session(session=gateway.retrieve_session(session))
    assert kinds(payment) == [Problem.Kind.PAID_TWICE]
