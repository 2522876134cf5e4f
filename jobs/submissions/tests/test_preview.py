"""The preview is what readers see, says which version it is, and leads nowhere."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from jobs.submissions.models import Submission
from jobs.submissions.services.manage import close
from jobs.submissions.services.submission import update
from tests.factories import (
    LiveJobFactory,
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
)

LIVE, PROPOSED = "What readers know", "What nobody has read"


def frames(client, submission):
    """Each frame of the manage page: its heading, and the page in it."""
    html = BeautifulSoup(client.get(submission.get_absolute_url()).content, "html.parser")
    address = reverse("submissions:preview", args=[submission.preview_token])
    return {
        str(frame["title"]): client.get(address + str(frame["src"]).partition(address)[2]).content.decode()
        for frame in html.select("iframe")
    }


@pytest.fixture
def edited(db, sandbox):
    """Live on a reviewed board, with an edit that waits."""
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board, title=LIVE)
    page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    update(submission=submission, data=listing_data(title=PROPOSED))
    return submission


def test_a_live_listing_and_its_edit_are_shown_apart(client, edited):
    shown = frames(client, edited)
    assert list(shown) == ["What readers see", "Your edit"]
    live, proposed = shown.values()
    assert LIVE in live and PROPOSED not in live and "The version that is live now." in live
    assert PROPOSED in proposed and "It waits for the editors." in proposed


def test_without_an_edit_there_is_one_version(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board, title=LIVE)
    assert list(frames(client, submission)) == ["What readers see"]


def test_it_is_the_page_that_readers_get(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board, title=LIVE)
    LiveJobFactory(board=board, title="A similar job")
    (shown,) = frames(client, submission).values()
    readers = client.get(page_of(submission).url).content.decode()
    whole = client.get(submission.preview_url).content.decode()
    for words in ("Similar jobs", "A similar job", LIVE):
        assert words in whole and words in readers
    assert LIVE in shown


def test_in_the_frame_the_listing_stands_alone(client, board, sandbox):
    """No second site inside the site: the frame has its mark and the listing."""
    submission = PaidSubmissionFactory(board=board, title=LIVE)
    LiveJobFactory(board=board, title="A similar job")
    (shown,) = frames(client, submission).values()
    parts = BeautifulSoup(shown, "html.parser").body.find_all(recursive=False)
    assert [part.name for part in parts] == ["aside", "main"]
    assert parts[0].get_text().startswith("Preview · What readers see")
    assert "A similar job" not in shown


def test_of_a_closed_listing_it_shows_what_readers_get(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board, description_html="<p>The whole text.</p>")
    close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    ((heading, shown),) = frames(client, submission).items()
    assert heading == "What readers see"
    assert "This job has closed." in shown and "The whole text." not in shown
    newest = client.get(reverse("submissions:preview", args=[submission.preview_token]) + "?version=newest")
    assert "The whole text." not in newest.content.decode()


def test_a_draft_says_that_it_is_one(client, board):
    submission = UnpaidSubmissionFactory(board=board, title=LIVE)
    ((heading, shown),) = frames(client, submission).items()
    assert heading == "What readers will see"
    assert "A draft: readers do not see it yet." in shown


@pytest.mark.parametrize("state", ["draft", "live", "closed"])
def test_nothing_in_it_leads_anywhere(client, board, sandbox, state):
    submission = (
        UnpaidSubmissionFactory(board=board) if state == "draft" else PaidSubmissionFactory(board=board)
    )
    LiveJobFactory(board=board)
    if state == "closed":
        close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    (shown,) = frames(client, submission).values()
    page = BeautifulSoup(shown, "html.parser")
    assert not page.select("a[href], form[action], script[src], button:not([disabled]) form")
    assert all(
        control.has_attr("disabled") for control in page.select("form button, form input, form select")
    )
    assert page.select("link[rel=stylesheet]"), "it looks as it does for readers"
