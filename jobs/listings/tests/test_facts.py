"""Every fact of the table is asked, shown, filtered, fed and marked up where the table says so."""

import json
from xml.etree import ElementTree

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from jobs.listings import facts
from jobs.listings.facts import Asked
from jobs.listings.fulltext.words import indexed
from jobs.listings.models import JobBoardSettings, JobPage
from jobs.listings.search import SearchQuery, facets
from jobs.listings.search.index import document_of
from jobs.listings.tests.market import make
from jobs.submissions.tests.typed import typed
from tests.admin_forms import send_form
from tests.factories import PlanFactory, SuperuserFactory

CHOICES = [
    pytest.param(fact, value, id=f"{fact.name}={value}") for fact in facts.CHOICES for value in fact.choices
]
# A workplace brings rules for the place with it; the form's own tests have them.
PLACE = {"region": ["eu"]}


@pytest.fixture(autouse=True)
def asks_for_all(board):
    """The board asks for every fact that its settings can switch on."""
    ask(board, Asked.OPTIONAL)


def ask(board, asked):
    board_settings = JobBoardSettings.objects.filter(site=board.site)
    board_settings.update(**{fact.setting: asked for fact in facts.OPTIONAL})


def listing(board, fact: facts.ChoiceFact, value: str) -> JobPage:
    page = make(board, "Signal engineer", places=[("DE", "Berlin")], regions=["eu"])
    setattr(page, fact.name, value)
    page.save()
    return JobPage.objects.get(pk=page.pk)


def html(client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def label(fact: facts.ChoiceFact, value: str) -> str:
    return fact.choice_labels()[value]


def test_every_choice_is_in_the_table_once():
    names = [fact.name for fact in facts.CHOICES]
    assert len(set(names)) == len(names)
    columns = {field.name for field in JobPage._meta.get_fields() if getattr(field, "choices", None)}
    assert columns - {"salary_unit", "zone_from", "zone_to", "benefits"} == set(names)


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_it_is_asked_when_a_job_is_posted(board, client, fact, value):
    plan = PlanFactory(site=board.site)
    control = html(client, "/post-a-job/").select_one(f"select[name={fact.name}]")
    assert control.find_parent("div", class_="field").label.get_text().startswith(str(fact.label))
    assert client.post("/post-a-job/", typed(plan, **{fact.name: value}, **PLACE)).status_code == 303
    assert getattr(JobPage.objects.get().get_latest_revision_as_object(), fact.name) == value


@pytest.mark.parametrize("fact", facts.CHOICES, ids=lambda fact: fact.name)
def test_it_may_be_left_out_only_when_the_table_says_so(board, client, fact):
    plan = PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan, **{fact.name: ""}))
    assert answer.status_code == (200 if fact.missing and not fact.setting else 303)


@pytest.mark.parametrize("fact", facts.OPTIONAL, ids=lambda fact: fact.name)
def test_it_is_required_when_the_board_says_so(board, client, fact):
    plan = PlanFactory(site=board.site)
    ask(board, Asked.OFF)
    JobBoardSettings.objects.filter(site=board.site).update(**{fact.setting: Asked.REQUIRED})
    page = client.post("/post-a-job/", typed(plan))
    assert page.status_code == 200
    assert BeautifulSoup(page.content, "html.parser").select(".field-wrong")
    assert not JobPage.objects.exists()


@pytest.mark.parametrize("fact", facts.OPTIONAL, ids=lambda fact: fact.name)
def test_it_is_nowhere_when_the_board_does_not_ask(board, client, fact):
    PlanFactory(site=board.site)
    make(board, "Signal engineer")
    ask(board, Asked.OFF)
    form = html(client, "/post-a-job/")
    assert not [name for name in facts.columns_of(fact) if form.select(f"[name={name}]")]
    assert not html(client, "/jobs/").select(f"[name={fact.param or 'tz'}]")
    client.force_login(SuperuserFactory())
    screen = html(client, reverse("wagtailadmin_pages:edit", args=[JobPage.objects.get().pk]))
    assert not [name for name in facts.columns_of(fact) if screen.select(f"[name={name}]")]


