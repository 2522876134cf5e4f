"""A kept page shows no change too late: every page of `test_nothing_leaks`, with everything kept beforehand."""

from html import unescape

import pytest
from django.db import connection

from jobs.listings.models import Company, JobPage
from jobs.listings.models.details import Tag
from jobs.listings.search.tasks import refresh_listings
from jobs.listings.services.expiry import move_end
from jobs.listings.tests.test_nothing_leaks import (
    END,
    INSTANT,
    PLACES,
    SLUG,
    TITLE,
    World,
    an_editor_takes_it_down,
    clock,
    the_employer_closes_it,
    the_scheduled_job_ends_it,
    time_is_up,
    world,
)
from payments.services.refunds import refund
from tests.factories import payment_of

__all__ = ["clock", "world"]


# What has an address of its own.
PAGES = [name for name in PLACES if name not in ("facet counts", "alerts")]


@pytest.fixture
def kept(world, clock, client):
    """The world, with each page looked at: what can be kept is."""

    def get(path, status=200, **query):
        answer = client.get(path, query)
        return unescape((answer.getvalue() if answer.streaming else answer.content).decode())

    clock.move_to(END - 2 * INSTANT)
    # A company's own page goes with its only listing.
    lenient = World(**vars(world) | {"get": get})
    assert shown(lenient) == PAGES
    assert TITLE in get(world.page.url)
    clock.move_to(END - INSTANT)
    return lenient


def shown(world):
    """The pages on which the listing is to be found."""
    return [name for name in PAGES if any(mark in PLACES[name](world) for mark in (TITLE, SLUG))]


def it_is_refunded(world, clock):
    payment = payment_of(world.submission)
    refund(payment=payment, amount=payment.amount, reason="Changed their mind.", user=None)


def it_is_deleted(world, clock):
    JobPage.objects.get(pk=world.page.pk).unpublish()
    world.submission.delete()
    JobPage.objects.get(pk=world.page.pk).delete()


def an_operator_ends_it(world, clock):
    end = connection.ops.adapt_datetimefield_value(END - INSTANT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET expire_at = %s WHERE id = %s", [end, world.page.pk])


def its_end_is_moved(world, clock):
    move_end(page=world.page, end=END - INSTANT)


ENDS = [
    time_is_up, the_scheduled_job_ends_it, the_employer_closes_it, an_editor_takes_it_down, it_is_refunded,
    it_is_deleted, an_operator_ends_it, its_end_is_moved,
]  # fmt: skip


@pytest.mark.parametrize("ends", ENDS)
def test_what_is_over_is_shown_nowhere(kept, clock, client, ends):
    ends(kept, clock)
    assert shown(kept) == []
    assert client.get(kept.page.url).status_code in (404, 410)


@pytest.mark.parametrize("place", ["home", "index", "company page", "RSS", "JSON feed", "search by company"])
def test_a_renamed_company_has_its_new_name(kept, place):
    assert "Zeppelin Yard" in PLACES[place](kept)
    Company.objects.filter(name="Zeppelin Yard").update(name="Airship Yard")
    text = PLACES[place](kept)
    assert "Airship Yard" in text
    assert "Zeppelin Yard" not in text


def test_a_renamed_skill_has_its_new_name(kept):
    for address in (kept.page.url, "/jobs/feed.json"):
        kept.get(address)
    Tag.objects.filter(name="zeppelin").update(name="airship")
    for address in (kept.page.url, "/jobs/feed.json"):
        assert "airship" in kept.get(address)


def test_a_later_end_keeps_it_beyond_the_old_one(kept, clock):
    move_end(page=kept.page, end=END + 10 * INSTANT)
    clock.move_to(END)
    assert TITLE in kept.get("/jobs/")
    clock.move_to(END + 10 * INSTANT)
    assert SLUG not in kept.get("/jobs/")


def test_a_search_finds_a_new_name_once_a_worker_has_indexed_it(kept, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    company = Company.objects.get(name="Zeppelin Yard")
    company.name = "Airship Yard"
    company.save()
    assert TITLE not in kept.get("/jobs/", q="airship")
    refresh_listings.call(relation="company", key=company.pk)
    assert TITLE in kept.get("/jobs/", q="airship")
