"""Made-up listings in bulk: everything that a published listing has in the database, but revisions and history.

The forms and the workflow would take a tenth of a second for each. Here a thousand are written at once.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search.backends import get_search_backend

from benchmarks.texts import CATEGORIES, PLACES, SKILLS, Writer
from boards.text import identity_key
from jobs.listings import facts
from jobs.listings.fulltext import engine
from jobs.listings.models import Category, Company, JobBoardSettings, JobIndexPage, JobPage
from jobs.listings.models.details import EligibleRegion, JobLocation, JobTag, Tag
from jobs.listings.search.index import document_of
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.featured import stock_of
from payments.models import Payment

BATCH = 1_000
LISTINGS_PER_COMPANY = 20
# The rest was made by editors.
SHARE_OF_EMPLOYERS = 0.9
# Pay from and to, in each currency and unit.
PAYS = [
    ("EUR", "year", 32_000, 98_000),
    ("EUR", "month", 2_600, 7_400),
    ("GBP", "year", 28_000, 90_000),
    ("USD", "year", 55_000, 190_000),
    ("USD", "hour", 22, 130),
    ("CHF", "year", 70_000, 150_000),
    ("EUR", "day", 250, 900),
    ("PLN", "month", 8_000, 26_000),
]


@dataclass
class Made:
    """One listing, with the rows that need its key."""

    page: JobPage
    published_at: datetime
    places: list[tuple[str, str]]
    regions: list[str]
    tags: list[Tag]
    plan: Plan | None


@dataclass
class Scene:
    """What the listings of one run share."""

    site: Site
    dice: random.Random
    writer: Writer
    now: datetime
    companies: list[Company]
    categories: list[Category]
    tags: list[Tag]
    plans: list[Plan]
    default_days: int
    content_type: ContentType


def fill(count: int, *, seed: int = 1, tell: Callable[[int], None] = lambda done: None) -> None:
    """Add live listings to the first board, the newest last; tell how many are done after each batch."""
    site = Site.objects.select_related("root_page").earliest("pk")
    scene = _scene(site, count, seed)
    index = JobIndexPage.objects.descendant_of(site.root_page).get()
    # The last ones, which are the newest, get the places that are free.
    first_featured = count - max(0, stock_of(site).free)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        made = [_make(scene, number, count, featured=number >= first_featured) for number in numbers]
        with transaction.atomic():
            _insert(scene, index.pk, made)
        tell(numbers.stop)
    # The planner's statistics, which a server collects by itself sooner or later.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _scene(site: Site, count: int, seed: int) -> Scene:
    dice = random.Random(f"{seed} {JobPage.objects.count()}")  # noqa: S311 - reproducible
    writer = Writer(dice)
    if not Category.objects.filter(site=site).exists():
        Category.objects.bulk_create(
            Category(site=site, name=name, slug=slugify(name), sort_order=place)
            for place, name in enumerate(CATEGORIES)
        )
    tags = [Tag.objects.get_or_create(name=name, defaults={"slug": _tag_slug(name)})[0] for name in SKILLS]
    return Scene(
        site=site,
        dice=dice,
        writer=writer,
        now=timezone.now(),
        companies=_companies(site, writer, 1 + count // LISTINGS_PER_COMPANY),
        categories=list(Category.objects.filter(site=site)),
        tags=tags,
        plans=list(Plan.objects.on_sale(site).order_by("days", "pk")),
        default_days=JobBoardSettings.for_site(site).default_days,
        content_type=ContentType.objects.get_for_model(JobPage),
    )


def _tag_slug(name: str) -> str:
    words = name.replace("+", "plus").replace("#", "sharp").replace(".", "dot")
    return f"skill-{slugify(words)}"


def _companies(site: Site, writer: Writer, count: int) -> list[Company]:
    """Make companies of different names; every tenth is verified."""
    names = set(Company.objects.filter(site=site).values_list("name", flat=True))
    taken = len(names)
    made = []
    for number in range(taken, taken + count):
        name = writer.company()
        while name in names:
            name = f"{name} {writer.rare().capitalize()}"[:100]
        names.add(name)
        slug = f"{slugify(name)}-{number}"
        host = f"{slug}.example"
        company = Company(site=site, name=name, slug=slug, website=f"https://www.{host}/")
        company.identity, company.host = identity_key(name), host
        if (number - taken) % 10 == 0:
            company.verified_at, company.verified_domain = timezone.now(), host
            company.verified_by = f"jobs@{host}"
        made.append(company)
    return Company.objects.bulk_create(made, batch_size=BATCH)


def _make(scene: Scene, number: int, count: int, *, featured: bool) -> Made:
    dice, writer = scene.dice, scene.writer
    plan, days = _plan(scene, featured)
    # A few companies hire much more than the others. None ends within the next day, and the newest come last.
    company = scene.companies[int(len(scene.companies) * dice.random() ** 2)]
    age = timedelta(days=(days - 1) * (count - number - dice.random()) / count)
    published_at = scene.now - age
    title = writer.title()
    page = JobPage(
        title=title,
        draft_title=title,
        # Its place in the tree comes with the batch.
        slug=f"{slugify(title)[:80]}-{uuid.UUID(int=dice.getrandbits(128)).hex[:10]}",
        translation_key=uuid.UUID(int=dice.getrandbits(128), version=4),
        content_type=scene.content_type,
        live=True,
        has_unpublished_changes=False,
        first_published_at=published_at,
        last_published_at=published_at,
        latest_revision_created_at=published_at,
        expire_at=published_at + timedelta(days=days),
        days=days,
        company=company,
        category=dice.choice(scene.categories),
        employment_type=dice.choices(facts.EmploymentType.values, weights=[60, 10, 15, 5, 7, 3])[0],
        remote=dice.choices(facts.Workplace.values, weights=[40, 30, 30])[0],
        description=writer.description(company.name),
        featured=featured,
    )
    if dice.random() < 0.8:
        page.apply_url = f"{company.website}jobs/{number}"
    else:
        page.apply_email = f"jobs@{company.host}"
    _state_pay(page, dice)
    if plan is not None:
        page.sent_from, page.sender_proved = company.host, True
    countries = dice.choices(list(PLACES), weights=range(len(PLACES), 0, -1), k=dice.choice([1, 1, 1, 2, 3]))
    regions = dice.sample(facts.Region.values, dice.choice([1, 1, 2])) if page.remote == "remote" else []
    return Made(
        page=page,
        published_at=published_at,
        places=[(country, dice.choice(PLACES[country])) for country in dict.fromkeys(countries)],
        regions=regions,
        tags=dice.sample(scene.tags, dice.randint(2, 5)),
        plan=plan,
    )


def _plan(scene: Scene, featured: bool) -> tuple[Plan | None, int]:
    """Choose what the employer bought, and the days; None for an editor's own listing."""
    plans = [plan for plan in scene.plans if plan.featured == featured]
    if plans and scene.dice.random() < SHARE_OF_EMPLOYERS:
        plan = scene.dice.choice(plans)
        return plan, plan.days
    return None, scene.default_days


