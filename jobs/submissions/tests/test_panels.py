"""The two panels on a listing's edit screen: the listing's own, and the submission's."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from tests.factories import DraftJobFactory, LiveJobFactory, UnpaidSubmissionFactory, make_editor, page_of


@pytest.fixture
def editor(board, client: Client) -> Client:
    client.force_login(make_editor(board))
    return client


def panels(client: Client, page: Page) -> dict[str, str]:
    """The text of the two panels, by heading."""
    html = BeautifulSoup(client.get(f"/admin/pages/{page.pk}/edit/").content, "html.parser")
    found = {}
    for panel in html.select("section.w-panel"):
        heading = panel.select_one(".w-panel__heading")
        name = heading.get_text(" ", strip=True) if heading else ""
        if name in ("On the board", "Submission and payment"):
            found[name] = " ".join(panel.get_text(" ", strip=True).split())
    return found


def test_a_submitted_listing_has_both(editor, board):
    page = page_of(UnpaidSubmissionFactory(board=board, contact_name="Robin Employer"))
    found = panels(editor, page)
    assert "30 days" in found["On the board"] and "not published yet" in found["On the board"]
    assert "Robin Employer" in found["Submission and payment"]
    assert "Waive the payment" in found["Submission and payment"]
    assert "Change the end" not in " ".join(found.values())


def test_an_editors_own_listing_has_its_end_and_no_submission(editor, board):
    found = panels(editor, LiveJobFactory(board=board))
    assert set(found) == {"On the board"}
    assert "live" in found["On the board"] and "Change the end" in found["On the board"]


def test_a_draft_has_no_end_to_change(editor, board):
    assert "Change the end" not in panels(editor, DraftJobFactory(board=board))["On the board"]


def test_an_editor_changes_the_employers_link(editor, board, mailbox):
    submission = UnpaidSubmissionFactory(board=board)
    old, url = submission.manage_url, reverse("listing_change_link", args=[submission.page_id])
    edit = editor.get(f"/admin/pages/{submission.page_id}/edit/").content.decode()
    assert url in edit
    assert editor.get(url).status_code == 200
    assert Client().get(old).status_code == 200, "looking changes nothing"
    assert editor.post(url).status_code == 302
    submission.refresh_from_db()
    assert Client().get(old).status_code == 404
    assert submission.manage_url in mailbox.one("link_changed").message
    logged = PageLogEntry.objects.get(action="submissions.change_link")
    assert logged.page_id == submission.page_id and logged.user is not None
    assert submission.token not in str(logged.data)


def test_another_boards_editor_cannot_change_the_link(editor, second_board):
    submission = UnpaidSubmissionFactory(board=second_board)
    url = reverse("listing_change_link", args=[submission.page_id])
    # Wagtail leads people without permission away.
    assert editor.post(url).status_code in (302, 403)
    assert Client().get(submission.manage_url, headers={"host": second_board.host}).status_code == 200
