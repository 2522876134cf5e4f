"""A reader looks for a job: with scripts and without, and goes back, reloads and passes the address on."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobs.listings.models import JobLocation
from tests.factories import (
    Board,
    CategoryFactory,
    FeaturedJobFactory,
    LiveJobFactory,
    bulk_listings,
    make_board,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(live_server: LiveServer) -> Board:
    board = make_board(hostname="localhost")
    backend = CategoryFactory(site=board.site, name="Backend", slug="backend")
    FeaturedJobFactory(board=board, title="Rust compiler engineer", category=backend, remote="remote")
    LiveJobFactory(
        board=board, title="Kubernetes keeper", remote="remote", salary_min=90_000, salary_currency="EUR"
    )
    page = LiveJobFactory(board=board, title="Office manager")
    JobLocation.objects.create(page=page, country="DE", location="Bremen")
    return board


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def reader(browser: Browser, board: Board, live_server: LiveServer, scripts: bool) -> Iterator[Page]:
    root = f"http://localhost:{live_server.thread.port}"
    context: BrowserContext = browser.new_context(base_url=root, java_script_enabled=scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


# It says how many once the server has counted what is ticked.
SHOW = re.compile("^Show ")


def tick(page: Page, name: str, *, scripts: bool) -> None:
    page.get_by_role("checkbox", name=name).check()
    if not scripts:
        page.get_by_role("button", name=SHOW).click()


def titles(page: Page) -> list[str]:
    return page.locator("#results .row-link").all_inner_texts()


def test_filter_share_go_back_and_reload(reader: Page, browser: Browser, scripts: bool) -> None:
    reader.goto("/jobs/")
    expect(reader.get_by_role("heading", name="Featured")).to_be_visible()
    tick(reader, "Remote", scripts=scripts)
    expect(reader.get_by_role("status")).to_have_text("2 open jobs")
    expect(reader).to_have_url(re.compile(r"[?&]remote=remote"))
    expect(reader.get_by_role("heading", name="Featured")).to_have_count(0)
    assert titles(reader) == ["Kubernetes keeper", "Rust compiler engineer"]
    tick(reader, "Backend", scripts=scripts)
    expect(reader.get_by_role("status")).to_have_text("1 open job")
    if scripts:
        assert reader.url.endswith("/jobs/?category=backend&remote=remote")
        # What was ticked keeps the focus, though its count was exchanged.
        expect(reader.get_by_role("checkbox", name="Backend")).to_be_focused()

    friend = browser.new_page()
    friend.goto(reader.url)
    assert titles(friend) == ["Rust compiler engineer"]
    expect(friend.get_by_role("checkbox", name="Remote")).to_be_checked()
    friend.close()

    reader.go_back()
    expect(reader.get_by_role("status")).to_have_text("2 open jobs")
    expect(reader.get_by_role("checkbox", name="Backend")).not_to_be_checked()
    expect(reader.get_by_role("checkbox", name="Remote")).to_be_checked()
    reader.reload()
    assert titles(reader) == ["Kubernetes keeper", "Rust compiler engineer"]
    reader.go_back()
    expect(reader.get_by_role("status")).to_have_text("3 open jobs")
    reader.go_forward()
    expect(reader.get_by_role("status")).to_have_text("2 open jobs")

    reader.get_by_role("link", name="Kubernetes keeper").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Kubernetes keeper")
    reader.go_back()
    expect(reader.get_by_role("status")).to_have_text("2 open jobs")
    assert titles(reader) == ["Kubernetes keeper", "Rust compiler engineer"]


def test_words_pay_order_and_taking_back(reader: Page, scripts: bool) -> None:
    reader.goto("/")
    reader.get_by_role("searchbox").fill("kubernets")
    reader.get_by_role("button", name="Search").click()
    expect(reader.locator("#results")).to_contain_text("These are the jobs for kubernetes")
    assert titles(reader) == ["Kubernetes keeper"]
    reader.get_by_role("link", name="Remove “kubernetes”").click()
    expect(reader.get_by_role("searchbox")).to_have_value("")
    expect(reader.get_by_role("status")).to_have_text("3 open jobs")
    reader.get_by_role("link", name="Highest pay").click()
    expect(reader.get_by_role("link", name="Highest pay")).to_have_attribute("aria-current", "true")
    assert titles(reader)[0] == "Kubernetes keeper"
    reader.get_by_label("At least, for a year").fill("80,000")
    reader.get_by_role("button", name=SHOW).click()
    expect(reader.get_by_role("status")).to_have_text("1 open job")
    expect(reader).to_have_url(re.compile("sort=salary"))
    reader.get_by_role("link", name="Remove from €80,000 a year").click()
    expect(reader.get_by_label("At least, for a year")).to_have_value("")
    expect(reader.get_by_role("status")).to_have_text("3 open jobs")


def test_nothing_found_leads_on(reader: Page, scripts: bool) -> None:
    reader.goto("/jobs/?country=DE&remote=remote")
    expect(reader.locator("#results")).to_contain_text("No open job matches all of this.")
    expect(reader.get_by_role("link", name="Create an alert")).to_have_attribute(
        "href", "/alerts/?remote=remote&country=DE"
    )
    reader.get_by_role("link", name="without Germany").click()
    expect(reader.get_by_role("status")).to_have_text("2 open jobs")
    expect(reader.get_by_role("checkbox", name="Remote")).to_be_checked()


def test_filters_unfold_on_a_phone(reader: Page, scripts: bool) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto("/jobs/")
    expect(reader.get_by_role("checkbox", name="Remote")).to_be_hidden()
    reader.get_by_text("Filters", exact=True).click()
    tick(reader, "Remote", scripts=scripts)
    count = reader.get_by_role("status")
    expect(count).to_have_text("2 open jobs")
    if scripts:
        reader.get_by_role("button", name="Show 2 jobs").click()
    expect(reader.get_by_role("checkbox", name="Remote")).to_be_hidden()
    expect(count).to_be_in_viewport()
    expect(reader.locator("#results .row").first).to_be_in_viewport()


def test_pages_of_results(reader: Page, board: Board, scripts: bool) -> None:
    bulk_listings(board, 60)
    reader.goto("/jobs/?sort=salary")
    reader.get_by_role("link", name="Next").click()
    expect(reader.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    assert reader.url.endswith("/jobs/?sort=salary&page=2")
    reader.go_back()
    expect(reader.get_by_role("link", name="Page 1")).to_have_attribute("aria-current", "page")
