"""Make up listings that differ as those of a real board do, and fill the first board with them."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from benchmarks.rows import Made, insert
from benchmarks.texts import CATEGORIES, PLACES, SKILLS, Writer
from boards.text import identity_key
from jobs.listings import facts
from jobs.listings.models import Category, Company, JobBoardSettings, JobIndexPage, JobPage
from jobs.listings.models.details import Tag
from jobs.submissions.models import Plan
from jobs.submissions.services.featured import stock_of

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
            insert(scene.site, index.pk, made)
        tell(numbers.stop)
    # What the scheduled jobs, and the database's own, do sooner or later.
    call_command("recount_listings")
    call_command("prune_changes")
    with connection.cursor() as cursor:
        vacuums = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if vacuums else "ANALYZE")


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