def _state_pay(page: JobPage, dice: random.Random) -> None:
    if dice.random() < 0.15:
        return
    page.salary_currency, page.salary_unit, low, high = dice.choice(PAYS)
    step = max(1, (high - low) // 60)
    start = dice.randrange(low, high, step)
    page.salary_min = Decimal(start)
    if dice.random() < 0.8:
        page.salary_max = Decimal(start + step * dice.randint(0, 12))


def _insert(scene: Scene, index_pk: int, made: list[Made]) -> None:
    index = JobIndexPage.objects.select_for_update().get(pk=index_pk)
    last = index.get_last_child()
    place = Page._str2int(last.path[len(index.path) :]) if last else 0
    pages = [one.page for one in made]
    for number, page in enumerate(pages, start=place + 1):
        page.path, page.depth = Page._get_path(index.path, index.depth + 1, number), index.depth + 1
        page.locale_id, page.url_path = index.locale_id, f"{index.url_path}{page.slug}/"
    # The two tables of a page, written apart: bulk_create does not know inheritance.
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(
        Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages
    )
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = page.id = row.pk
    # Half a batch has fewer values than one statement of SQLite may have.
    for half in (pages[: BATCH // 2], pages[BATCH // 2 :]):
        if half:
            own_fields = JobPage._meta.local_concrete_fields
            JobPage._base_manager._insert(half, fields=own_fields, using=DEFAULT_DB_ALIAS, raw=True)
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(pages))
    _insert_details(made)
    _insert_sales(scene.site, [(one.page, one.plan, one.published_at) for one in made if one.plan])
    _index([page.pk for page in pages])


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
