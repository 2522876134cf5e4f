"""The flat table answers as the tables that it is made from: random searches before and after all kinds of changes."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from treebeard.mp_tree import MP_MoveHandler
from wagtail.models import Page, Site

from home.models import HomePage
from jobs.listings.facts import OPTIONAL, Asked, Benefit, EmploymentType, Region, Seniority, Visa, Workplace
from jobs.listings.live.counts import recount
from jobs.listings.models import (
    Category,
    Company,
    EligibleRegion,
    JobBoardSettings,
    JobLocation,
    JobPage,
    JobTag,
)
from jobs.listings.models.details import Tag
from jobs.listings.search import SearchQuery, index
from jobs.listings.search.counting import facets
from jobs.listings.search.listings import matching
from jobs.listings.search.pages import PAGE_SIZE, front_of, newest_keys, page_of_keys
from jobs.listings.tests import oracle
from tests.factories import bulk_listings

LISTINGS, SEARCHES, ROUNDS = 200, 500, 10
COUNTRIES = ["DE", "FR", "GB", "US", "MX", "JP", "ZA"]
CURRENCIES = ["EUR", "USD", "GBP"]
WORDS = ["engineer", "developer", "rust", "python", "remote", "kafka", "lead", "data"]
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland"]
TAGS = ["Rust", "Python", "Kafka", "Go", "Nobody"]


def dice_of(seed):
    return random.Random(seed)  # noqa: S311 - nothing secret


@pytest.fixture
def boards(board, second_board):
    dice = dice_of(7)
    for each in (board, second_board):
        JobBoardSettings.objects.filter(site=each.site).update(
            **{fact.setting: Asked.OPTIONAL for fact in OPTIONAL}
        )
        Category.objects.bulk_create(
            Category(site=each.site, name=name, slug=name.lower(), sort_order=order)
            for order, name in enumerate(["Backend", "Frontend", "Data"])
        )
        vary(each, bulk_listings(each, LISTINGS), dice)
    index.rebuild()
    return [board, second_board]


def vary(board, jobs, dice):
    tags = [Tag.objects.get_or_create(name=name, slug=name.lower())[0] for name in TAGS[:-1]]
    categories = [*Category.objects.filter(site=board.site), None]
    companies = list(Company.objects.filter(site=board.site).order_by("pk")[:20])
    now = timezone.now()
    for job in jobs:
        job.title = " ".join(dice.choices(WORDS, k=3))
        job.category, job.company = dice.choice(categories), dice.choice(companies)
        job.employment_type, job.remote = dice.choice(EmploymentType.values), dice.choice(Workplace.values)
        job.seniority, job.visa = dice.choice(["", *Seniority.values]), dice.choice(Visa.values)
        job.benefits = tuple(dice.sample(Benefit.values, dice.randrange(4)))
        job.zone_from = dice.choice([None, dice.randrange(-12, 6) * 60, dice.randrange(-20, 10) * 30])
        job.zone_to = None if job.zone_from is None else job.zone_from + dice.randrange(8) * 60
        job.overlap_hours = dice.choice([None, *range(1, 9)])
        job.salary_unit = dice.choice(["", *JobPage.SalaryUnit.values])
        job.salary_min = dice.choice([None, dice.randrange(10, 90_000), dice.randrange(100, 9_000) / 100])
        job.salary_currency = dice.choice(["", *CURRENCIES])
        job.salary_max = dice.choice([None, 90_000])
        job.featured = dice.random() < 0.05
        job.first_published_at = now - timedelta(minutes=dice.randrange(100))
        job.expire_at = dice.choice([None, now + timedelta(hours=dice.randrange(-50, 500))])
        job.live = dice.random() < 0.9
    fields = ["title", "category", "company", "employment_type", "remote", "salary_unit", "salary_min"]
    fields += ["seniority", "visa", "benefits", "zone_from", "zone_to", "overlap_hours"]
    fields += ["salary_currency", "salary_max", "featured", "first_published_at", "expire_at", "live"]
    JobPage.objects.bulk_update(jobs, fields, batch_size=200)
    for model in (JobLocation, EligibleRegion, JobTag):
        model.objects.filter(pk__in=list(model.objects.values_list("pk", flat=True))[::2]).delete()
    JobLocation.objects.bulk_create(
        JobLocation(page=job, country=code) for job in jobs for code in dice.choices(COUNTRIES, k=2)
    )
    regions = [(job, region) for job in jobs for region in dice.sample(Region.values, dice.randrange(3))]
    EligibleRegion.objects.bulk_create(
        [EligibleRegion(page=job, region=region) for job, region in regions], ignore_conflicts=True
    )
    JobTag.objects.bulk_create(
        JobTag(content_object=job, tag=tag) for job in jobs for tag in dice.sample(tags, dice.randrange(3))
    )


def any_search(site, dice):
    def some(values, chance):
        return dice.sample(values, dice.choice([1, 1, 2])) if dice.random() < chance else []

    slugs = list(Company.objects.filter(site=site).order_by("pk")[:20].values_list("slug", flat=True))
    return SearchQuery.parse(
        {
            "q": " ".join(some(WORDS, 0.3)),
            "category": some(["backend", "frontend", "data", "none"], 0.3),
            "type": some(EmploymentType.values, 0.2),
            "remote": some(Workplace.values, 0.3),
            "seniority": some(Seniority.values, 0.2),
            "visa": some(Visa.values, 0.1),
            "benefit": some(Benefit.values, 0.2),
            "tz": dice.choice(["", "", "", *ZONES]),
            "region": some(Region.values, 0.2),
            "country": some([*COUNTRIES, "BR"], 0.2),
            "company": some(slugs, 0.1),
            "tag": some([name.lower() for name in TAGS], 0.2),
            "salary_min": dice.choice(["", "", "", "20000", "60000"]),
            "salary_currency": dice.choice(["", *CURRENCIES]),
            "sort": dice.choice(["", "newest", "salary", "relevance"]),
        },
        site=site,
    )


def assert_agrees(query, site):
    wanted = oracle.keys(query, site)
    number = 1 + len(wanted) // PAGE_SIZE // 2
    page = page_of_keys(query, site=site, number=number)
    assert page.total == len(wanted), query
    assert page.keys == wanted[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], query
    assert set(matching(query, site=site).values_list("pk", flat=True)) == set(wanted), query
    counted, expected = facets(query, site=site), oracle.counts(query, site)
    assert (counted.total, counted.currencies) == (expected.total, expected.currencies), query
    for facet in counted.lists:
        choices = [*facet.choices, *facet.rest]
        offered = [(one.value, one.label, one.count) for one in choices if one.count]
        assert offered == expected.offered[facet.name], (query, facet.name)
        without = [one.value for one in choices if not one.count]
        assert without == expected.chosen[facet.name], (query, facet.name)
        chosen = [one.value for one in choices if one.chosen]
        assert sorted(chosen) == sorted(query.chosen.get(facet.name, ())), (query, facet.name)


def assert_all_agree(sites, dice, count):
    for site in sites:
        assert_agrees(SearchQuery(site=site), site)
        live = JobPage.objects.on_site(site).live()
        front = front_of(site, count=7)
        assert front.featured == list(live.featured_now().values_list("pk", flat=True))
        # Each featured listing is shown once, apart from the newest.
        others = live.newest().exclude(pk__in=front.featured)
        assert (front.newest, front.total) == (list(others.values_list("pk", flat=True)[:7]), live.count())
        newest = newest_keys(SearchQuery(site=site), site=site)
        assert newest == list(live.newest().values_list("pk", flat=True))
    for _ in range(count):
        site = dice.choice(sites)
        assert_agrees(any_search(site, dice), site)


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


class Changes:
    """One change of each kind, of a listing by chance; by an operator's SQL where that says most."""

    def __init__(self, boards, dice):
        self.boards, self.dice = boards, dice

    def any_listing(self):
        return self.dice.choice(list(JobPage.objects.order_by("pk")))

    def fact(self):
        for column, values in (
            ("remote", Workplace.values),
            ("employment_type", EmploymentType.values),
            ("visa", Visa.values),
            ("benefits", ["", "health", "bonus equity"]),
            ("zone_to", [-60, 600]),
        ):
            value, key = self.dice.choice(values), self.any_listing().pk
            run(f"UPDATE jobs_jobpage SET {column} = %s WHERE page_ptr_id = %s", value, key)  # noqa: S608 - fixed names

    def pay(self):
        listing = self.any_listing()
        value = "UPDATE jobs_jobpage SET salary_min = 100, salary_max = NULL, salary_currency = %s, salary_unit = %s"
        unit = self.dice.choice(JobPage.SalaryUnit.values)
        run(f"{value} WHERE page_ptr_id = %s", self.dice.choice(CURRENCIES), unit, listing.pk)

    def place_moves_to_another_listing(self):
        row = JobLocation.objects.first()
        run(
            "UPDATE jobs_joblocation SET page_id = %s, country = 'BR' WHERE id = %s",
            self.any_listing().pk,
            row.pk,
        )

    def region(self):
        run("DELETE FROM jobs_eligibleregion WHERE page_id = %s", self.any_listing().pk)

    def tag_deleted(self):
        tag = Tag.objects.create(name="Brief", slug="brief")
        for listing in (self.any_listing(), self.any_listing()):
            listing.tags.add(tag)
            listing.save()
        tag.delete()

    def category_deleted(self):
        category = Category.objects.create(site=self.boards[0].site, name="Brief", slug="brief")
        JobPage.objects.on_site(self.boards[0].site).filter(remote="hybrid").update(category=category)
        category.delete()

    def unpublished(self):
        self.any_listing().unpublish()

    def published(self):
        listing = JobPage.objects.filter(live=False).first()
        if listing is not None:
            JobPage.objects.filter(pk=listing.pk).update(expire_at=timezone.now() + timedelta(days=9))
            listing.refresh_from_db()
            listing.save_revision().publish()

    def deleted(self):
        self.any_listing().delete()

    def ended_by_sql(self):
        run("UPDATE wagtailcore_page SET expire_at = %s WHERE id = %s", _stored(), self.any_listing().pk)

    def featured(self):
        run("UPDATE jobs_jobpage SET featured = %s WHERE page_ptr_id = %s", True, self.any_listing().pk)

    def recounted(self):
        recount()