def test_a_listing_keeps_what_is_no_longer_asked(board, client):
    page = listing(board, facts.SENIORITY, "lead")
    ask(board, Asked.OFF)
    client.force_login(SuperuserFactory())
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert html(client, url).select_one("select[name=seniority] option[selected]")["value"] == "lead"
    assert "Lead" in html(client, page.url).select_one(".facts").get_text()


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_editors_change_it(board, client, fact, value):
    page = make(board, "Signal engineer", places=[("DE", "Berlin")])
    client.force_login(SuperuserFactory())
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    send_form(client, url, form="#page-edit-form", **{fact.name: value})
    assert getattr(JobPage.objects.get().get_latest_revision_as_object(), fact.name) == value


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_it_is_filtered_and_counted(board, client, fact, value):
    listing(board, fact, value)
    for other in set(fact.choices) - {value}:
        listing(board, fact, other)
    query = SearchQuery.parse({fact.param: value}, site=board.site)
    if fact not in facts.FILTERS:
        assert query.is_empty
        return
    found = facets(query, site=board.site)
    assert found.total == 1
    counted = {facet.name: facet for facet in found.lists}
    assert (fact.param in counted) == (fact in facts.FACETS)
    if fact in facts.FACETS:
        choices = {choice.value: (choice.label, choice.count) for choice in counted[fact.param].choices}
        assert choices == {str(one): (label(fact, one), 1) for one in fact.choices}
    pills = html(client, f"/jobs/?{fact.param}={value}").select(".pill [dir=auto]")
    assert [pill.get_text() for pill in pills] == [label(fact, value)]


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_it_is_shown(board, client, fact, value):
    page = listing(board, fact, value)
    box = {
        line.dt.get_text(): [text.get_text() for text in line.select("dd")]
        for line in html(client, page.url).select(".facts dl > div")
    }
    is_said = value != fact.unsaid
    assert box.get(str(fact.label)) == ([label(fact, value)] if fact in facts.BOX and is_said else None)
    shown = html(client, "/jobs/").select(".row .kind")
    kinds = [text for kind in shown for text in kind.get_text().split(" · ")]
    assert (label(fact, value) in kinds) == (fact in facts.ROW and is_said and value not in fact.not_in_rows)


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_it_is_fed_and_marked_up(board, client, fact, value):
    page = listing(board, fact, value)
    if fact in facts.SUMMARY and value != fact.unsaid:
        assert label(fact, value) in feedparser.parse(client.get("/jobs/feed.rss").content).entries[0].summary
        assert label(fact, value) in client.get("/jobs/feed.json").json()["items"][0]["content_html"]
    if fact.element:
        xml = client.get("/jobs/feed.xml").getvalue()
        element = ElementTree.fromstring(xml).find(f"job/{fact.element.name}")  # noqa: S314 - our own feed
        said = element.text if element is not None else ""
        assert (said or "") == fact.element.words.get(value, "")
    if fact.markup:
        data = json.loads(html(client, page.url).find("script", type="application/ld+json").string)
        assert data.get(fact.markup.name) == fact.markup.words.get(value)


@pytest.mark.parametrize(("fact", "value"), CHOICES)
def test_it_is_in_the_full_text(board, fact, value):
    words = set(document_of(listing(board, fact, value)).facts)
    assert set(indexed(label(fact, value))) <= words or value in fact.not_in_full_text


@pytest.mark.parametrize("asked", [Asked.OPTIONAL, Asked.REQUIRED])
def test_no_seniority_is_chosen_for_the_employer(board, client, asked):
    PlanFactory(site=board.site)
    ask(board, asked)
    form = html(client, "/post-a-job/")
    assert form.select_one("select[name=seniority] option")["value"] == ""
    assert not form.select("select[name=seniority] option[selected]:not([value=''])")
    chosen = form.select_one("select[name=visa] option[selected]")
    assert (chosen["value"] if chosen else "") == ("not_said" if asked == Asked.OPTIONAL else "")
