"""Companies: who hires on a board, and the mark of those that have shown to be themselves."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from boards.limits import TOO_MANY_TRIES
from jobs.listings.forms import OTHER_DOMAIN, PUBLIC_PROVIDER
from jobs.listings.models import Company
from jobs.listings.services.verification import is_own_address
from tests.factories import (
    ClosedJobFactory,
    CompanyFactory,
    DraftJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    TimeIsUpJobFactory,
    UnpaidSubmissionFactory,
    bulk_listings,
    page_of,
)

# Each the same for ten listings as for five hundred.
QUERIES = {"index": 8, "company": 9}


@pytest.fixture
def company(board):
    company = CompanyFactory(
        site=board.site, name="Larkspur Rail", website="https://www.larkspur.example/about"
    )
    LiveJobFactory(board=board, company=company, title="Signal engineer")
    return company


def fresh(company):
    return Company.objects.get(pk=company.pk)


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def names(answer):
    """Of the companies listed, with what is said of their jobs."""
    found = re.findall(
        r'class="company-name"><a[^>]*>(.*?)</a>.*?class="company-jobs">([^<]*)', answer, re.DOTALL
    )
    return [(name, " ".join(jobs.split())) for name, jobs in found]


def listed(client, **query):
    return names(client.get("/companies/", query).content.decode())


# --- The pages


def test_those_with_open_jobs_come_first(board, client):
    idle, busy, one = (CompanyFactory(site=board.site, name=name) for name in ("Abel", "Borg", "zinc"))
    ClosedJobFactory(board=board, company=idle)
    LiveJobFactory.create_batch(2, board=board, company=busy)
    TimeIsUpJobFactory(board=board, company=busy)
    LiveJobFactory(board=board, company=one)
    assert listed(client) == [("Borg", "2 open jobs"), ("zinc", "1 open job"), ("Abel", "No open jobs")]


def test_a_name_is_found_by_any_part_of_it(board, client, company):
    LiveJobFactory(board=board, company=CompanyFactory(site=board.site, name="Other"))
    assert [name for name, _jobs in listed(client, q="  SPUR ")] == ["Larkspur Rail"]
    assert "No company found." in said(client.get("/companies/", {"q": "nobody%_"}))


def test_many_are_parted_into_pages(board, client):
    bulk_listings(board, 50)
    for number, company in enumerate(Company.objects.all()):
        company.name = f"Company {number:03}"
        company.save()
    assert len(listed(client)) == 48
    assert [name for name, _jobs in listed(client, page=2)] == ["Company 048", "Company 049"]
    assert listed(client, page="x") == listed(client)
    page = said(client.get("/companies/?page=2"))
    assert "Previous" in page
    assert "Newer" not in page, "they stand by name"


def test_who_has_only_a_draft_is_nobody_yet(board, client, sandbox):
    draft = DraftJobFactory(board=board)
    unpaid = page_of(UnpaidSubmissionFactory(board=board))
    assert listed(client) == []
    for page in (draft, unpaid):
        assert client.get(page.company.get_absolute_url()).status_code == 404


def test_the_company_page_has_all_its_open_jobs(board, client, company):
    LiveJobFactory(board=board, company=company, title="Night dispatcher")
    ClosedJobFactory(board=board, company=company, title="Gone job")
    LiveJobFactory(board=board, title="Somebody else’s job")
    page = said(client.get(company.get_absolute_url()))
    assert "Signal engineer" in page
    assert "Night dispatcher" in page
    assert "Open jobs 2" in page
    assert "Gone job" not in page
    assert "Somebody else’s job" not in page
    html = client.get(company.get_absolute_url()).content.decode()
    assert '<a class="tap" href="https://www.larkspur.example/about" rel="nofollow noopener">' in html
    assert f'<link rel="canonical" href="http://testserver/companies/{company.slug}/">' in html


def test_a_company_without_open_jobs_says_so_and_is_not_for_search_engines(board, client):
    page = ClosedJobFactory(board=board)
    html = client.get(page.company.get_absolute_url()).content.decode()
    assert "No open jobs right now." in html
    assert '<meta name="robots" content="noindex, follow">' in html


def test_companies_are_each_boards_own(board, second_board, client, company):
    twin = CompanyFactory(site=second_board.site, name="Larkspur Rail", slug=company.slug)
    LiveJobFactory(board=second_board, company=twin, title="Poster designer")
    here = said(client.get(company.get_absolute_url()))
    there = said(client.get(company.get_absolute_url(), headers={"host": second_board.host}))
    assert "Signal engineer" in here and "Poster designer" not in here
    assert "Poster designer" in there and "Signal engineer" not in there
    assert [jobs for _name, jobs in listed(client)] == ["1 open job"]


def test_the_listing_introduces_its_company(board, client, company):
    page = LiveJobFactory(board=board, company=company)
    text = said(client.get(page.url))
    assert "larkspur.example" in text
    assert "2 open jobs" in text
    assert f'href="/companies/{company.slug}/"' in client.get(page.url).content.decode()


@pytest.mark.parametrize("place", QUERIES)
def test_queries_do_not_grow(board, client, cold, place):
    def cost():
        cold()
        cache.clear()
        Site.clear_site_root_paths_cache()
        path = Company.objects.first().get_absolute_url() if place == "company" else "/companies/"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    bulk_listings(board, 10)
    # So that what a process asks once, such as the kinds of content there are, is known.
    cost()
    few = cost()
    bulk_listings(board, 490)
    assert few == cost() == QUERIES[place]


# --- Verified


def ask(client, company, email="Robin@larkspur.example", **fields):
    url = reverse("jobs:company_verify", args=[company.slug])
    return client.post(url, {"email": email} | fields, follow=True)


def link_in(mail):
    return re.search(r"http://testserver(/companies/\S+)", mail.message)[1]


def is_marked(client, company):
    marked = "Verified" in said(client.get(company.get_absolute_url()))
    listing = company.listings.first()
    assert ("Verified" in said(client.get(listing.url))) == marked
    assert ("Verified" in said(client.get("/companies/"))) == marked
    return marked


def test_a_link_mailed_to_the_companys_own_domain_verifies_it(client, company, mailbox):
    assert not is_marked(client, company)
    assert "Verify this company" in said(client.get(company.get_absolute_url()))
    answer = ask(client, company)
    assert answer.redirect_chain == [(company.get_absolute_url(), 303)]
    mail = mailbox.one("company_verify")
    assert mail.to == ["Robin@larkspur.example"]
    link = link_in(mail)
    assert link in mail.html_message
    opened = client.get(link)
    assert (opened.status_code, fresh(company).is_verified) == (200, False)
    assert "no-store" in opened.headers["cache-control"]
    answer = client.post(link, follow=True)
    assert "Larkspur Rail is verified." in said(answer)
    assert fresh(company).verified_domain == "larkspur.example"
    assert is_marked(client, company)
    assert "Verify this company" not in said(client.get(company.get_absolute_url()))


@pytest.mark.parametrize(
    ("email", "complaint"),
    [
        ("robin@gmail.com", PUBLIC_PROVIDER),
        ("robin@GMX.de", PUBLIC_PROVIDER),
        ("robin@other.example", OTHER_DOMAIN),
        ("robin@larkspur.example.other.example", OTHER_DOMAIN),
        ("robin@notlarkspur.example", OTHER_DOMAIN),
        ("robin@example", None),
        ("", None),
    ],
)
def test_other_addresses_are_refused(client, company, mailbox, email, complaint):
    answer = ask(client, company, email)
    if complaint:
        assert str(complaint) % {"domain": "larkspur.example"} in said(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert mailbox.all() == []


@pytest.mark.parametrize("provider", ["gmail.com", "sfr.fr", "hotmail.fr", "yahoo.ca", "hotmail.co.uk"])
def test_a_website_at_a_mail_provider_proves_nothing(board, client, mailbox, provider):
    company = CompanyFactory(site=board.site, website=f"https://{provider}")
    LiveJobFactory(board=board, company=company)
    assert "public email provider" in said(ask(client, company, f"robin@{provider}"))
    assert mailbox.all() == []


@pytest.mark.parametrize(("except_", "proves"), [(set(), False), ({"clerk.com"}, True)])
def test_an_employer_that_is_listed_as_a_provider_can_be_taken_out(board, client, settings, except_, proves):
    settings.EMAIL_PROVIDERS_EXCEPT = except_
    company = CompanyFactory(site=board.site, website="https://clerk.com")
    LiveJobFactory(board=board, company=company)
    answer = ask(client, company, "robin@clerk.com")
    assert ("public email provider" in said(answer)) is not proves


@pytest.mark.parametrize("website", ["https://co.uk/", "https://www.com.au/", "https://eu.org/"])
def test_a_domain_that_anybody_registers_below_is_nobodys_own(board, client, mailbox, website):
    company = CompanyFactory(site=board.site, website=website)
    LiveJobFactory(board=board, company=company)
    said_to = said(ask(client, company, f"robin@impostor.{company.website_host}"))
    assert f"The address must be at {company.website_host}" in said_to
    assert mailbox.all() == []


def test_neither_a_host_above_the_websites_nor_one_below_will_do():
    company = Company(website="https://jobs.larkspur.example/")
    assert is_own_address(company, "A@Jobs.Larkspur.example")
    assert not is_own_address(company, "a@mail.jobs.larkspur.example")
    assert not is_own_address(company, "a@larkspur.example")


def test_a_host_of_nothing_but_www_is_not_everybodys():
    company = Company(website="https://www.com/")
    assert company.website_host == "www.com"
    assert not is_own_address(company, "anybody@elsewhere.com")


def test_without_a_website_there_is_nothing_to_verify(board, client, mailbox):
    company = CompanyFactory(site=board.site, website="")
    LiveJobFactory(board=board, company=company)
    assert "Verify this company" not in said(client.get(company.get_absolute_url()))
    assert ask(client, company, "a@").redirect_chain == [(company.get_absolute_url(), 303)]
    assert not is_own_address(company, "a@")
    assert mailbox.all() == []


@pytest.mark.parametrize("contact", ["robin@larkspur.example", "larkspur.rail@gmail.com"])
def test_a_stranger_who_posts_in_its_name_is_not_marked(board, client, company, sandbox, contact):
    company.verify()
    submission = PaidSubmissionFactory(
        board=board, company_name=company.name, company_url=company.website, contact_email=contact
    )
    listing = page_of(submission)
    assert listing.company != company
    assert "Verified" not in said(client.get(listing.url))


def test_the_link_is_good_for_three_days(client, company, mailbox):
    ask(client, company)
    link = link_in(mailbox.one("company_verify"))
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        for answer in (client.get(link), client.post(link)):
            assert answer.status_code == 410
            assert "Email me a new one" in said(answer)
    assert not fresh(company).is_verified
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.post(link)
    assert fresh(company).is_verified


def test_the_link_is_for_one_company_and_one_website(board, client, company, mailbox):
    other = CompanyFactory(site=board.site, website=company.website)
    LiveJobFactory(board=board, company=other)
    ask(client, company)
    link = link_in(mailbox.one("company_verify"))
    assert client.post(link.replace(company.slug, other.slug)).status_code == 410
    assert client.post(f"{link[:-2]}x/").status_code == 410
    company.website = "https://elsewhere.example"
    company.save()
    assert client.post(link).status_code == 410
    assert not Company.objects.filter(verified_at__isnull=False).exists()


def test_another_website_has_to_be_verified_anew(client, company):
    company.verify()
    company.website = "https://larkspur.example/new-page"
    company.save()
    assert fresh(company).is_verified
    company.website = "https://elsewhere.example"
    company.save(update_fields=["website"])
    assert (fresh(company).verified_at, fresh(company).verified_domain) == (None, "")
    assert not is_marked(client, company)


def test_a_website_changed_past_the_model_is_not_shown_as_verified(company):
    company.verify()
    Company.objects.update(website="https://elsewhere.example")
    assert not fresh(company).is_verified


def test_asking_again_and_again_sends_one_mail_an_hour(client, company, mailbox):
    with time_machine.travel(timezone.now().replace(minute=5)) as clock:
        ask(client, company)
        ask(client, company)
        assert len(mailbox.all()) == 1
        clock.shift(timedelta(hours=1))
        ask(client, company)
    assert len(mailbox.all()) == 2


def test_one_visitor_cannot_write_to_many_people(client, company, mailbox):
    for number in range(5):
        ask(client, company, f"person{number}@larkspur.example")
    answer = ask(client, company)
    assert answer.status_code == 429
    assert str(TOO_MANY_TRIES) in said(answer)
    assert len(mailbox.all()) == 5


def test_a_program_that_fills_in_everything_sends_nothing(client, company, mailbox):
    ask(client, company, website="https://spam.example")
    assert mailbox.all() == []


def test_a_verified_company_is_not_asked_again(client, company, mailbox):
    company.verify()
    ask(client, company)
    assert mailbox.all() == []
