"""A board that cannot take a listing says so before anybody types, and tells the editors when it says it does."""

import pytest
from bs4 import BeautifulSoup

from boards.models import BoardSettings
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.refusals import NO_PAYMENT_TASK, NO_PAYMENT_TASK_NOBODY_TOLD
from jobs.submissions.tests.typed import typed
from tests.factories import FreePlanFactory, PlanFactory, make_board

DESK = "desk@consolecowboys.example"
CLOSED = "Posting is not open at the moment"


@pytest.fixture
def without_task(db):
    return make_board(payment=False)


def send(client, plan, **fields):
    return client.post("/post-a-job/", typed(plan=plan.pk, **fields)).content.decode()


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_board_without_a_plan_shows_a_page_in_place_of_the_form(board, client, withdrawn):
    if withdrawn:
        PlanFactory(site=board.site, active=False)
    for answer in (client.get("/post-a-job/"), client.post("/post-a-job/", {"title": "A job"})):
        html = answer.content.decode()
        assert answer.status_code == 200 and CLOSED in html
        assert 'name="title"' not in html
    assert not Submission.objects.exists()


def test_another_boards_plans_open_nothing_here(board, second_board, client):
    PlanFactory(site=second_board.site)
    assert CLOSED in client.get("/post-a-job/").content.decode()


def test_the_editors_are_told_of_a_missing_payment_task_once_a_day(without_task, client, mailbox):
    plan = PlanFactory(site=without_task.site)
    for title in ("First", "Second"):
        html = send(client, plan, title=title)
        assert str(NO_PAYMENT_TASK) in html and title in html
    assert mailbox.kinds(DESK) == ["no_payment_task"]
    assert "no payment task" in mailbox.one("no_payment_task").message
    assert not Submission.objects.exists()


def test_nobody_is_said_to_be_told_when_there_is_nobody_to_tell(without_task, client, mailbox):
    BoardSettings.objects.update(editors="")
    html = send(client, PlanFactory(site=without_task.site))
    assert str(NO_PAYMENT_TASK_NOBODY_TOLD) in html and "have been told" not in html
    assert mailbox.all() == []


def test_a_free_plan_needs_no_task_and_tells_nobody(db, client, mailbox):
    board = make_board(payment=False, review="after")
    send(client, FreePlanFactory(site=board.site))
    assert Submission.objects.count() == 1
    assert "no_payment_task" not in mailbox.kinds()


@pytest.mark.parametrize("plan", ["0", "", "x", "999999"])
def test_the_summary_of_errors_is_never_empty(board, client, plan):
    PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan=plan, nonce="\x00"))
    summary = BeautifulSoup(answer.content, "html.parser").select_one(".summary")
    assert summary is not None and summary.select("li")
    assert all(item.get_text(strip=True) for item in summary.select("li"))
    assert Plan.objects.count() == 1
