"""A listing that is over is gone at that very minute, from everywhere at once, and boards never show each other's.

`PLACES` is every way to come upon a listing. Each shows it until the last microsecond, so that a place that would
show nothing anyway cannot pass; then each is looked at again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.alerts.runs import send_due
from jobs.listings.models import Company, DailyCounts, JobPage
from jobs.listings.search import SearchQuery, facets
from jobs.listings.services.expiry import move_end
from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from tests.factories import (
    CategoryFactory,
    ClosedJobFactory,
    FeaturedPlanFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    page_of,
)

START = datetime(2031, 3, 6, 12, tzinfo=UTC)
# Half an hour after the alerts of the day are due, which nobody has sent yet.
END = datetime(2031, 3, 7, 7, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
TITLE, SLUG = "Zeppelin pilot", "zeppelin-pilot"
READER = "reader@reader.example"


@dataclass
class World:
    get: Callable[..., str]
    submission: Submission
    page: JobPage
    neighbour: JobPage
    over_already: JobPage
    mailbox: object

    @property
    def site(self):
        return self.page.get_site()

    def address(self, name):
        return reverse(name, args=[self.page.pk])


def alert_mails(world):
    send_due()
    return " ".join(email.message for email in world.mailbox.to(READER))


def counted(world):
    """Every choice that facets offer, with its count, as text; what only this listing has is named by the title."""
    own = {
        *(("category", "zeppelins"), ("type", "internship"), ("remote", "remote")),
        *(("region", "latin_america"), ("country", "IS"), ("tag", "zeppelin")),
    }
    found = facets(SearchQuery(site=world.site), site=world.site)
    choices = [
        (facet.name, choice.value)
        for facet in found.lists
        for choice in (*facet.choices, *facet.rest)
        if choice.count
    ]
    missing = own - set(choices)
    assert missing in (set(), own)
    assert ("JPY" in found.currencies) == (not missing)
    assert found.total == (1 if missing else 2)
    return "" if missing else TITLE


def searched(**query):
    return lambda world: world.get("/jobs/", **query)


def fed(ending):
    return lambda world: world.get(f"/jobs/feed.{ending}") + world.get(f"/jobs/feed.{ending}", q="pilot")


PLACES = {
    "home": lambda world: world.get("/"),
    "index": lambda world: world.get("/jobs/"),
    "facet counts": counted,
    "search by words": searched(q="pilot"),
    "search by category": searched(category="zeppelins"),
    "search by type": searched(type="internship"),
    "search by remote": searched(remote="remote"),
    "search by region": searched(region="latin_america"),
    "search by country": searched(country="IS"),
    "search by company": searched(company="zeppelin-yard"),
    "search by tag": searched(tag="zeppelin"),
    "search by pay": searched(salary_min="1000000", salary_currency="JPY"),
    "search ordered by pay": searched(sort="salary"),
    "category page": lambda world: world.get("/categories/zeppelins/"),
    "company page": lambda world: world.get("/companies/zeppelin-yard/"),
    "company index": lambda world: (
        TITLE if "1 open job" in world.get("/companies/", q="zeppelin") else world.get("/companies/")
    ),
    "similar jobs": lambda world: world.get(world.neighbour.url),
    "similar jobs of a closed one": lambda world: world.get(world.over_already.url, status=410),
    "RSS": fed("rss"),
    "Atom": fed("atom"),
    "JSON feed": fed("json"),
    "aggregators' feed": fed("xml"),
    "alerts": alert_mails,
    "sitemap": lambda world: world.get("/sitemap.xml"),
}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(board, clock, sandbox, client, mailbox):
    def get(path, status=200, host="testserver", **query):
        answer = client.get(path, query, headers={"host": host})
        assert answer.status_code == status, path
        content = b"".join(answer) if answer.streaming else answer.content
        return unescape(content.decode())

    category = CategoryFactory(site=board.site, name="Zeppelins", slug="zeppelins")
    alerts.ask(
        site=board.site, email=READER, query=SearchQuery(site=board.site), frequency=Alert.Frequency.DAILY
    )
    alerts.confirm(alert=Alert.objects.get())
    submission = PaidSubmissionFactory(
        board=board,
        plan=FeaturedPlanFactory(site=board.site),
        title=TITLE,
        company_name="Zeppelin Yard",
        company_url="https://zeppelins.example",
        category=category,
        choices={"employment_type": "internship", "remote": "remote"},
        locations=[("IS", "Reykjavík")],
        regions=["latin_america"],
        tags=["zeppelin"],
        salary_min=5_000_000,
        salary_max=6_000_000,
        salary_currency="JPY",
        apply_url="https://zeppelins.example/apply",
    )
    page = page_of(submission)
    move_end(page=page, end=END)
    return World(
        get=get,
        submission=submission,
        page=JobPage.objects.get(pk=page.pk),
        # As close as another listing comes; it outlives the first.
        neighbour=LiveJobFactory(board=board, title="Ground crew"),
        over_already=ClosedJobFactory(board=board, title="Balloonist"),
        mailbox=mailbox,
    )


def showing(world):
    """The places where the listing is to be found."""
    return [name for name, look in PLACES.items() if {TITLE, SLUG} & _marks(look(world))]


def _marks(text):
    return {mark for mark in (TITLE, SLUG) if mark in text}


def test_it_is_everywhere_until_the_last_moment(world, client, clock):
    clock.move_to(END - INSTANT)
    assert showing(world) == list(PLACES)
    html = world.get(world.page.url)
    assert "application/ld+json" in html
    assert "og:image" in html
    assert client.get(world.address("jobs:listing_card")).headers["content-type"] == "image/png"
    assert client.get(world.address("jobs:listing_apply")).headers["location"] == world.page.apply_url
    assert client.get(world.address("jobs:listing_report")).status_code == 200


def time_is_up(world, clock):
    clock.move_to(END)
    # No scheduled job has run: whoever trusts the flag alone still shows it.
    assert JobPage.objects.get(pk=world.page.pk).live


def the_scheduled_job_ends_it(world, clock):
    clock.move_to(END + INSTANT)
    call_command("publish_scheduled")
    assert JobPage.objects.get(pk=world.page.pk).expired


def the_employer_closes_it(world, clock):
    clock.move_to(END - INSTANT)
    manage.close(submission=world.submission, reason=Submission.CloseReason.FILLED_HERE)


def an_editor_takes_it_down(world, clock):
    clock.move_to(END - INSTANT)
    JobPage.objects.get(pk=world.page.pk).unpublish()


@pytest.mark.parametrize(
    "ends", [time_is_up, the_scheduled_job_ends_it, the_employer_closes_it, an_editor_takes_it_down]
)
def test_it_is_nowhere_from_then_on(world, client, clock, ends):
    ends(world, clock)
    assert showing(world) == []
    html = world.get(world.page.url, status=410)
    for mark in ("application/ld+json", "og:image", world.page.apply_url, "/apply/", "/report/"):
        assert mark not in html
    assert client.get(world.address("jobs:listing_card")).status_code == 404
    for way in ("jobs:listing_apply", "jobs:listing_report"):
        answer = client.get(world.address(way), follow=True)
        assert answer.redirect_chain == [(world.page.url, 303)]
        assert answer.status_code == 410
    assert not DailyCounts.objects.exists()


def test_a_card_is_kept_by_no_cache_beyond_the_end(world, client, clock):
    clock.move_to(END - timedelta(minutes=5))
    assert "max-age=300" in client.get(world.address("jobs:listing_card")).headers["cache-control"]


def test_companies_do_not_count_what_is_over(world, clock):
    site, company = world.site, world.page.company

    def open_jobs():
        return Company.objects.with_open_jobs(site).get(pk=company.pk).open_jobs

    assert (open_jobs(), company.open_listings(site).count()) == (1, 1)
    clock.move_to(END)
    assert (open_jobs(), company.open_listings(site).count()) == (0, 0)


def test_another_board_shows_nothing_of_it(world, second_board, client):
    own = LiveJobFactory(board=second_board, title="Poster designer")
    over = ClosedJobFactory(board=second_board, title="Type setter")
    here = world.get

    def there(path, status=200, **query):
        # What belongs to the first board alone has no page on the second.
        missing = path.startswith(("/categories/", "/companies/zeppelin"))
        return here(path, 404 if missing else status, host=second_board.host, **query)

    neighbours = {"neighbour": own, "over_already": over}
    elsewhere = World(**vars(world) | neighbours | {"get": there})
    looks = [name for name in PLACES if name not in ("facet counts", "alerts")]
    assert [name for name in looks if _marks(PLACES[name](elsewhere))] == []
    assert "Poster designer" in there("/jobs/")
    offered = facets(SearchQuery(site=second_board.site), site=second_board.site)
    assert (offered.total, offered.currencies) == (1, ["EUR"])
    for name in ("jobs:listing_card", "jobs:listing_apply", "jobs:listing_report"):
        assert client.get(world.address(name), headers={"host": second_board.host}).status_code == 404


def test_alerts_of_another_board_do_not_tell_of_it(world, second_board, clock):
    other = "other@reader.example"
    everything = SearchQuery(site=second_board.site)
    alerts.ask(site=second_board.site, email=other, query=everything, frequency=Alert.Frequency.DAILY)
    alerts.confirm(alert=Alert.objects.get(email=other))
    LiveJobFactory(board=second_board, title="Poster designer")
    clock.move_to(END - INSTANT)
    send_due()
    told = " ".join(email.message for email in world.mailbox.to(other))
    assert "Poster designer" in told
    assert not _marks(told)
