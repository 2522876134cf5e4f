"""A reader's alert from the list of jobs to its end, with and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from post_office.models import Email
from pytest_django.live_server_helper import LiveServer

from boards import limits
from jobs.alerts.models import Alert
from tests.factories import Board, LiveJobFactory, make_board
from tests.fixtures import Mailbox

ROBIN = "robin@reader.example"


@pytest.fixture
def board(live_server: LiveServer) -> Board:
    board = make_board(hostname="localhost")
    board.site.port = live_server.thread.port
    board.site.save()
    limits.storage().reset()
    return board


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, board: Board, browser: Browser) -> Page:
    context: BrowserContext = browser.new_context(java_script_enabled=request.param)
    request.addfinalizer(context.close)
    return context.new_page()


@pytest.fixture
def link_in(mailbox: Mailbox) -> Callable[..., str]:
    def link_in(kind: str, ending: str) -> str:
        email: Email = mailbox.one(kind)
        found = re.search(rf"http://localhost:\d+/alerts/\S+/{ending}(?=\s)", email.message)
        assert found, email.message
        return found[0]

    return link_in


def let_the_morning_come() -> None:
    """What waits a day otherwise."""
    Alert.objects.update(next_run_at=timezone.now() - timedelta(minutes=1))
    call_command("send_alerts")


def test_from_a_search_to_the_last_mail(
    board: Board, page: Page, mailbox: Mailbox, link_in: Callable[..., str]
) -> None:
    LiveJobFactory(board=board, title="Keeper of horses", remote="remote")
    page.goto(f"{board.site.root_url}/jobs/?q=keeper&remote=remote")
    page.get_by_role("link", name="by email").click()
    expect(page.get_by_text("“keeper”, Remote")).to_be_visible()
    expect(page.get_by_role("link", name="1 open now")).to_be_visible()

    page.get_by_role("button", name="Send me new jobs").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your email address")
    page.get_by_label("Your email address").fill(ROBIN)
    page.get_by_role("radio", name="Every Monday morning").check()
    page.get_by_role("button", name="Send me new jobs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")

    page.goto(link_in("alert_confirm", "confirm/"))
    expect(page.get_by_text("“keeper”, Remote")).to_be_visible()
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your alert is on")
    expect(page.get_by_role("radio", name="Every Monday morning")).to_be_checked()
    page.get_by_role("radio", name="Every morning").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_role("radio", name="Every morning")).to_be_checked()

    LiveJobFactory(board=board, title="Keeper of cats", remote="remote")
    LiveJobFactory(board=board, title="Keeper of fish", remote="onsite")
    let_the_morning_come()
    assert mailbox.one("alert").subject == "1 new job: “keeper”, Remote"
    address = re.search(r"http://\S+/jobs/\S+", mailbox.one("alert").message)
    assert address
    page.goto(address[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Keeper of cats")

    page.goto(link_in("alert", "unsubscribe/"))
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This alert has ended")
    LiveJobFactory(board=board, title="Keeper of bees", remote="remote")
    let_the_morning_come()
    assert mailbox.kinds(ROBIN) == ["alert_confirm", "alert"]

    page.get_by_role("link", name="Turn it on again").click()
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your alert is on")
