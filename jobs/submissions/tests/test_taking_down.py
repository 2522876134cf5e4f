"""Taking a paid listing down: for a reason that its employer reads, and with a word about their money."""

import pytest
from django.urls import reverse

from jobs.listings.models import JobPage
from jobs.listings.services.reports import report
from jobs.submissions.models import Submission
from jobs.submissions.services.stage_view import describe
from payments.models import Payment, Refund
from tests.admin_forms import messages_of
from tests.factories import (
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    grant,
    make_editor,
    page_of,
    payment_of,
)

ROBIN = "robin@wagonworks.example"
REASON = "The company does not know of this job."
ALL_TRIES = 3
WAGTAILS = {"unpublish": "wagtailadmin_pages:unpublish", "delete": "wagtailadmin_pages:delete"}


@pytest.fixture
def paid(board, sandbox):
    return PaidSubmissionFactory(board=board, contact_email=ROBIN, plan=PlanFactory(site=board.site))


@pytest.fixture
def root(client, db):
    client.force_login(SuperuserFactory())
    return client


def wagtails(action, *pages):
    if len(pages) == 1:
        return reverse(WAGTAILS[action], args=[pages[0].pk])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{ids}"


def screen(client, action, *pages):
    """Where Wagtail's own button leads."""
    answer = client.post(wagtails(action, *pages), {"next": "/admin/"}, follow=True)
    return answer.redirect_chain[-1][0], answer


def is_there(submission):
    return JobPage.objects.filter(pk=submission.page_id, live=True).exists()


@pytest.mark.parametrize("action", WAGTAILS)
@pytest.mark.parametrize("number", [1, 2])
def test_wagtails_own_buttons_ask_for_a_reason_first(root, board, paid, mailbox, action, number):
    others = [PaidSubmissionFactory(board=board) for _ in range(number - 1)]
    url, answer = screen(root, action, *(page_of(each) for each in (paid, *others)))
    assert url.startswith(reverse("listings_take_down"))
    assert "The employer reads it in an email." in answer.content.decode()
    assert all(is_there(each) for each in (paid, *others))
    assert "This field is required" in root.post(url, {"reason": " ", "money": "keep"}).content.decode()
    assert all(is_there(each) for each in (paid, *others))
    root.post(url, {"reason": REASON, "money": "keep"})
    assert not any(is_there(each) for each in (paid, *others))
    assert mailbox.kinds().count("taken_down") == number


def test_pages_above_lead_there_too(root, board, paid):
    index = page_of(paid).get_parent()
    answer = root.post(wagtails("unpublish", index), {"include_descendants": "on"}, follow=True)
    assert is_there(paid)
    assert answer.redirect_chain[-1][0].startswith(reverse("listings_take_down"))
    assert "These listings come first" in messages_of(answer)


def test_a_job_index_is_not_deleted_over_its_employers_heads(root, board, paid):
    index = page_of(paid).get_parent()
    root.post(wagtails("delete", index), follow=True)
    root.post(f"{wagtails('delete', index, index)}", follow=True)
    assert is_there(paid)


@pytest.mark.parametrize("action", WAGTAILS)
def test_what_no_employer_has_paid_for_goes_as_wagtail_does_it(root, board, sandbox, action, mailbox):
    own, unpaid = LiveJobFactory(board=board), page_of(UnpaidSubmissionFactory(board=board))
    root.post(wagtails(action, own))
    assert not JobPage.objects.filter(pk=own.pk, live=True).exists()
    if action == "delete":
        root.post(wagtails(action, unpaid))
        assert not JobPage.objects.filter(pk=unpaid.pk).exists()
    assert "taken_down" not in mailbox.kinds()


def test_the_employer_reads_why_and_what_they_can_do(root, client, paid, mailbox):
    url, _answer = screen(root, "unpublish", page_of(paid))
    root.post(url, {"reason": REASON, "money": "keep"})
    email = mailbox.one("taken_down").message
    assert REASON in email and "reply to this email" in email and "No refund has been made." in email
    shown = describe(Submission.objects.get(pk=paid.pk))
    assert (shown.key, shown.comment) == ("taken_down", REASON)
    root.logout()
    assert REASON in client.get(paid.get_absolute_url()).content.decode()


def test_the_reason_is_in_the_history(root, paid):
    url, _answer = screen(root, "unpublish", page_of(paid))
    root.post(url, {"reason": REASON, "money": "keep"})
    html = root.get(reverse("wagtailadmin_pages:history", args=[paid.page_id])).content.decode()
    assert f"Taken down: {REASON}" in html


