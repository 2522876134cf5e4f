"""Filters, their counts and orders, as a reader meets them on the list of jobs."""

import pytest

from jobs.listings.models import JobPage
from jobs.listings.search import SearchQuery, facets
from jobs.listings.tests.market import links, make, titles
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    make_board,
)

pytestmark = pytest.mark.django_db

YEAR, MONTH, HOUR = JobPage.SalaryUnit.YEAR, JobPage.SalaryUnit.MONTH, JobPage.SalaryUnit.HOUR


@pytest.fixture(scope="module")
def board(lasting_db):
    return make_board()


@pytest.fixture(scope="module")
def jobs(board):
    """A small market, its oldest listing first."""
    backend = CategoryFactory(site=board.site, name="Backend", slug="backend")
    platform = CategoryFactory(site=board.site, name="Platform", slug="platform")
    acme = CompanyFactory(site=board.site, name="Acme", slug="acme")
    make(board, "Api", category=backend, company=acme, places=[("DE", "Berlin"), ("DE", "Bonn")], tags=["go"],
         salary_min=70_000, salary_max=90_000, salary_currency="EUR", salary_unit=YEAR)  # fmt: skip
    make(board, "Batch", category=backend, remote="remote", regions=["eu", "uk"], tags=["go", "rust"],
         salary_min=5_000, salary_currency="EUR", salary_unit=MONTH)  # fmt: skip
    make(board, "Cluster", category=platform, employment_type="contract", remote="hybrid", places=[("FR", "Lyon")],
         tags=["kubernetes"], salary_min=50, salary_max=60, salary_currency="USD", salary_unit=HOUR)  # fmt: skip
    make(board, "Disk", category=platform, company=acme, remote="remote", regions=["worldwide"])


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({}, ["Disk", "Cluster", "Batch", "Api"]),
        ({"category": "backend"}, ["Batch", "Api"]),
        ({"category": ["backend", "platform"]}, ["Disk", "Cluster", "Batch", "Api"]),
        ({"category": "no-such"}, []),
        ({"type": "contract"}, ["Cluster"]),
        ({"remote": "remote"}, ["Disk", "Batch"]),
        ({"remote": ["remote", "hybrid"], "category": "platform"}, ["Disk", "Cluster"]),
        ({"region": "eu"}, ["Disk", "Batch"]),
        ({"region": ["eu", "uk"]}, ["Disk", "Batch"]),
        ({"region": "north_america"}, ["Disk"]),
        ({"region": "europe"}, ["Disk"]),
        ({"country": "de"}, ["Api"]),
        ({"country": ["DE", "FR"]}, ["Cluster", "Api"]),
        ({"company": "acme"}, ["Disk", "Api"]),
        ({"tag": "go"}, ["Batch", "Api"]),
        ({"tag": ["rust", "kubernetes"]}, ["Cluster", "Batch"]),
        ({"salary_min": "90000"}, ["Api"]),
        ({"salary_min": "90001"}, []),
        ({"salary_min": "60000"}, ["Batch", "Api"]),
        ({"salary_min": "60001"}, ["Api"]),
        ({"salary_min": "124800", "salary_currency": "USD"}, ["Cluster"]),
        ({"salary_min": "124801", "salary_currency": "USD"}, []),
        ({"salary_min": "1", "salary_currency": "GBP"}, []),
        ({"q": "berlin", "category": "platform"}, []),
    ],
)
def test_filters(board, jobs, criteria, found):
    assert titles(board, **criteria) == found


def test_orders(board, jobs):
    assert titles(board, sort="salary") == ["Api", "Batch", "Disk", "Cluster"]
    assert titles(board, sort="salary", salary_currency="USD") == ["Cluster", "Disk", "Batch", "Api"]
    assert titles(board, sort="newest") == ["Disk", "Cluster", "Batch", "Api"]


@pytest.mark.parametrize(
    "criteria",
    [
        {}, {"q": "go"}, {"category": ["backend"]}, {"remote": ["remote"], "tag": ["go"]}, {"country": ["DE"]},
        {"salary_min": "60000"}, {"region": ["eu"], "company": ["acme"]}, {"region": ["uk", "asia_pacific"]},
        {"category": ["gone"], "tag": ["gone"]},
    ],
)  # fmt: skip
def test_each_count_is_what_the_choice_alone_gives_beside_the_other_criteria(board, jobs, criteria):
    query = SearchQuery.parse(criteria, site=board.site)
    counted = facets(query, site=board.site)
    assert counted.total == len(titles(board, **criteria))
    offered = [(facet, choice) for facet in counted.lists for choice in [*facet.choices, *facet.rest]]
    for facet, choice in offered:
        alone = {**criteria, facet.name: choice.value}
        assert choice.count == len(titles(board, **alone)), (facet.name, choice)
        assert choice.chosen == (choice.value in criteria.get(facet.name, []))
    assert all(choice.count or choice.chosen for _facet, choice in offered)


