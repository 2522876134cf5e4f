"""What an editor's own listing has to say rightly, because readers, filters and search engines take it at its word."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from jobs.listings.models import JobPage
from jobs.listings.tests.market import make
from tests.admin_forms import send_form
from tests.factories import CategoryFactory, CompanyFactory, SuperuserFactory

PAY = {"salary_min": "50000", "salary_max": "60000", "salary_currency": "EUR", "salary_unit": "year"}


@pytest.fixture
def publish(board, client):
    """The complaints about a listing whose form says this, none when it was published."""
    client.force_login(SuperuserFactory())
    page = make(board, "Signal engineer", places=[("DE", "Berlin")])

    def publish(**fields):
        sent = {**PAY, **fields, "action-publish": "action-publish"}
        answer = send_form(
            client, reverse("wagtailadmin_pages:edit", args=[page.pk]), form="#page-edit-form", **sent
        )
        html = BeautifulSoup(answer.content, "html.parser")
        return [error.get_text(" ", strip=True) for error in html.select(".error-message")]

    return publish


def test_all_is_well(publish, board):
    company = CompanyFactory(site=board.site)
    category = CategoryFactory(site=board.site)
    assert publish(company=company.pk, category=category.pk) == []
    page = JobPage.objects.get()
    assert (page.salary_label, page.company, page.category) == ("€50,000 – €60,000 a year", company, category)


@pytest.mark.parametrize("country", ["Ge", "de", "XX", "EU", "1A"])
def test_a_country_is_an_iso_code(publish, country):
    (complaint,) = publish(**{"locations-0-country": country})
    assert f"“{country}” is not the ISO code of a country" in complaint
    assert [place.country for place in JobPage.objects.get().locations.all()] == ["DE"]


@pytest.mark.parametrize("currency", ["eur", "€", "XYZ", "EU"])
def test_a_currency_is_an_iso_code(publish, currency):
    (complaint,) = publish(salary_currency=currency)
    assert f"“{currency}” is not the ISO code of a currency" in complaint


def test_pay_is_for_a_time(publish):
    (complaint,) = publish(salary_unit="")
    assert "Choose whether the pay is for" in complaint
    assert publish(salary_unit="", salary_min="", salary_max="", salary_currency="") == []


@pytest.mark.parametrize("name", ["company", "category"])
def test_nothing_of_another_board(publish, second_board, name):
    factory = {"company": CompanyFactory, "category": CategoryFactory}[name]
    theirs = factory(site=second_board.site)
    (complaint,) = publish(**{name: theirs.pk})
    assert "belongs to another board" in complaint
    assert getattr(JobPage.objects.get(), name) != theirs


def test_no_privacy_is_promised_that_lists_feeds_and_mails_would_not_keep(board, client):
    page = make(board, "Signal engineer")
    client.force_login(SuperuserFactory())
    for shown in (page, board.index, board.home):
        address = reverse("wagtailadmin_pages:set_privacy", args=[shown.pk])
        client.post(address, {"restriction_type": "login"})
        assert not PageViewRestriction.objects.exists(), shown
