"""A board's generation is another one after each change that its readers see, and only then."""

import pytest
from django.db import connection, transaction

from boards.models import Palette
from caching.generations import Watcher
from caching.journal import prune
from caching.models import Change
from jobs.listings.models import Company, EligibleRegion, JobLocation, JobPage, JobTag
from jobs.listings.models.details import Tag
from tests.factories import (
    CategoryFactory,
    LiveJobFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    page_of,
)

pytestmark = pytest.mark.django_db


class Boards:
    """Which boards have changed since the last look."""

    def __init__(self, *boards):
        self.watcher, self.boards = Watcher(), boards
        self.before = {}
        self.changed()

    def changed(self):
        now = self.watcher.current()
        after = {board.site.hostname: now.of(board.site.pk) for board in self.boards}
        changed = [name for name in after if after[name] != self.before.get(name)]
        self.before = after
        return changed


@pytest.fixture
def boards(board, second_board):
    return Boards(board, second_board)


FIRST, BOTH = ["testserver"], ["testserver", "designers.localhost"]


def test_nothing_changes_by_itself(boards):
    assert boards.changed() == []


@pytest.fixture
def listing(board):
    return LiveJobFactory(board=board, title="Zeppelin pilot")


def statement(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


CHANGES = {
    "a new listing": (lambda page, board: LiveJobFactory(board=board), FIRST),
    "unpublished": (lambda page, board: page.unpublish(), FIRST),
    "another end": (lambda page, board: JobPage.objects.update(expire_at=None), FIRST),
    "raw SQL": (lambda page, board: statement("UPDATE jobs_jobpage SET salary_min = 7"), FIRST),
    "a place": (lambda page, board: JobLocation.objects.create(page=page, country="IS"), FIRST),
    "a region": (lambda page, board: EligibleRegion.objects.create(page=page, region="europe"), FIRST),
    "a skill": (
        lambda page, board: JobTag.objects.create(content_object=page, tag=Tag.objects.create(name="x")),
        BOTH,
    ),
    "its company": (lambda page, board: Company.objects.update(name="Another"), FIRST),
    "a category": (lambda page, board: CategoryFactory(site=board.site), FIRST),
    "a plan": (lambda page, board: PlanFactory(site=board.site), FIRST),
    "a palette": (lambda page, board: Palette.objects.create(brand=board.rules), FIRST),
    "deleted": (lambda page, board: page.delete(), BOTH),
    "another address": (lambda page, board: _move(page), BOTH),
}


def _move(page):
    page.slug = "another-address"
    page.save()


@pytest.mark.parametrize("change", CHANGES)
def test_what_readers_see_changes_its_boards(boards, board, listing, change):
    boards.changed()
    make, expected = CHANGES[change]
    make(listing, board)
    assert boards.changed() == expected
    assert boards.changed() == []


def test_the_name_of_a_skill_is_of_every_board(boards, listing):
    tag = Tag.objects.create(name="zeppelin")
    boards.changed()
    Tag.objects.filter(pk=tag.pk).update(name="airship")
    assert boards.changed() == BOTH


def test_drafts_and_what_no_reader_sees_change_nothing(boards, board, listing):
    page = page_of(UnpaidSubmissionFactory(board=board, locations=[("IS", "Reykjavík")], tags=["ice"]))
    tags = boards.changed()
    assert tags in ([], BOTH), "at most for the name of a new skill"
    page.title = "Another draft"
    page.save_revision()
    page.save()
    JobLocation.objects.create(page=page, country="FR")
    listing.daily_counts.create(day="2031-03-06", views=1)
    JobPage.objects.update(draft_title="Draft", has_unpublished_changes=True)
    Company.objects.filter(is_proposed=True).update(name="Not published yet")
    page.delete()
    assert boards.changed() == []


def test_the_same_value_again_is_no_change(boards, listing):
    boards.changed()
    listing.save()
    JobPage.objects.update(title=listing.title)
    assert boards.changed() == []


def test_what_is_rolled_back_has_not_happened(boards, listing):
    boards.changed()
    with transaction.atomic():
        JobPage.objects.update(title="Never")
        transaction.set_rollback(True)
    assert boards.changed() == []


def test_a_row_below_the_last_one_starts_afresh(boards, board, second_board):
    """As a transaction leaves one that began earlier and commits later."""
    late = Change.objects.create(site_id=board.site.pk, source_table="late")
    pk = late.pk
    late.delete()
    Change.objects.create(site_id=board.site.pk, source_table="soon")
    boards.changed()
    Change.objects.create(pk=pk, site_id=board.site.pk, source_table="late")
    assert boards.changed() == BOTH
    Change.objects.create(site_id=board.site.pk, source_table="next")
    assert boards.changed() == FIRST


def test_a_late_row_beside_a_new_one_starts_afresh(boards, board, second_board):
    late = Change.objects.create(site_id=second_board.site.pk, source_table="late")
    pk = late.pk
    late.delete()
    Change.objects.create(site_id=board.site.pk, source_table="soon")
    boards.changed()
    Change.objects.create(pk=pk, site_id=second_board.site.pk, source_table="late")
    Change.objects.create(site_id=board.site.pk, source_table="next")
    assert boards.changed() == BOTH


def test_a_pruned_journal_starts_afresh_and_goes_on(boards, board):
    for _ in range(5):
        Change.objects.create(site_id=board.site.pk, source_table="some")
    boards.changed()
    assert prune(more_than=1_000_000) == 0
    assert boards.changed() == []
    assert prune(more_than=3) > 3
    assert Change.objects.count() == 1
    assert boards.changed() == BOTH
    Change.objects.create(site_id=board.site.pk, source_table="next")
    assert boards.changed() == FIRST


def test_too_many_changes_are_not_sorted_by_board(boards, board, monkeypatch):
    monkeypatch.setattr("caching.generations.MAX_READ", 3)
    Change.objects.bulk_create(Change(site_id=board.site.pk, source_table="many") for _ in range(4))
    assert boards.changed() == BOTH
