"""The preview beside the form: what readers would see, cleaned alike; nothing of it is kept, and nothing is public."""

import re

import pytest
from bs4 import BeautifulSoup

from jobs.listings.models import Category, Company, JobPage
from jobs.listings.models.details import Tag
from jobs.submissions.logos import clean_logo
from jobs.submissions.models import Plan, Submission
from jobs.submissions.tests.typed import logo_file, typed
from tests.factories import CategoryFactory, CompanyFactory, FeaturedPlanFactory, PlanFactory, page_of

URL = "/post-a-job/preview/"


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


def seen(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def article(html: str) -> str:
    found = BeautifulSoup(html, "html.parser").select_one(".listing-text .prose")
    assert found is not None
    return str(found)


def test_it_is_what_readers_will_see(client, plan):
    values = typed(plan)
    preview = seen(client.post(URL, values))
    client.post("/post-a-job/", values)
    draft = Submission.objects.get()
    newest = client.get(draft.preview_url.removeprefix(draft.site_root)).content.decode()
    assert str(preview.select_one(".listing-text .prose")) == article(newest)
    assert preview.select_one("h1").get_text() == page_of(draft).title
    facts = [dd.get_text(" ", strip=True) for dd in preview.select(".facts dd")]
    assert "Köln, Germany" in facts and "Hybrid" in facts
    assert [li.get_text(strip=True) for li in preview.select(".stack-tags li")] == ["linux", "on call"]
    row = preview.select_one(".live-list .row")
    assert row is not None
    for text in (
        "Night train dispatcher",
        "Larkspur Rail",
        "€70,000 – €90,000",
        "Hybrid · Köln, Germany and 1 more",
    ):
        assert text in row.get_text(" ", strip=True)


def test_an_empty_form_has_a_preview_too(client, plan):
    text = seen(client.post(URL, {})).get_text(" ", strip=True)
    assert "Job title" in text and "Company" in text and "Your description appears here." in text


def test_what_is_wrong_yet_leaves_a_gap_and_the_rest_is_shown(client, plan):
    values = typed(
        plan, salary_min="a lot", salary_max="x", description="Short **yet**", apply_url="javascript:x"
    )
    preview = seen(client.post(URL, values | {"apply_email": "", "title": "Cook at www.a.example"}))
    assert "Pay not stated" in preview.get_text()
    assert preview.select_one(".prose strong").get_text() == "yet"
    assert preview.select_one(".apply") is None
    assert preview.select_one("h1").get_text() == "Cook at www.a.example"


def test_a_featured_plan_shows_its_card(client, plan):
    featured = FeaturedPlanFactory(site=plan.site)
    preview = seen(client.post(URL, typed(featured)))
    assert len(preview.select(".row-featured")) == 2
    assert not seen(client.post(URL, typed(plan))).select(".row-featured")


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) <b onclick=x>bold</b>",
    "<svg/onload=alert(1)>",
    "{{ settings.SECRET_KEY }}{% now %}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_script_gets_through_any_field(client, plan, text):
    values = dict.fromkeys(typed(), text) | {"remote": "remote", "description": text * 9, "tags": text[:29]}
    preview = seen(client.post(URL, values))
    assert not preview.select("script, svg, iframe, form, input, [onerror], [onload], [onclick]")
    assert not preview.select('img:not([class*="logo"])')
    assert not re.search(r"(href|src|srcdoc|action)\s*=\s*[\"']?\s*(javascript|data):", str(preview))
    assert not preview.select("a[href]"), "links in it lead nowhere"


def test_it_says_nothing_to_caches_and_frames_of_others(client, plan):
    answer = client.post(URL, typed(plan))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(URL).status_code == 405


def test_nothing_of_it_is_kept(client, plan, django_assert_max_num_queries):
    CategoryFactory(site=plan.site)
    tables = (JobPage, Company, Tag, Submission, Category)
    before = [model.objects.count() for model in tables]
    with django_assert_max_num_queries(25) as queries:
        client.post(URL, typed(plan, tags="a skill that nobody has"))
    assert not [
        query for query in queries.captured_queries if re.match(r"INSERT|UPDATE|DELETE", query["sql"])
    ]
    assert [model.objects.count() for model in tables] == before


def test_another_boards_category_and_plan_are_not_shown(client, plan, second_board):
    theirs = CategoryFactory(site=second_board.site, name="Nightjar")
    featured = FeaturedPlanFactory(site=second_board.site)
    preview = seen(client.post(URL, typed(featured, category=str(theirs.pk))))
    assert "Nightjar" not in preview.get_text() and not preview.select(".row-featured")


def test_whoever_asks_without_end_waits(client, plan, settings):
    settings.RATE_LIMIT_FACTOR = 0
    assert client.post(URL, typed(plan)).status_code == 429


def test_a_company_that_the_board_knows_brings_its_logo(client, plan):
    company = CompanyFactory(site=plan.site, name="Larkspur Rail", website="https://larkspur.example")
    company.logo.save("larkspur.webp", clean_logo(logo_file()))
    preview = seen(client.post(URL, typed(plan)))
    assert {image["src"] for image in preview.select("img.logo")} == {company.logo.url}
