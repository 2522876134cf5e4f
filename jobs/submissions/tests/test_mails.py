"""Exactly these mails: nobody gets one too many, and superusers none at all."""

import pytest
from django.core import mail

from boards.models import BoardSettings
from emails import delivery
from jobs.submissions.models import Submission
from jobs.submissions.services.links import ask, send_asked
from jobs.submissions.services.submission import update
from payments.services.settlement import confirm
from tests.factories import (
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)

ROBIN = "robin@wagonworks.example"
DESK = "desk@consolecowboys.example"
TRICKY = "{{ payment }} {% now 'Y' %} <b>R&D</b>"


@pytest.mark.parametrize("review", [None, "after", "before"])
def test_the_mails_of_one_submission(db, pay, mailbox, settings, review):
    # The test runner would put its own in the place of the queue, through which Wagtail writes to reviewers.
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    SuperuserFactory(email="root@staff.example")
    board = make_board(review=review)
    editor = make_editor(board, email="editor@staff.example")
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    pay(submission)
    confirm(payment=payment_of(submission))
    if review:
        page_of(submission).current_workflow_task_state.approve(user=editor)
    assert page_of(submission).live
    assert mailbox.kinds(ROBIN) == ["draft_saved", "receipt", "live"]
    assert mailbox.kinds(DESK) == ["new_paid_listing"]
    reviewers = {editor.email} if review else set()
    assert {email.to[0] for email in mailbox.all()} == {ROBIN, DESK} | reviewers
    assert mail.outbox == [], "everything goes through the queue"


def test_what_they_say(board, sandbox, mailbox):
    submission = PaidSubmissionFactory(board=board, contact_email=ROBIN, title="Keeper of queues")
    manage_url = f"http://testserver/submissions/{submission.token}/"
    draft = mailbox.one("draft_saved")
    receipt = mailbox.one("receipt")
    live = mailbox.one("live")
    for text in (draft.message, draft.html_message, live.message, live.html_message):
        assert manage_url in text
    for text in (receipt.message, receipt.html_message, mailbox.one("new_paid_listing").message):
        assert "€99" in text
        assert "Keeper of queues" in text
    assert page_of(submission).full_url in live.message
    assert manage_url not in mailbox.one("new_paid_listing").message, "the employer's key is the employer's"


def test_links_of_another_board_lead_there(second_board, sandbox, mailbox):
    submission = PaidSubmissionFactory(board=second_board, contact_email=ROBIN)
    assert f"http://designers.localhost/submissions/{submission.token}/" in mailbox.one("live").message
    assert mailbox.kinds(DESK) == []
    assert mailbox.kinds("desk@goodproof.example") == ["new_paid_listing"]


def test_every_editor_and_the_boards_sender(board, sandbox, mailbox):
    BoardSettings.objects.update(
        editors="one@desk.example\n\n two@desk.example \n", sender="board@desk.example"
    )
    PaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert mailbox.kinds("one@desk.example") == mailbox.kinds("two@desk.example") == ["new_paid_listing"]
    assert {email.from_email for email in mailbox.all()} == {"consolecowboys <board@desk.example>"}


def test_replies_reach_a_person(board, sandbox, mailbox):
    BoardSettings.objects.update(contact_email="", editors=DESK)
    PaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert mailbox.one("live").headers["Reply-To"] == DESK, "without a public contact, the first editor"
    assert mailbox.one("new_paid_listing").headers["Reply-To"] == ROBIN, "editors answer the employer"
    BoardSettings.objects.update(contact_email="help@desk.example")
    PaidSubmissionFactory(board=board, contact_email="kim@employer.example")
    delivery.deliver_due()
    sent = next(message for message in mail.outbox if message.to == ["kim@employer.example"])
    assert sent.message()["Reply-To"] == "help@desk.example"
    assert sent.message()["From"].startswith("consolecowboys <")


def test_what_employers_type_is_shown_as_typed(board, sandbox, mailbox):
    PaidSubmissionFactory(board=board, title=TRICKY, contact_email=ROBIN)
    delivery.deliver_due()
    for email in mailbox.all():
        assert "<b>" not in email.html_message
        assert "&lt;b&gt;" in email.html_message or TRICKY not in email.message
    assert TRICKY in mailbox.one("live").subject
    assert TRICKY in mailbox.one("live").message


def test_newlines_in_a_title_make_no_header(board, sandbox, mailbox):
    PaidSubmissionFactory(board=board, title="A post\r\nBcc: all@elsewhere.example", contact_email=ROBIN)
    assert delivery.deliver_due() == (4, 0)
    for message in mail.outbox:
        assert "\n" not in message.subject
        assert message.message()["Bcc"] is None


def test_find_my_links(board, second_board, mailbox):
    here = [UnpaidSubmissionFactory(board=board, contact_email=ROBIN) for _ in range(2)]
    there = UnpaidSubmissionFactory(board=second_board, contact_email=ROBIN)
    ask(site=board.site, email=ROBIN.upper())
    send_asked()
    email = mailbox.one("links")
    assert email.to == [ROBIN]
    assert all(submission.token in email.message for submission in here)
    assert there.token not in email.message
    assert email.message.count("Awaiting payment") == 2, "the stage stands beside each title"
    ask(site=board.site, email="nobody@elsewhere.example")
    send_asked()
    assert mailbox.kinds().count("links") == 1


# --- Reviewers


class TestReviewers:
    @pytest.fixture
    def reviewed(self, board):
        return make_board(hostname="reviewed.example", name="Reviewed", review="after")

    @pytest.fixture
    def reviewer(self, reviewed):
        return make_editor(reviewed)

    @pytest.fixture
    def submission(self, reviewed, reviewer, sandbox, settings):
        settings.EMAIL_BACKEND = "post_office.EmailBackend"
        return PaidSubmissionFactory(board=reviewed)

    def told(self, mailbox, reviewer):
        return len(mailbox.to(reviewer.email))

    def edit(self, submission):
        update(submission=Submission.objects.get(pk=submission.pk), data=listing_data())

    def test_they_are_told_once_and_not_at_each_edit(self, submission, reviewer, mailbox):
        assert self.told(mailbox, reviewer) == 1
        for _ in range(5):
            self.edit(submission)
        assert self.told(mailbox, reviewer) == 1

    def test_they_are_told_again_once_one_of_them_has_done_something(self, submission, reviewer, mailbox):
        page = page_of(submission)
        page.current_workflow_task_state.reject(user=reviewer, comment="More pay.")
        for _ in range(3):
            self.edit(submission)
        assert self.told(mailbox, reviewer) == 2
        page_of(submission).current_workflow_task_state.approve(user=reviewer)
        for _ in range(3):
            self.edit(submission)
        assert self.told(mailbox, reviewer) == 3

    def test_of_another_listing_they_are_told(self, reviewed, submission, reviewer, mailbox):
        PaidSubmissionFactory(board=reviewed)
        assert self.told(mailbox, reviewer) == 2
