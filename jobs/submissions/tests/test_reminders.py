"""Employers are reminded once: of an end that comes, and of a draft they left."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.listings.services.expiry import move_end
from jobs.submissions.models import Plan
from jobs.submissions.services import mails
from jobs.submissions.services.reminders import send_reminders
from jobs.submissions.services.submission import update
from tests.factories import (
    FreePlanFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    page_of,
)

ROBIN = "robin@wagonworks.example"


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


@pytest.fixture
def reminded(mailbox):
    """Runs the job some days from now; returns the kinds of reminders queued so far."""

    def reminded(days):
        with in_days(days):
            send_reminders()
        return [kind for kind in mailbox.kinds() if kind in ("expiring", "draft_waits")]

    return reminded


class TestEnd:
    @pytest.fixture
    def submission(self, board, sandbox):
        return PaidSubmissionFactory(board=board, contact_email=ROBIN, title="Keeper of queues")

    def test_a_week_ahead_and_once(self, submission, reminded):
        assert reminded(22.9) == []
        for days in (23.1, 23.2, 26, 29.9):
            assert reminded(days) == ["expiring"]

    def test_what_it_says(self, submission, reminded, mailbox):
        reminded(23.1)
        email = mailbox.one("expiring")
        assert email.to == [ROBIN]
        assert email.subject == "Ends soon: Keeper of queues"
        for text in (email.message, email.html_message):
            assert submission.manage_url in text
            assert f"{submission.manage_url}renew/" in text

    def test_where_nothing_is_on_sale_there_is_nothing_to_renew_with(self, submission, reminded, mailbox):
        Plan.objects.update(active=False)
        reminded(23.1)
        assert "/renew/" not in mailbox.one("expiring").message

    def test_again_for_a_new_end(self, submission, reminded):
        reminded(23.1)
        page = page_of(submission)
        move_end(page=page, end=page.expire_at + timedelta(days=30))
        assert reminded(30) == ["expiring"]
        assert reminded(53.1) == ["expiring"] * 2

    def test_not_when_it_is_over_or_closed(self, submission, reminded):
        assert reminded(30.1) == []
        page_of(submission).unpublish()
        assert reminded(25) == []

    def test_few_days_are_not_told_at_once_that_they_are_few(self, board, sandbox, reminded):
        PaidSubmissionFactory(board=board, plan=PlanFactory(site=board.site, days=5))
        assert reminded(0.5) == []
        assert reminded(1.5) == ["expiring"]

    def test_what_editors_post_themselves(self, board, reminded):
        LiveJobFactory(board=board)
        assert reminded(25) == []


class TestDraft:
    def test_after_two_days_and_once(self, board, reminded):
        UnpaidSubmissionFactory(board=board)
        assert reminded(1.9) == []
        for days in (2.1, 2.2, 9):
            assert reminded(days) == ["draft_waits"]

    def test_what_it_says(self, board, reminded, mailbox):
        submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN, title="Keeper of queues")
        reminded(2.1)
        email = mailbox.one("draft_waits")
        assert (email.to, email.subject) == ([ROBIN], f"Still a draft: listing no. {submission.page_id}")
        for text in (email.message, email.html_message):
            assert submission.manage_url in text
            assert "pay for it" in text

    def test_a_free_one_gets_its_link_again(self, board, reminded, mailbox):
        submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
        reminded(2.1)
        assert f"{submission.manage_url}confirm/" in mailbox.one("draft_waits").message

    def test_counted_from_the_last_edit(self, board, reminded):
        submission = UnpaidSubmissionFactory(board=board)
        with in_days(1.5):
            update(submission=submission, data=listing_data(title="Another"))
        assert reminded(2.1) == []
        assert reminded(3.6) == ["draft_waits"]

    def test_not_when_it_is_the_editors_turn(self, db, reminded):
        UnpaidSubmissionFactory(board=make_board(review="before"))
        assert reminded(2.1) == []

    def test_not_what_is_paid_for(self, board, sandbox, reminded):
        PaidSubmissionFactory(board=board)
        assert reminded(2.1) == []

    def test_not_what_was_left_long_before_reminders_began(self, board, reminded):
        UnpaidSubmissionFactory(board=board)
        assert reminded(15) == []


def test_one_that_fails_holds_up_no_other(board, monkeypatch, mailbox, capsys):
    UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    UnpaidSubmissionFactory(board=board)
    queue = mails.emails.queue

    def fail_for_robin(**mail):
        if ROBIN in mail["recipients"]:
            raise OSError("no room")
        return queue(**mail)

    with in_days(2.1):
        with monkeypatch.context() as patch:
            patch.setattr(mails.emails, "queue", fail_for_robin)
            with pytest.raises(SystemExit):
                call_command("send_reminders")
        assert "1 drafts; 1 failed" in capsys.readouterr().out
        call_command("send_reminders")
    assert mailbox.kinds().count("draft_waits") == 2
    assert JobPage.objects.live().count() == 0
