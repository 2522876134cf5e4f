"""All listings of an email address on a board, for the contact who reads that address."""

import uuid
from dataclasses import dataclass

from django.core.paginator import Page as Paged
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.urls import reverse
from wagtail.models import Site

from jobs.listings.models import Company, DailyCounts, JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.shared_hosts import email_host
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services.actions import can_be_posted_again
from jobs.submissions.services.claims import may_claim
from jobs.submissions.services.packs import of_buyer, words_of_left
from jobs.submissions.services.purchases import with_renewable
from jobs.submissions.services.refusals import lock_of
from jobs.submissions.services.rights import ActionKey, allowed
from jobs.submissions.services.rights import listings_of as listings_of_company
from jobs.submissions.services.stage_words import end_of, name_of
from jobs.submissions.services.stages import Stage, with_stage
from payments.services.credits import balance_of

MAX_LISTINGS = 100
MAX_PACKS = 10
# Of a company's listings.
PAGE_SIZE = 50
MAX_COMPANIES = 20


@dataclass(frozen=True)
class Mine:
    """One listing. An empty address means that this is not possible now; `views` is None for a draft."""

    title: str
    company: str
    stage: str
    end: str
    submission: Submission
    views: int | None
    manage_url: str
    renew_url: str
    again_url: str
    nonce: str


def listings_of(site: Site, email: str) -> tuple[list[Mine], bool]:
    """List the newest ones, at most MAX_LISTINGS, and say whether there are more. The queries do not grow with them."""
    pages = JobPage.objects.on_site(site).filter(submission__contact_email__iexact=email)
    found = list(_with_stage(pages, site)[: MAX_LISTINGS + 1])
    shown = found[:MAX_LISTINGS]
    return _rows(shown), len(found) > len(shown)


def companies_of(site: Site, email: str) -> list[tuple[Company, str]]:
    """Return the companies that whoever reads this mailbox may manage, each with the address of its page.

    Where they are not one of its people yet, that is the page where they claim it.
    """
    people = CompanyPerson.objects.active().of_address(email).filter(company__site=site)
    own = {person.company_id: person for person in people.select_related("company__site")}
    verified = Company.objects.verified().filter(site=site)
    found = verified.filter(Q(pk__in=own) | Q(host=email_host(email))).by_name()[:MAX_COMPANIES]
    return [
        (
            company,
            own[company.pk].get_absolute_url()
            if company.pk in own
            else reverse("submissions:company_claim", args=[company.slug]),
        )
        for company in found
        if company.pk in own or may_claim(company, email)
    ]


def company_listings(person: CompanyPerson, number: str | None) -> tuple[list[Mine], "Paged[JobPage]"]:
    """List one page of what a company's people posted, with what this person may do; and the page for the paginator."""
    pages = _with_stage(listings_of_company(person.company), person.site)
    page_obj = Paginator(pages, PAGE_SIZE).get_page(number)
    shown = list(page_obj.object_list)
    for page in shown:
        page.submission.person = person
    return _rows(shown), page_obj


def _with_stage(pages: JobQuerySet, site: Site) -> JobQuerySet:
    """Annotate what the rows need, the newest first."""
    pages = with_renewable(with_stage(pages), site).select_related("submission", "company")
    return pages.order_by("-submission__pk")


def _rows(pages: list[JobPage]) -> list[Mine]:
    counted = DailyCounts.objects.filter(page__in=[page.pk for page in pages]).order_by()
    views = dict(counted.values_list("page_id").annotate(Sum("views")))
    return [_row(page, views.get(page.pk, 0)) for page in pages]


def _manage_url(submission: Submission) -> str:
    if submission.person is not None:
        return submission.get_absolute_url()
    # Whoever has this page reads the mailbox, so its links prove the address as those in emails do.
    return reverse("submissions:emailed", args=[submission.token, submission.address_signature])


@dataclass(frozen=True)
class MyPack:
    """A pack of the address; `words` say what is left of it."""

    name: str
    words: str
    url: str


def packs_of(site: Site, email: str) -> list[MyPack]:
    """List the newest packs that the address has bought."""
    packs = of_buyer(site, email).order_by("-pk")[:MAX_PACKS]
    return [
        MyPack(pack.name, words_of_left(balance_of(pack.payment), pack), pack.get_absolute_url())
        for pack in packs
    ]


def _row(page: JobPage, views: int) -> Mine:
    submission, stage = page.submission, Stage(page.stage)
    rights = allowed(submission.person)
    can_renew = page.is_renewable and not stage.is_over and not lock_of(page) and ActionKey.RENEW in rights
    can_be_again = can_be_posted_again(submission, stage) and ActionKey.POST_AGAIN in rights
    return Mine(
        title=page.draft_title or page.title,
        company=page.company.name,
        stage=name_of(stage),
        end=end_of(page, stage),
        submission=submission,
        views=None if page.first_published_at is None else views,
        manage_url=_manage_url(submission),
        renew_url=reverse("submissions:renew", args=[submission.token]) if can_renew else "",
        again_url=reverse("submissions:again", args=[submission.token]) if can_be_again else "",
        nonce=str(uuid.uuid4()),
    )
