"""JobPosting as Google takes it: what is required is there, what is forbidden is not."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from jobs.listings.models import EligibleRegion, JobLocation, JobPage
from jobs.listings.regions import COUNTRIES, Region
from jobs.listings.services.expiry import move_end
from jobs.listings.structured_data import job_posting
from jobs.listings.tests.google import BLOCK, data_in, faults
from tests.factories import (
    ClosedJobFactory,
    CompanyFactory,
    ExpiredJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    TimeIsUpJobFactory,
    page_of,
)


def block_on(client, page, host="testserver"):
    """The data of the listing's own page; None without any."""
    return data_in(client.get(page.get_url_parts()[2], headers={"host": host}).content.decode())


def told(page):
    page = JobPage.objects.get(pk=page.pk)
    return job_posting(page, page.get_site())


def test_the_whole_of_a_hybrid_listing(board, sandbox, client):
    submission = PaidSubmissionFactory(
        board=board,
        title="Signal engineer",
        company_name="Larkspur Rail",
        company_url="https://larkspur.example",
        locations=[("DE", "Köln"), ("FR", "")],
        description_html='<p>See <a href="https://larkspur.example/a?b=1&amp;c=2">us</a></p>',
    )
    page = page_of(submission)
    assert block_on(client, page) == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Signal engineer",
        "description": '<p>See <a href="https://larkspur.example/a?b=1&amp;c=2" rel="nofollow noopener">us</a></p>',
        "identifier": {"@type": "PropertyValue", "name": "Larkspur Rail", "value": str(page.pk)},
        "datePosted": page.first_published_at.isoformat(timespec="seconds"),
        "validThrough": page.expire_at.isoformat(timespec="seconds"),
        "employmentType": "FULL_TIME",
        "hiringOrganization": {
            "@type": "Organization",
            "name": "Larkspur Rail",
            "sameAs": "https://larkspur.example",
        },
        "directApply": False,
        "jobLocation": [
            {
                "@type": "Place",
                "address": {"@type": "PostalAddress", "addressCountry": "DE", "addressLocality": "Köln"},
            },
            {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "FR"}},
        ],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": 70000,
                "maxValue": 90000,
                "unitText": "YEAR",
            },
        },
    }


def remote_listing(board, regions, places=()):
    page = LiveJobFactory(board=board, remote=JobPage.Workplace.REMOTE)
    EligibleRegion.objects.bulk_create(EligibleRegion(page=page, region=region) for region in regions)
    JobLocation.objects.bulk_create(JobLocation(page=page, country=code) for code in places)
    return page


@pytest.mark.parametrize(
    ("regions", "some", "number"),
    [
        (["uk"], {"United Kingdom"}, 1),
        (["eu"], {"Germany", "Ireland", "Croatia"}, 27),
        (["north_america", "uk"], {"Canada", "United States", "United Kingdom"}, 6),
        (["worldwide", "eu"], {"Germany", "Brazil", "Japan", "Kenya", "Mexico"}, 245),
    ],
)
def test_regions_are_unfolded_to_countries(board, regions, some, number):
    data = told(remote_listing(board, regions, places=["AT"]))
    names = [country["name"] for country in data["applicantLocationRequirements"]]
    assert some <= set(names)
    assert len(names) == len(set(names)) == number
    assert "jobLocation" not in data
    assert list(faults(data)) == []


def test_the_regions_do_not_overlap_but_where_they_must():
    parts = [COUNTRIES[region] for region in Region if region not in (Region.WORLDWIDE, Region.EU, Region.UK)]
    assert sum(map(len, parts)) == len(frozenset().union(*parts)) == len(COUNTRIES[Region.WORLDWIDE])
    assert COUNTRIES[Region.EU] | COUNTRIES[Region.UK] < COUNTRIES[Region.EUROPE]