def test_the_page_answers_the_url(client, board, jobs):
    page = client.get("/jobs/?category=backend&remote=remote").content.decode()
    assert "Batch" in page
    assert "Cluster" not in page
    assert 'value="backend" checked' in page
    assert 'rel="canonical" href="http://testserver/jobs/?category=backend&amp;remote=remote"' in page
    assert "noindex" in page


def test_nothing_found_says_what_to_leave_out_and_offers_an_alert(client, board, jobs):
    answer = client.get("/jobs/?category=backend&country=FR")
    ways = [(way.label, way.count) for way in answer.context["results"].loosenings]
    assert ways == [("France", 2), ("Backend", 1)]
    assert {"/jobs/?category=backend", "/jobs/?country=FR"} <= set(links(answer))
    assert "/alerts/?category=backend&country=FR" in links(answer)


def test_a_browser_with_scripts_gets_the_changing_parts_alone(client, board, jobs):
    answer = client.get("/jobs/?sort=&q=&remote=remote&salary_currency=EUR", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="facet-remote" data-hx-swap-oob="true"' in page
    assert answer.headers["HX-Push-Url"] == "/jobs/?remote=remote"
    assert "HX-Request" in answer.headers["Vary"]
    whole = client.get("/jobs/?remote=remote")
    assert "<html" in whole.content.decode()
    assert "HX-Request" in whole.headers["Vary"]
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/jobs/?remote=remote", headers=back).content.decode()


def test_the_address_bar_can_show_any_letters_of_the_lists_own_address(client, board, jobs):
    board.index.slug = "offres-d-été"
    board.index.save_revision().publish()
    path = "/offres-d-%C3%A9t%C3%A9/"
    scripted = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    answer = client.get(f"{path}?remote=remote", headers=scripted)
    assert answer.headers["HX-Push-Url"] == f"{path}?remote=remote"
    assert client.get(path, headers=scripted).headers["HX-Push-Url"] == "false"


@pytest.mark.parametrize(
    "text",
    ["page=abc", "page=99999999999999999999", "salary_min=1e9", "salary_min=999999999&salary_currency=JPY",
     "sort=-pk", "category=%27%20OR%201=1", "tag=%01", "q=%01", "type[]=x", "remote=remote&remote=",
     "q=%ff%fe", "&".join(f"tag=t{number}" for number in range(500)), "country=" + "A" * 5000],
)  # fmt: skip
def test_hostile_urls_get_a_page(client, board, jobs, text):
    assert client.get(f"/jobs/?{text}").status_code == 200


# --- Categories


def test_a_categorys_own_page(client, board, second_board, jobs):
    from jobs.listings.models import Category

    Category.objects.filter(slug="backend").update(
        title="Jobs behind the scenes",
        intro="<p>Where <b>data</b> lives.</p>",
        search_description="All of it.",
    )
    page = client.get("/categories/backend/").content.decode()
    assert "Jobs behind the scenes" in page
    assert "<b>data</b>" in page
    assert 'name="description" content="All of it."' in page
    assert "Batch" in page
    assert "Cluster" not in page
    assert "/jobs/?category=backend" in page
    assert client.get("/categories/nothing/").status_code == 404
    assert client.get("/categories/backend/", headers={"host": second_board.host}).status_code == 404


def test_home_leads_to_search_and_categories(client, board, jobs):
    page = client.get("/").content.decode()
    assert 'action="/jobs/"' in page
    assert 'name="q"' in page
    assert 'href="/categories/backend/"' in page


def test_places_and_money_in_the_boards_language(client, board, jobs):
    from boards.models import BoardSettings

    BoardSettings.objects.filter(site=board.site).update(language="fr")
    page = client.get("/jobs/?salary_min=60000").content.decode()
    assert "Allemagne" in page
    assert "60\u202f000\xa0€" in page


def test_names_are_escaped(client, board):
    make(board, "Plain", tags=["<i>odd</i>"])
    page = client.get("/jobs/?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in page
    assert "<i>odd" not in client.get("/jobs/").content.decode()
