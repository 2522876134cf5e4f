"""Load the demo: both boards, with listings in every state; loading again changes only dates."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.models import Page, Site

from boards.models import BoardSettings
from boards.permissions import policies
from demo.accounts import ADMIN, EDITOR, known_logins
from demo.boards import read_boards
from demo.content import Board, State
from demo.loading import Outcome
from emails.models import Notice
from home.models import HomePage
from jobs.listings.models import Company, JobPage
from jobs.listings.tests.google import data_in, faults
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import submit
from payments.models import CheckoutAttempt, Payment
from payments.services.waiver import waive
from tests.databases import DEMO_PORT as PORT
from tests.demo import load
from tests.factories import listing_data, page_of, payment_of

BOARDS = read_boards()
STAGES = {
    State.LIVE: {"live", "expiring"},
    State.UNPAID: {"awaiting_payment"},
    State.IN_REVIEW: {"in_review"},
    State.CHANGES_REQUESTED: {"changes_requested"},
    State.EXPIRED: {"expired"},
    State.CLOSED: {"closed"},
}


@pytest.fixture
def loaded(demo_database: Outcome, db: None) -> Outcome:
    """What the first loading did. Each test's changes are rolled back to it."""
    return demo_database


def site_of(slug: str) -> Site:
    return Site.objects.get(root_page__slug=slug)


def listings_on(slug: str):
    return JobPage.objects.on_site(site_of(slug))


def live_slugs(board: Board) -> set[str]:
    return set(listings_on(board.slug).live().values_list("slug", flat=True))


def facts_of(page: JobPage) -> tuple[object, ...]:
    return page.live, page.first_published_at, page.expire_at, page.latest_revision_id


def dates_of_everything() -> list[object]:
    pages = Page.objects.order_by("pk").values_list(
        "pk", "live", "first_published_at", "last_published_at", "expire_at", "latest_revision_id"
    )
    return [
        *pages,
        *Submission.objects.order_by("pk").values_list("pk", "created_at", "closed_at", "link_version"),
        *Payment.objects.order_by("pk").values_list("pk", "status", "created_at", "paid_at"),
        *Site.objects.order_by("pk").values_list("pk", "hostname", "port"),
    ]


def post_by_hand(title: str) -> JobPage:
    """Post a listing on a demo board as a visitor would, and waive its payment."""
    site = site_of("consolecowboys")
    plan = Plan.objects.on_sale(site)[0]
    submission = submit(site=site, plan=plan, data=listing_data(title=title))
    waive(payment=payment_of(submission), user=the_editor(), reason="A test.")
    return page_of(submission)


def the_editor() -> User:
    return get_user_model().objects.get(username=EDITOR.username)


def test_both_boards_answer_under_their_own_name(loaded: Outcome):
    assert loaded.made == sum(len(board.listings) for board in BOARDS)
    assert loaded.left_out == []
    for board in BOARDS:
        client = Client(headers={"host": f"{board.hostname}:{PORT}"})
        page = client.get("/")
        assert page.status_code == 200
        assert board.headline in page.content.decode()
        for path in ("/jobs/", "/post-a-job/", *(f"/{page.slug}/" for page in board.pages)):
            assert client.get(path).status_code == 200, path


def test_wagtails_welcome_page_is_replaced(loaded: Outcome):
    assert {page.slug for page in Page.objects.filter(depth=2)} == {board.slug for board in BOARDS}
    default = Site.objects.get(is_default_site=True)
    assert (default.hostname, default.port, default.root_page.slug) == ("127.0.0.1", PORT, "consolecowboys")


def test_listings_are_in_the_states_the_demo_shows(loaded: Outcome):
    for board in BOARDS:
        counts = Counter(describe(page.submission).key.value for page in listings_on(board.slug))
        for state, keys in STAGES.items():
            wanted = sum(listing.state == state for listing in board.listings)
            assert sum(counts[key] for key in keys) == wanted, (board.slug, state)
        assert listings_on(board.slug).expiring_within(3).exists()


def test_readers_and_search_engines_see_live_listings_and_are_told_of_closed_ones(loaded: Outcome):
    for board in BOARDS:
        client = Client(headers={"host": f"{board.hostname}:{PORT}"})
        for page in listings_on(board.slug):
            answer = client.get(f"/jobs/{page.slug}/")
            expected = 200 if page.live else 410 if page.first_published_at else 404
            assert answer.status_code == expected, page.slug
            assert_google_takes(data_in(answer.content.decode()), page)


def assert_google_takes(data: dict | None, page: JobPage) -> None:
    assert (data is not None) == page.is_readable, page.slug
    if data is not None:
        assert list(faults(data)) == [], page.slug
        assert data["title"] == page.title
        assert ("jobLocationType" in data) == (page.remote == "remote"), page.slug


