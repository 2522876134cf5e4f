"""The flat table of live listings and its counts: kept by triggers, put right by the scheduled jobs."""

import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from jobs.listings.facts import Workplace
from jobs.listings.models import JobPage
from jobs.listings.models.companies import Company, HiringFirst
from jobs.listings.search import SearchQuery, facets
from jobs.listings.search.pages import newest_keys
from jobs.listings.similar import similar_to
from jobs.listings.tests import oracle
from jobs.listings.tests.market import make
from tests.factories import ClosedJobFactory, CompanyFactory, LiveJobFactory, bulk_listings


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def live_terms(page):
    [[terms]] = run("SELECT terms FROM jobs_livelisting WHERE page_id = %s", page.pk)
    return sorted(terms.strip("[]").replace('"', "").split(",") if isinstance(terms, str) else terms)


def count_rows():
    return run("SELECT count(*) FROM jobs_livecount")[0][0]


def workplaces(board):
    counted = facets(SearchQuery(site=board.site), site=board.site)
    [facet] = [facet for facet in counted.lists if facet.name == "remote"]
    return {choice.value: choice.count for choice in facet.choices}


def test_a_row_has_a_term_for_each_value_that_readers_filter_by(board):
    page = make(
        board,
        "Rust",
        places=[("DE", "Berlin"), ("DE", "Bonn")],
        regions=["eu"],
        tags=["Rust"],
        remote="hybrid",
        seniority="lead",
        benefits=("health", "bonus"),
    )
    [tag] = page.tags.all()
    assert live_terms(page) == sorted(
        [
            *("benefit:bonus", "benefit:health", "country:DE", "live", "region:eu", "remote:hybrid"),
            *("seniority:lead", f"tag:{tag.pk}", "type:full_time", "visa:not_said"),
        ]
    )


def test_what_is_open_to_a_wider_region_is_found_in_each_within(board):
    page = make(board, "Rust", regions=["europe"])
    regions = [term for term in live_terms(page) if term.startswith("region:")]
    assert regions == ["region:eu", "region:europe", "region:uk"]


def test_counting_anew_leaves_one_row_for_each_term(board):
    pages = LiveJobFactory.create_batch(3, board=board)
    for value in Workplace.values:
        JobPage.objects.filter(pk=pages[0].pk).update(remote=value)
    before, rows = workplaces(board), count_rows()
    call_command("recount_listings")
    assert workplaces(board) == before == {"onsite": 2, "remote": 1}
    assert count_rows() == 5 < rows, "live, full time, visa not said, on site, remote"


def test_a_save_that_changes_nothing_of_a_row_writes_no_counts(board):
    page = LiveJobFactory(board=board)
    before = count_rows()
    page.title = "Another title"
    page.save()
    page.save_revision().publish()
    assert count_rows() == before


def test_wrong_rows_are_found_and_written_anew(board):
    missing, other, right = LiveJobFactory.create_batch(3, board=board)
    gone = ClosedJobFactory(board=board)
    run("DELETE FROM jobs_livelisting WHERE page_id = %s", missing.pk)
    run("UPDATE jobs_livelisting SET category_id = 77 WHERE page_id = %s", other.pk)
    run("UPDATE jobs_livelisting SET page_id = %s WHERE page_id = %s", gone.pk, right.pk)
    said = StringIO()
    call_command("repair_listings", stdout=said)
    for page in (missing, other, right, gone):
        assert str(page.pk) in said.getvalue()
    assert sorted(newest_keys(SearchQuery(site=board.site), site=board.site)) == sorted(
        page.pk for page in (missing, other, right)
    )
    assert run("SELECT category_id FROM jobs_livelisting WHERE page_id = %s", other.pk) == [(None,)]
    assert workplaces(board) == {"onsite": 3}
    again = StringIO()
    call_command("repair_listings", stdout=again)
    assert again.getvalue() == ""


def test_a_dump_holds_no_derived_rows(board):
    LiveJobFactory(board=board)
    said = StringIO()
    call_command("dumpdata", "jobs.livelisting", "jobs.livecount", stdout=said)
    assert said.getvalue().strip() == "[]"


def test_similar_listings_are_those_of_the_plain_ranking(board):
    dice = random.Random(3)  # noqa: S311 - nothing secret
    pages = [
        make(board, "One", tags=dice.sample(["Rust", "Go", "Kafka"], k=dice.randrange(3))) for _ in range(12)
    ]
    ClosedJobFactory(board=board)
    for page in pages:
        assert similar_to(page, count=5) == oracle.similar(page, 5)


@pytest.mark.parametrize("start", [0, 3, 6, 9])
def test_companies_with_open_jobs_go_on_with_those_without(board, start):
    for number, job in enumerate(bulk_listings(board, 10)):
        job.company.name = f"{number % 4} {number}"
        job.company.save()
        if number % 3 == 0:
            JobPage.objects.filter(pk=job.pk).update(live=False)
    CompanyFactory(site=board.site, name="Nobody knows it")
    found = HiringFirst(Company.objects.all(), site=board.site)
    expected = sorted(
        Company.objects.exclude(name="Nobody knows it"),
        key=lambda company: (
            not company.open_listings(board.site).exists(),
            company.name.lower(),
            company.pk,
        ),
    )
    assert found.count() == len(expected) == 10
    assert found[start : start + 3] == expected[start : start + 3]
    counts = [(company.open_jobs, company.open_listings(board.site).count()) for company in found[0:10]]
    assert [one for one, _other in counts] == [other for _one, other in counts]