def test_a_refund_is_offered_and_told_once_stripe_has_accepted_it(root, paid, mailbox, sandbox):
    url, answer = screen(root, "unpublish", page_of(paid))
    assert "€99" in answer.content.decode()
    root.post(url, {"reason": REASON, "money": "refund"})
    assert [each["amount"] for each in sandbox.world.store.all("refund")] == [9900]
    assert payment_of(paid).status == Payment.Status.REFUNDED
    assert mailbox.kinds(ROBIN)[-2:] == ["taken_down", "refunded"]
    assert "€99" not in mailbox.one("taken_down").message
    assert "€99" in mailbox.one("refunded").message


def test_what_becomes_of_the_money_has_to_be_said(root, paid):
    url, _answer = screen(root, "delete", page_of(paid))
    assert "This field is required" in root.post(url, {"reason": REASON}).content.decode()
    assert is_there(paid)


def test_a_deleted_listing_leaves_its_books_its_reason_and_its_refund(root, paid, mailbox, sandbox):
    url, _answer = screen(root, "delete", page_of(paid))
    payment = payment_of(paid)
    root.post(url, {"reason": REASON, "money": "refund"})
    assert not JobPage.objects.filter(pk=paid.page_id).exists()
    payment.refresh_from_db()
    assert (payment.status, payment.page, payment.open_kinds) == (Payment.Status.REFUNDED, None, [])
    assert {"refunded", "taken_down"} <= set(mailbox.kinds(ROBIN))


@pytest.mark.parametrize("fault", ["server_error", "reset"])
def test_a_listing_whose_refund_stripe_has_not_accepted_is_not_deleted(root, paid, sandbox, fault, mailbox):
    url, _answer = screen(root, "delete", page_of(paid))
    sandbox.faults.set(fault, times=None, match="refunds")
    answer = root.post(url, {"reason": REASON, "money": "refund"}, follow=True)
    assert "is not deleted" in messages_of(answer)
    assert is_there(paid) and "taken_down" not in mailbox.kinds()
    sandbox.faults.clear()
    root.post(url, {"reason": REASON, "money": "refund"})
    assert [each["amount"] for each in sandbox.world.store.all("refund")] == [9900], "once"
    assert Refund.objects.get().status == Refund.Status.SUCCEEDED
    assert not JobPage.objects.filter(pk=paid.page_id).exists()


def test_only_who_may_refund_is_offered_to(board, second_board, client, paid):
    editor = make_editor(board)
    client.force_login(editor)
    url, answer = screen(client, "unpublish", page_of(paid))
    assert "Refund what is left" not in answer.content.decode()
    client.post(url, {"reason": REASON, "money": "refund"})
    assert is_there(paid) and not Refund.objects.exists()
    grant(editor, second_board.site, "refund_payment")
    assert "Refund what is left" not in client.get(url).content.decode(), "on another board"
    grant(editor, board.site, "refund_payment")
    assert "Refund what is left" in client.get(url).content.decode()


@pytest.mark.parametrize("action", WAGTAILS)
def test_another_boards_editors_take_nothing_down(client, paid, second_board, action):
    client.force_login(make_editor(second_board))
    url = f"{reverse('listings_take_down')}?do={action}&id={paid.page_id}"
    client.post(url, {"reason": REASON, "money": "keep"})
    assert is_there(paid)


def test_an_address_without_listings_or_sense_is_not_found(root, paid):
    for query in (
        "",
        "?do=unpublish",
        f"?do=burn&id={paid.page_id}",
        "?do=delete&id=x&id=99999999999999999999",
    ):
        assert root.get(reverse("listings_take_down") + query).status_code == 404


def test_readers_who_reported_it_are_told(root, board, paid, mailbox):
    report(page=page_of(paid), site=board.site, reason="scam", email="reader@elsewhere.example")
    url, _answer = screen(root, "unpublish", page_of(paid))
    root.post(url, {"reason": REASON, "money": "keep"})
    assert mailbox.kinds("reader@elsewhere.example") == ["report_received", "report_outcome"]
    assert REASON not in mailbox.one("report_outcome").message


def test_published_again_the_reason_is_forgotten(root, paid):
    url, _answer = screen(root, "unpublish", page_of(paid))
    root.post(url, {"reason": REASON, "money": "keep"})
    page_of(paid).get_latest_revision().publish()
    assert Submission.objects.get(pk=paid.pk).taken_down_reason == ""