def test_every_listing_has_been_paid_for_as_it_tells(loaded: Outcome):
    assert not Payment.objects.needing_attention().exists()
    for submission in Submission.objects.all():
        payment = payment_of(submission)
        attempts = set(payment.attempts.values_list("status", flat=True))
        charged = payment.status == Payment.Status.PAID and payment.amount > 0
        assert attempts == ({CheckoutAttempt.Status.COMPLETE} if charged else set())
    statuses = set(Payment.objects.values_list("status", flat=True))
    assert statuses == {Payment.Status.OPEN, Payment.Status.PAID, Payment.Status.WAIVED}
    assert Payment.objects.filter(status=Payment.Status.PAID, amount=0).exists()


def test_nobody_is_written_to(loaded: Outcome):
    assert not Email.objects.exists()
    assert not Notice.objects.exists()


def test_the_editor_runs_both_boards_and_nothing_beside_them(loaded: Outcome):
    editor = the_editor()
    for home in HomePage.objects.all():
        rights = home.permissions_for_user(editor)
        assert rights.can_edit()
        assert rights.can_publish_subpage()
    for site in Site.objects.all():
        for action, model in (
            ("change", Plan),
            ("change", Company),
            ("change", BoardSettings),
            ("refund", Payment),
        ):
            [policy] = [each for each in policies() if each.model is model]
            assert policy.user_has_permission_for_instance(editor, action, site), (action, model)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert not editor.is_superuser
    assert known_logins() == [EDITOR, ADMIN]


def test_each_board_has_its_own_looks(loaded: Outcome):
    sheets = {board.slug: BoardSettings.for_site(site_of(board.slug)).stylesheet() for board in BOARDS}
    for board in BOARDS:
        for colour in (board.light.bg, board.dark.bg, board.light.link, board.dark.link):
            assert colour in sheets[board.slug]
    assert len(set(sheets.values())) == len(BOARDS)


def test_loading_again_the_same_day_changes_nothing(loaded: Outcome):
    before = dates_of_everything()
    again = load(port=PORT)
    assert (again.made, again.moved, again.left_out) == (0, 0, [])
    assert dates_of_everything() == before


def test_the_port_is_written_into_both_sites_each_time(loaded: Outcome):
    load(port=8418)
    assert set(Site.objects.values_list("port", flat=True)) == {8418}


def test_three_months_later_the_boards_are_live_again_and_what_was_posted_by_hand_is_untouched(
    loaded: Outcome,
):
    by_hand = post_by_hand("Posted by hand")
    live_before = {
        board.slug: set(listings_on(board.slug).live().values_list("slug", flat=True)) for board in BOARDS
    }
    pruned = listings_on("consolecowboys").filter(first_published_at=None).first()
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        call_command("publish_scheduled")
        pruned.delete()
        for board in BOARDS:
            assert not listings_on(board.slug).live().exists()
        by_hand.refresh_from_db()
        ended = facts_of(by_hand)

        outcome = load(port=PORT)

        assert outcome.made == 1
        assert outcome.moved == loaded.made - 1
        for board in BOARDS:
            assert live_slugs(board) == live_before[board.slug] - {by_hand.slug}
            assert listings_on(board.slug).expiring_within(3).exists()
            newest = listings_on(board.slug).live().newest().first()
            assert newest.first_published_at > timezone.now() - timedelta(days=2)
        by_hand.refresh_from_db()
        assert ended == (
            by_hand.live,
            by_hand.first_published_at,
            by_hand.expire_at,
            by_hand.latest_revision_id,
        )
        assert not Email.objects.filter(to__contains="hiring@").exists()


def test_a_demo_listing_that_was_edited_or_paid_meanwhile_stays_as_it_is(loaded: Outcome):
    unpaid = listings_on("consolecowboys").filter(first_published_at=None).first()
    waive(payment=payment_of(unpaid.submission), user=the_editor(), reason="A test.")
    edited = JobPage.objects.get(pk=unpaid.pk)
    edited.title = "Another title"
    edited.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        call_command("publish_scheduled")
        load(port=PORT)
        edited = JobPage.objects.get(pk=unpaid.pk)
        assert edited.title == "Another title"
        assert edited.is_readable
        again = load(port=PORT)
        assert (again.made, again.moved) == (0, 0)


def test_a_copy_of_a_demo_listing_is_nobodys_demo(loaded: Outcome):
    original = listings_on("consolecowboys").live().first()
    copy = original.copy(update_attrs={"slug": "a-copy"}, keep_live=False)
    copied_at = JobPage.objects.get(pk=copy.pk).latest_revision_created_at
    assert copy.translation_key != original.translation_key
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        load(port=PORT)
        copy.refresh_from_db()
        assert copy.latest_revision_created_at == copied_at


def test_the_command_tells_what_it_does_and_notes_the_logins(loaded: Outcome, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    out = StringIO()
    call_command("load_demo", port=PORT, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines == [
        f"{board.name}: {len(board.listings)} of {len(board.listings)} listings" for board in BOARDS
    ]
    noted = (tmp_path / "demo-logins.txt").read_text(encoding="utf-8")
    assert "editor / editor" in noted
    assert "admin / admin" in noted
