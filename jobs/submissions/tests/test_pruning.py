"""Drafts nobody paid for go; whatever money may still come in for stays."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from jobs.listings.models import JobPage
from jobs.submissions import logos
from jobs.submissions.models import PostingSettings
from jobs.submissions.services import pruning, unpaid_drafts
from jobs.submissions.services.manage import change_plan
from jobs.submissions.services.submission import update
from jobs.submissions.tests.typed import logo_file
from payments.models import Payment, Problem
from payments.services.checkout import close_checkout
from payments.services.problems import resolve
from tests.factories import (
    CompanyFactory,
    DraftJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def later():
    """A day after an unpaid draft's time."""
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        yield


def kept(submission):
    return JobPage.objects.filter(pk=submission.page_id).exists()


def test_unpaid_draft_goes_and_its_payment_is_cancelled(submission, later):
    payment = payment_of(submission)
    call_command("prune_drafts")
    assert not kept(submission)
    payment.refresh_from_db()
    assert (payment.status, payment.page) == (Payment.Status.CANCELLED, None)


def test_before_its_time_it_stays(submission):
    PostingSettings.objects.update(draft_keep_days=60)
    with time_machine.travel(timezone.now() + timedelta(days=59)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_what_was_edited_lately_stays(submission):
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        update(submission=submission, data=listing_data())
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0


@pytest.mark.parametrize("status", ["processing", "cancelled", "waived"])
def test_only_what_is_open_goes(submission, later, status):
    Payment.objects.update(status=status, waived_reason="A charity.")
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_paid_and_editors_listings_stay(board, sandbox, later):
    paid = PaidSubmissionFactory(board=board)
    draft = DraftJobFactory(board=board)
    assert pruning.prune_drafts() == 0
    assert kept(paid)
    assert JobPage.objects.filter(pk=draft.pk).exists()


def test_what_was_paid_for_by_an_older_plan_stays(board, submission, sandbox, deliver_webhooks):
    """Its old payment page was paid after all, and a person has yet to say what becomes of it."""
    old, session = payment_of(submission), open_checkout(payment_of(submission))
    old.attempts.update(status="failed")
    change_plan(submission=submission, plan=PlanFactory(site=board.site, amount=19900))
    sandbox.pay(session)
    deliver_webhooks()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_a_wrong_sum_that_was_accepted_keeps_it(board, submission, sandbox, pay, deliver_webhooks):
    """Marked as settled, and the waiver that goes with it was forgotten."""
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    payment = payment_of(submission)
    resolve(problem=payment.problems.open().get(), user=make_editor(board), how="It will do.")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_what_a_person_has_to_look_at_stays(submission, later):
    """Another sum was charged than was owed: the editors may yet accept it."""
    Problem.objects.create(payment=Payment.objects.get(), kind=Problem.Kind.AMOUNT_MISMATCH)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_its_payment_page_is_closed_first(submission, sandbox, later):
    session = open_checkout(payment_of(submission))
    assert pruning.prune_drafts() == 1
    assert sandbox.session(session)["status"] == "expired"


def test_paid_in_the_last_moment_is_published_instead(submission, pay, later):
    pay(submission)
    assert pruning.prune_drafts() == 0
    assert page_of(submission).live


def test_stripe_out_of_reach_keeps_it(submission, sandbox, later):
    open_checkout(payment_of(submission))
    sandbox.faults.set("server_error", times=None)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_payment_page_opened_meanwhile_keeps_it(submission, monkeypatch, later):
    """The employer presses Pay between the closing of the old page and the deletion."""

    def close_and_press_pay(*, payment):
        close_checkout(payment=payment)
        open_checkout(payment)

    monkeypatch.setattr(unpaid_drafts, "close_checkout", close_and_press_pay)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_each_boards_drafts_are_kept_for_its_own_days(board, second_board, sandbox, later):
    """31 days later: the one keeps drafts for 10 days, the other for 60."""
    drafts = []
    for site, days in ((board, 10), (second_board, 60)):
        PostingSettings.objects.filter(site=site.site).update(draft_keep_days=days)
        with time_machine.travel(timezone.now() - timedelta(days=31)):
            drafts.append(UnpaidSubmissionFactory(board=site))
    call_command("prune_drafts")
    assert [kept(draft) for draft in drafts] == [False, True]


# --- Uploads and revisions


def stored(folder):
    try:
        return len(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return 0


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def logo_of(colour):
    return logos.clean_logo(logo_file(colour=colour))


def test_logos_that_nothing_shows_any_more_go(own_media, board, sandbox):
    known = CompanyFactory(site=board.site, name="Wagon Works", website="https://wagonworks.example")
    LiveJobFactory(board=board, company=known)
    of_known = {"company_name": "Wagon Works", "company_url": "https://wagonworks.example"}
    submission = UnpaidSubmissionFactory(board=board, company_logo=logo_of("red"), **of_known)
    for colour in ("blue", "green", "black"):
        update(submission=submission, data=listing_data(company_logo=logo_of(colour), **of_known))
    gone = UnpaidSubmissionFactory(board=board, company_logo=logo_of("white"), **of_known)
    page_of(gone).delete()
    before = stored("proposed-logos")
    call_command("prune_drafts")
    assert stored("proposed-logos") == before > 1, "a row that names it may not be committed yet"
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        call_command("prune_drafts")
    submission.refresh_from_db()
    assert stored("proposed-logos") == 1
    assert default_storage.exists(submission.proposed_logo.name)


def test_an_employers_many_revisions_are_thinned_out(board, sandbox):
    live = PaidSubmissionFactory(board=board)
    page = page_of(live)
    published = page.live_revision_id
    page.save_revision(user=make_editor(board))
    by_editor = page_of(live).latest_revision_id
    for _ in range(40):
        page_of(live).save_revision()
    assert pruning.prune_revisions() == 10
    left = set(Revision.page_revisions.filter(object_id=str(page.pk)).values_list("pk", flat=True))
    assert {published, by_editor, page_of(live).latest_revision_id} <= left
    assert pruning.prune_revisions() == 0


def test_a_history_of_usual_length_stays(board, sandbox):
    submission = UnpaidSubmissionFactory(board=board)
    for _ in range(10):
        update(submission=submission, data=listing_data())
    assert pruning.prune_revisions() == 0