def _stored():
    return connection.ops.adapt_datetimefield_value(timezone.now())


@pytest.mark.django_db
def test_random_searches_agree(boards):
    dice = dice_of(11)
    sites = [board.site for board in boards]
    assert_all_agree(sites, dice, SEARCHES)


@pytest.mark.django_db
def test_they_agree_after_any_change(boards):
    dice = dice_of(13)
    sites = [board.site for board in boards]
    changes = Changes(boards, dice)
    kinds = [name for name in vars(Changes) if not name.startswith("_") and name != "any_listing"]
    for _ in range(ROUNDS):
        for kind in dice.sample(kinds, len(kinds)):
            getattr(changes, kind)()
        assert_all_agree(sites, dice, 10)


@pytest.mark.django_db
def test_they_agree_at_any_time(boards):
    dice = dice_of(17)
    sites = [board.site for board in boards]
    for hours in (1, 40, 300, 600):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            assert_all_agree(sites, dice, 10)


@pytest.mark.django_db
def test_they_agree_after_pages_and_sites_have_moved(boards):
    dice = dice_of(19)
    first, second = boards
    elsewhere = Page.get_first_root_node().add_child(
        instance=HomePage(title="Elsewhere", slug="elsewhere", headline="Elsewhere")
    )
    # The tree's own move, which rewrites the paths of all that is below. Wagtail's would refuse.
    MP_MoveHandler(Page.objects.get(pk=first.index.pk), elsewhere, "last-child").process()
    sites = [Site.objects.select_related("root_page").get(pk=board.site.pk) for board in boards]
    assert_all_agree(sites, dice, 5)
    assert newest_keys(SearchQuery(site=sites[0]), site=sites[0]) == []
    # A Site that is given another root page, and one whose root page moves.
    Site.objects.filter(pk=first.site.pk).update(root_page=elsewhere)
    MP_MoveHandler(Page.objects.get(pk=second.home.pk), Page.get_first_root_node(), "first-child").process()
    sites = [Site.objects.select_related("root_page").get(pk=board.site.pk) for board in boards]
    assert_all_agree(sites, dice, 20)
    assert all(newest_keys(SearchQuery(site=site), site=site) for site in sites)