def test_remote_without_regions_is_open_where_its_places_are(board):
    data = told(remote_listing(board, [], places=["AT"]))
    assert data["applicantLocationRequirements"] == [{"@type": "Country", "name": "Austria"}]


def test_remote_from_nowhere_and_an_office_nowhere_have_no_markup(board, client):
    page = remote_listing(board, [])
    assert block_on(client, page) is None
    for policy in ("hybrid", "onsite"):
        JobPage.objects.update(remote=policy)
        assert block_on(client, page) is None


def test_a_hybrid_listing_is_never_telecommute(board):
    page = remote_listing(board, ["eu"], places=["AT"])
    JobPage.objects.update(remote="hybrid")
    data = told(page)
    assert {"jobLocationType", "applicantLocationRequirements"}.isdisjoint(data)


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [
        (40, 60, {"minValue": 40, "maxValue": 60}),
        (50, 50, {"value": 50}),
        (50, None, None),
        (None, 50, None),
        (None, None, None),
    ],
)
def test_pay_is_one_sum_or_two(board, low, high, value):
    page = LiveJobFactory(
        board=board, salary_min=low, salary_max=high, salary_currency="GBP", salary_unit="hour"
    )
    JobLocation.objects.create(page=page, country="GB")
    data = told(page)
    if value is None:
        assert "baseSalary" not in data
    else:
        assert data["baseSalary"]["value"] == {"@type": "QuantitativeValue", **value, "unitText": "HOUR"}


@pytest.mark.parametrize("kind", JobPage.EmploymentType)
def test_every_kind_of_employment_is_one_of_googles(board, kind):
    page = LiveJobFactory(board=board, employment_type=kind)
    JobLocation.objects.create(page=page, country="GB")
    assert list(faults(told(page))) == []


def test_the_logo_has_a_full_address(board):
    company = CompanyFactory(site=board.site)
    company.logo.save("mark.webp", ContentFile(b"RIFF"), save=False)
    type(company).objects.filter(pk=company.pk).update(logo=company.logo.name)
    page = LiveJobFactory(board=board, company=company)
    JobLocation.objects.create(page=page, country="GB")
    assert told(page)["hiringOrganization"]["logo"] == f"{board.site.root_url}{company.logo.url}"


def test_the_day_of_posting_stays_that_of_the_first_publication(board):
    page = LiveJobFactory(board=board)
    JobLocation.objects.create(page=page, country="GB")
    before = told(page)["datePosted"]
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        move_end(page=page, end=timezone.now() + timedelta(days=60))
        JobPage.objects.get(pk=page.pk).save_revision().publish()
        assert told(page)["datePosted"] == before


def test_what_says_no_more_than_its_title_has_no_markup(board):
    page = LiveJobFactory(board=board, title="Just this", description="<p>Just this</p>")
    JobLocation.objects.create(page=page, country="GB")
    assert told(page) is None


def test_nothing_that_was_typed_ends_the_block(board, client):
    title = "</script><script>alert(1)</script> <!-- & \u2028"
    page = LiveJobFactory(board=board, title=title)
    JobLocation.objects.create(page=page, country="GB", location="</SCRIPT >")
    html = client.get(page.url).content.decode()
    assert BLOCK.findall(html)[0].count("<") == 0
    assert json.loads(BLOCK.findall(html)[0])["title"] == title
    assert "<script>alert" not in html


@pytest.mark.parametrize("factory", [ClosedJobFactory, ExpiredJobFactory, TimeIsUpJobFactory])
def test_only_a_live_listing_has_markup(board, client, factory):
    page = factory(board=board)
    JobLocation.objects.create(page=page, country="GB")
    assert block_on(client, page) is None
    assert told(page) is None


def test_no_other_page_and_no_preview_has_markup(board, sandbox, client):
    submission = PaidSubmissionFactory(board=board)
    preview = submission.preview_url
    for path in ("/", "/jobs/", "/companies/", page_of(submission).company.get_absolute_url(), preview):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "ld+json" not in answer.content.decode(), path
