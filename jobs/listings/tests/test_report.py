"""A reader tells the editors of a listing: without an account, not too often, and somebody looks at it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from boards.limits import TOO_MANY_TRIES
from boards.models import BoardSettings
from jobs.listings.forms import REASON_MISSING, REPORT_LENGTH, TEXT_MISSING
from jobs.listings.models import JobPage, Report
from jobs.listings.services.reports import mark_handled, report
from tests.factories import (
    ClosedJobFactory,
    DraftJobFactory,
    LiveJobFactory,
    TimeIsUpJobFactory,
    make_editor,
)

DESK = "desk@consolecowboys.example"


@pytest.fixture
def listing(board):
    return LiveJobFactory(board=board, title="Too good to be true")


def form_of(page):
    return reverse("jobs:listing_report", args=[page.pk])


def send(client, page, **fields):
    return client.post(
        form_of(page), {"reason": "scam", "text": "They want a deposit."} | fields, follow=True
    )


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_from_the_page_to_the_editors(client, listing, mailbox):
    page = client.get(listing.url).content.decode()
    assert f'href="{form_of(listing)}" rel="nofollow"' in page
    form = client.get(form_of(listing))
    assert form.status_code == 200
    assert '<meta name="robots" content="noindex, nofollow">' in form.content.decode()
    answer = send(client, listing)
    assert answer.redirect_chain == [(listing.url, 303)]
    assert "The editors will look at this listing" in said(answer)
    kept = Report.objects.get()
    assert (kept.page_id, kept.reason, kept.text) == (listing.pk, "scam", "They want a deposit.")
    mail = mailbox.one("report")
    assert mail.to == [DESK]
    assert mail.subject == "Reported by a reader: Too good to be true"
    for body in (mail.message, mail.html_message):
        assert "They want a deposit." in body
        assert f"http://testserver/admin/pages/{listing.pk}/edit/" in body


def test_nobody_has_to_say_who_they_are():
    kept = {field.name for field in Report._meta.get_fields()}
    assert kept == {"id", "page", "reason", "text", "email", "created_at", "handled_at", "handled_by"}


def test_editors_are_written_to_once_a_day_for_each_listing(board, client, listing, mailbox):
    other = LiveJobFactory(board=board)
    with time_machine.travel(timezone.now().replace(hour=1)):
        for page in (listing, listing, other):
            send(client, page)
    assert mailbox.kinds() == ["report", "report"]
    with time_machine.travel(timezone.now().replace(hour=1) + timedelta(days=1)):
        send(client, listing)
    assert mailbox.kinds() == ["report"] * 3
    assert Report.objects.count() == 4


def test_a_board_without_editors_keeps_the_report(client, listing, mailbox):
    BoardSettings.objects.update(editors="")
    send(client, listing)
    assert (Report.objects.count(), mailbox.all()) == (1, [])


def test_the_mail_carries_no_markup_of_the_reader(client, listing, mailbox):
    send(client, listing, text="<script>alert(1)</script> {{ site }}")
    mail = mailbox.one("report")
    assert "<script>" not in mail.html_message
    assert "<script>alert(1)</script> {{ site }}" in mail.message


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"reason": ""}, REASON_MISSING),
        ({"reason": "revenge"}, "Select a valid choice"),
        ({"reason": "other", "text": "  "}, TEXT_MISSING),
        ({"text": "x" * (REPORT_LENGTH + 1)}, "at most 2000 characters"),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed(client, listing, fields, complaint):
    answer = send(client, listing, **fields)
    assert answer.status_code == 200
    assert str(complaint) in said(answer)
    assert (fields.get("text") or "They want a deposit.").strip() in said(answer)
    assert not Report.objects.exists()


def test_the_service_takes_no_reason_of_its_own(board, listing):
    with pytest.raises(ValidationError):
        report(page=listing, site=board.site, reason="revenge")


def test_a_program_that_fills_in_everything_is_thanked_and_ignored(client, listing, mailbox):
    answer = send(client, listing, website="https://spam.example")
    assert answer.redirect_chain == [(listing.url, 303)]
    assert (Report.objects.count(), mailbox.all()) == (0, [])


def test_one_visitor_cannot_flood_the_desk(client, listing):
    for _ in range(10):
        send(client, listing)
    answer = send(client, listing)
    assert answer.status_code == 429
    assert str(TOO_MANY_TRIES) in said(answer)
    assert "They want a deposit." in said(answer)
    assert Report.objects.count() == 10


def test_only_what_readers_can_read_is_reported(board, second_board, client):
    for factory in (ClosedJobFactory, TimeIsUpJobFactory):
        page = factory(board=board)
        assert client.get(form_of(page)).headers["location"] == page.get_url_parts()[2]
        assert send(client, page).status_code == 410
    for page in (DraftJobFactory(board=board), LiveJobFactory(board=second_board)):
        assert send(client, page).status_code == 404
    assert not Report.objects.exists()


def test_robots_are_kept_from_it(board, client):
    assert "Disallow: /listings/*/report/" in client.get("/robots.txt").content.decode()


# --- The editors' side


@pytest.fixture
def editor(board, client):
    editor = make_editor(board)
    client.force_login(editor)
    return editor


def edit_screen(client, page):
    return client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_the_edit_screen_shows_what_is_open(editor, client, listing):
    assert "Reported by readers" not in edit_screen(client, listing)
    send(client, listing, text="<b>Ask them</b>")
    shown = edit_screen(client, listing)
    assert "Reported by readers" in shown
    assert "It looks like a fraud" in shown
    assert "&lt;b&gt;Ask them&lt;/b&gt;" in shown


def test_handled_reports_leave_the_desk_and_are_kept(editor, client, listing):
    send(client, listing)
    send(client, listing, reason="filled")
    url = reverse("listing_reports", args=[listing.pk])
    assert client.get(url).status_code == 200
    assert Report.objects.unhandled().count() == 2
    answer = client.post(url, follow=True)
    assert "2 reports are handled." in said(answer)
    assert not Report.objects.unhandled().exists()
    assert set(Report.objects.values_list("handled_by", flat=True)) == {editor.pk}
    assert "Reported by readers" not in edit_screen(client, listing)
    assert PageLogEntry.objects.filter(action="jobs.handle_reports", user=editor).count() == 1
    send(client, listing)
    assert "Reported by readers" in edit_screen(client, listing)


def test_nothing_to_handle_leaves_no_trace(editor, listing):
    assert mark_handled(page=listing, user=editor) == 0
    assert not PageLogEntry.objects.filter(action="jobs.handle_reports").exists()


def test_the_list_of_listings_counts_and_narrows_down(board, editor, client, listing):
    LiveJobFactory(board=board, title="Quite all right")
    send(client, listing)
    send(client, listing)
    everything = client.get("/admin/listings/").content.decode()
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Too good to be true.*?</tr>", everything, re.DOTALL)[0]
    assert re.search(r"<td[^>]*>\s*2\s*</td>", row)
    assert ">None<" not in re.sub(r"\s", "", everything)
    reported = client.get("/admin/listings/", {"reported": "true"}).content.decode()
    assert "Too good to be true" in reported
    assert "Quite all right" not in reported
    others = client.get("/admin/listings/", {"reported": "false"}).content.decode()
    assert "Quite all right" in others
    assert "Too good to be true" not in others


def test_editors_of_another_board_handle_nothing_here(second_board, client, listing):
    send(client, listing)
    client.force_login(make_editor(second_board))
    answer = client.post(reverse("listing_reports", args=[listing.pk]), follow=True)
    assert Report.objects.unhandled().count() == 1
    assert "handled" not in said(answer)


def test_reports_go_with_their_listing(client, listing):
    send(client, listing)
    JobPage.objects.get(pk=listing.pk).delete()
    assert not Report.objects.exists()


# --- A reader who leaves an address

READER = "reader@elsewhere.example"


def test_a_reader_who_leaves_an_address_gets_a_receipt_without_their_own_words(client, listing, mailbox):
    send(client, listing, email=READER, text="Visit http://evil.example now")
    assert mailbox.kinds(READER) == ["report_received"]
    receipt = mailbox.one("report_received")
    assert "Too good to be true" in receipt.message
    assert "evil.example" not in receipt.message + receipt.html_message


def test_a_mistyped_address_is_asked_for_again(client, listing):
    assert "valid email" in said(send(client, listing, email="reader@"))
    assert not Report.objects.exists()


def test_one_address_gets_one_receipt_a_day_for_a_listing(client, listing, mailbox):
    for _ in range(3):
        send(client, listing, email=READER)
    assert mailbox.kinds(READER) == ["report_received"]


def test_the_outcome_is_asked_for_emailed_and_the_address_is_not_kept(editor, client, listing, mailbox):
    send(client, listing, email=READER)
    send(client, listing)
    url = reverse("listing_reports", args=[listing.pk])
    assert "This field is required" in said(client.post(url, {"outcome": " "}, follow=True))
    assert Report.objects.unhandled().count() == 2
    client.post(url, {"outcome": "We asked the company, and took it down."})
    assert mailbox.kinds(READER) == ["report_received", "report_outcome"]
    assert "took it down" in mailbox.one("report_outcome").message
    assert not Report.objects.exclude(email="").exists()


def test_the_editors_see_that_somebody_waits_and_not_who(editor, client, listing):
    send(client, listing, email=READER)
    shown = edit_screen(client, listing)
    assert "wants to hear what comes of it" in shown and READER not in shown
