"""A database of every released version is brought up to date, and its pages are whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from payments.models import Payment
from tests import databases
from tests.upgrades import kept


@pytest.fixture(params=kept.versions())
def upgraded(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        databases.in_an_empty_one(lambda name: kept.restore(request.param, name)),
    ):
        call_command("migrate", verbosity=0, interactive=False)
        yield


def test_there_is_a_released_version() -> None:
    assert "1.0.0" in kept.versions()


@pytest.mark.parametrize("version", kept.versions())
def test_a_released_migration_never_changes(version: str) -> None:
    now = kept.migrations_now()
    changed = [path for path, digest in kept.migrations_of(version).items() if now.get(path) != digest]
    assert changed == [], "make a new migration instead"


def walk() -> None:
    call_command("check")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert Site.objects.count() == 2
    for site in Site.objects.all():
        reader = Client(headers={"host": site.hostname})
        listing = JobPage.objects.on_site(site).live().first() or JobPage.objects.on_site(site).first()
        company = listing.company.get_absolute_url()
        for path in [
            "/",
            "/jobs/",
            "/jobs/?q=engineer",
            "/companies/",
            company,
            "/jobs/feed.json",
            "/pricing/",
        ]:
            assert reader.get(path).status_code == 200, path
        assert reader.get(listing.url).status_code in (200, 410)
        for submission in Submission.objects.filter(page__in=JobPage.objects.on_site(site))[:3]:
            assert reader.get(submission.get_absolute_url()).status_code == 200
    editor = Client()
    editor.force_login(get_user_model().objects.filter(is_superuser=True).first() or _superuser())
    submission = Submission.objects.first()
    payment = Payment.objects.first()
    assert submission is not None and payment is not None
    places = [
        "/admin/",
        "/admin/listings/",
        reverse("payment:index"),
        reverse("payment:inspect", args=[payment.pk]),
        reverse("wagtailadmin_pages:edit", args=[submission.page_id]),
        reverse("wagtailadmin_pages:history", args=[submission.page_id]),
    ]
    for place in places:
        assert editor.get(place, follow=True).status_code == 200, place


def test_a_released_database_is_brought_up_to_date(upgraded: None) -> None:
    walk()


@pytest.mark.postgres
def test_also_on_postgresql(upgraded: None) -> None:
    """The same again, for a run that has PostgreSQL for marked tests only."""
    assert connection.vendor == "postgresql"
    walk()


def _superuser() -> Any:
    return get_user_model().objects.create_superuser("owner", "owner@staff.example", "a-plain-test-password")
