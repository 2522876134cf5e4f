"""Write made-up listings in bulk: everything that a published one has in the database, but revisions and history.

The forms and the workflow would take a tenth of a second for each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, Model
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search.backends import get_search_backend

from jobs.listings.fulltext import engine
from jobs.listings.models import JobIndexPage, JobPage
from jobs.listings.models.details import EligibleRegion, JobLocation, JobTag, Tag
from jobs.listings.search.index import document_of
from jobs.submissions.models import Plan, Submission
from payments.models import Payment

# Twice as many have more values than one statement of SQLite may have.
STATEMENT = 500
DRAFT = {"live": False, "first_published_at": None}


@dataclass
class Made:
    """One listing, with the rows that need its key."""

    page: JobPage
    published_at: datetime
    places: list[tuple[str, str]]
    regions: list[str]
    tags: list[Tag]
    plan: Plan | None


def insert(site: Site, index_pk: int, made: list[Made]) -> None:
    """Insert them behind the last child of the index; in a transaction."""
    index = JobIndexPage.objects.select_for_update().get(pk=index_pk)
    last = index.get_last_child()
    place = Page._str2int(last.path[len(index.path) :]) if last else 0
    pages = [one.page for one in made]
    for number, page in enumerate(pages, start=place + 1):
        page.path, page.depth = Page._get_path(index.path, index.depth + 1, number), index.depth + 1
        page.locale_id, page.url_path = index.locale_id, f"{index.url_path}{page.slug}/"
    # The two tables of a page, written apart: bulk_create does not know inheritance.
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    # Published last: the triggers then write the row of each listing once, and not again with each place and skill.
    rows = Page.objects.bulk_create(
        Page(**{field.attname: getattr(page, field.attname) for field in fields} | DRAFT) for page in pages
    )
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = page.id = row.pk
    own_fields = JobPage._meta.local_concrete_fields
    for start in range(0, len(pages), STATEMENT):
        part = pages[start : start + STATEMENT]
        JobPage._base_manager._insert(part, fields=own_fields, using=DEFAULT_DB_ALIAS, raw=True)
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(pages))
    _insert_details(made)
    _insert_sales(site, [(one.page, one.plan, one.published_at) for one in made if one.plan])
    keys = [page.pk for page in pages]
    Page.objects.filter(pk__in=keys).update(live=True, first_published_at=F("last_published_at"))
    _index(keys)


def _insert_details(made: list[Made]) -> None:
    JobLocation.objects.bulk_create(
        JobLocation(page=one.page, country=country, location=town, sort_order=place)
        for one in made
        for place, (country, town) in enumerate(one.places)
    )
    EligibleRegion.objects.bulk_create(
        EligibleRegion(page=one.page, region=region) for one in made for region in one.regions
    )
    JobTag.objects.bulk_create(JobTag(tag=tag, content_object=one.page) for one in made for tag in one.tags)


def _insert_sales(site: Site, sold: list[tuple[JobPage, Plan, datetime]]) -> None:
    """Write the employers' submissions and their payments, as they are when all is paid."""
    submissions, payments = [], []
    for page, plan, paid_at in sold:
        contact = f"hiring@{page.company.host}"
        common = {"page": page, "created_at": paid_at}
        submissions.append(
            Submission(
                **common,
                contact_name="Hiring team",
                contact_email=contact,
                contact_proved_at=paid_at,
                terms_accepted_at=paid_at,
                plan=plan,
                plan_name=plan.name,
                plan_days=plan.days,
                plan_featured=plan.featured,
            )
        )
        payments.append(
            Payment(
                **common,
                site=site,
                page_title=page.title,
                status=Payment.Status.PAID,
                amount=plan.amount,
                amount_paid=plan.amount,
                currency=plan.currency,
                description=f"{plan.name}, {plan.days} days",
                payer_email=contact,
                livemode=False,
                payment_intent=f"pi_filled_{page.pk}",
                paid_at=paid_at,
            )
        )
    Submission.objects.bulk_create(submissions)
    Payment.objects.bulk_create(payments)


def _index(pks: list[int]) -> None:
    """Write the full text, and Wagtail's own indexes of words and of references."""
    pages = list(JobPage.objects.filter(pk__in=pks).for_cards())
    engine().put([document_of(page) for page in pages])
    get_search_backend().get_index_for_model(JobPage).add_items(JobPage, pages)
    ReferenceIndex.objects.bulk_create(row for page in pages for row in _references(page))


def _references(page: JobPage) -> Iterator[ReferenceIndex]:
    """What Wagtail would find in the listing; reading it from each page would take longer than all the rest."""
    named: list[tuple[Model | None, str, str]] = [
        (page.company, "company", "company"),
        (page.category, "category", "category"),
        *(
            (item.tag, "tagged_items.item.tag", f"tagged_items.{item.pk}.tag")
            for item in page.tagged_items.all()
        ),
    ]
    types = ContentType.objects
    for target, model_path, content_path in named:
        if target is not None:
            yield ReferenceIndex(
                base_content_type=types.get_for_model(Page),
                content_type=types.get_for_model(JobPage),
                object_id=page.pk,
                to_content_type=types.get_for_model(target),
                to_object_id=target.pk,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
