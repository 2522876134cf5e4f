"""Every state of the search is a URL: read without complaint, written the same way each time."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.listings import facts
from jobs.listings.models import EligibleRegion, JobPage
from jobs.listings.search import SearchQuery, describe
from jobs.listings.search.query import SORTS
from tests.factories import CategoryFactory, CompanyFactory

NAMES = ["q", *facts.PARAMS, "salary_min", "salary_currency", "sort", "page", "utm_source", ""]
SENSIBLE = st.sampled_from(
    [
        *JobPage.EmploymentType.values,
        *JobPage.Workplace.values,
        *EligibleRegion.Region.values,
        *SORTS,
        "DE",
        "de",
        "USD",
        "EUR",
        "60000",
        "60,000",
        "60 000",
        "2",
        "backend",
        "kubernetes jobs",
        '"a b"',
    ]  # fmt: skip
)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), SENSIBLE | st.text(max_size=30)), max_size=12)


def parsed(board, text):
    return SearchQuery.parse(QueryDict(text), site=board.site)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs)
def test_any_parameters_have_one_written_form(board, given_pairs):
    params = QueryDict(mutable=True)
    for name, value in given_pairs:
        params.appendlist(name, value)
    query = SearchQuery.parse(params, site=board.site)
    assert parsed(board, query.querystring()) == query
    assert SearchQuery.parse(dict(params.lists()), site=board.site) == query


def test_the_order_of_parameters_is_the_contracts(board):
    text = (
        "page=2&sort=salary&salary_currency=USD&salary_min=60000&tag=go&company=acme&country=de&region=eu"
        "&remote=remote&type=contract&category=backend&q=rust"
    )
    assert parsed(board, text).querystring() == (
        "q=rust&category=backend&type=contract&remote=remote&region=eu&country=DE&company=acme&tag=go"
        "&salary_min=60000&salary_currency=USD&sort=salary&page=2"
    )


@pytest.mark.parametrize(
    "text",
    [
        "type=nothing", "remote=1", "region=mars", "country=XYZ", "country=1", "category=a%20b", "tag=%00",
        "salary_min=abc", "salary_min=-5", "salary_min=0", "salary_min=" + "9" * 40,
        "salary_currency=USD", "sort=password", "sort=relevance", "sort=newest", "page=0", "page=-1", "page=x",
        "page=%D9%A3", "q=", "q=%20%00%0A", "category=", "unheard=of", "%00=%00", "salary_currency=EUR&salary_min=",
    ],
)  # fmt: skip
def test_rubbish_and_what_goes_without_saying_are_dropped(board, text):
    query = parsed(board, text)
    assert query.is_empty
    assert query.querystring() == ""


def test_the_boards_currency_and_the_usual_order_go_without_saying(board):
    assert parsed(board, "salary_min=50000&salary_currency=EUR").querystring() == "salary_min=50000"
    assert parsed(board, "q=go&sort=relevance").querystring() == "q=go"
    assert parsed(board, "q=go&sort=newest").querystring() == "q=go&sort=newest"


@pytest.mark.parametrize(
    "text",
    ["60000", "60,000", "60 000", "60.000", "60'000", "60,000.00", "60.000,50", "60\u202f000,00\xa0€", "€60,000",
     "60k", "60 K", "$60k", "60000.5"],
)  # fmt: skip
def test_sums_as_people_write_them(board, text):
    assert SearchQuery.parse({"salary_min": text}, site=board.site).salary_min == 60_000


@pytest.mark.parametrize(
    ("text", "pay"), [("72.5k", 72_500), ("1,250,000", 1_250_000), ("45.50", 45), ("0k", None)]
)
def test_sums_of_other_sizes(board, text, pay):
    assert SearchQuery.parse({"salary_min": text}, site=board.site).salary_min == pay


def test_one_criterion_less(board):
    query = parsed(board, "q=go&type=contract&type=temporary&salary_min=5&salary_currency=USD&page=3")
    assert query.without("type", "contract").querystring() == (
        "q=go&type=temporary&salary_min=5&salary_currency=USD"
    )
    assert query.without("type").querystring() == "q=go&salary_min=5&salary_currency=USD"
    assert query.without("salary_min").querystring() == "q=go&type=contract&type=temporary"
    assert query.without("q").q == ""


def test_in_words(board):
    CategoryFactory(site=board.site, slug="backend", name="Back end")
    CompanyFactory(site=board.site, slug="acme", name="Acme & Sons")
    query = parsed(
        board,
        "q=rust&category=backend&remote=remote&remote=hybrid&country=DE&company=acme&tag=gone&salary_min=60000",
    )
    assert describe(query) == (
        "“rust”, Back end, Hybrid or Remote, Germany, Acme & Sons, gone, from €60,000 a year"
    )
    assert describe(parsed(board, "")) == "All jobs"


def test_an_alert_keeps_neither_page_nor_order(board):
    query = parsed(board, "q=go&sort=salary&salary_currency=USD&page=4")
    assert query.standing().querystring() == "q=go"
