"""Boards, people, listings and submissions, named by the state they are in.

Each goes the real way: pages through the tree and their revisions, submissions through `submit`, payments
through Checkout and the settle path (which takes the fixture `sandbox`).
"""

import itertools
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import factory
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from boards.models import BoardSettings
from home.models import HomePage
from jobs.listings.models import (
    Category,
    Company,
    EligibleRegion,
    JobBoardSettings,
    JobIndexPage,
    JobLocation,
    JobPage,
    JobTag,
)
from jobs.listings.models.details import Tag
from jobs.listings.models.queries import FEATURED_PLACES
from jobs.submissions.models import Pack, PackOffer, Plan, PostingSettings, Submission
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.packs import buy
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.submission import submit
from payments.models import Payment, PaymentTask
from payments.services.checkout import start_checkout
from payments.services.settlement import confirm
from tests import stripe_door

Review = Literal["after", "before"]
PASSWORD = "a-plain-test-password"
# Of the board that the tests' database begins with.
DEFAULT_HOST = "testserver"
SUCCESS_URL = "https://board.example/paid/"
CANCEL_URL = "https://board.example/submission/"

_numbers = itertools.count(1)


# --- Boards


@dataclass
class Board:
    site: Site
    home: HomePage
    index: JobIndexPage
    workflow: Workflow
    payment_task: PaymentTask | None
    review_task: GroupApprovalTask | None
    # May read, edit, publish and review everything on the board.
    editors: Group

    @property
    def rules(self) -> BoardSettings:
        rules: BoardSettings = BoardSettings.for_site(self.site)
        return rules

    @property
    def host(self) -> str:
        return str(self.site.hostname)


def make_board(
    *,
    hostname: str = DEFAULT_HOST,
    name: str = "consolecowboys",
    review: Review | None = None,
    payment: bool = True,
    editors: str = "desk@consolecowboys.example",
    default: bool = True,
) -> Board:
    """A Site with its pages, settings and workflow: payment alone, or with a review before or after it.

    The one of this host, with the workflow asked for, when it exists: the default board is in the database already.
    """
    site = Site.objects.filter(hostname=hostname).first() or _make_site(hostname, name, editors, default)
    home = HomePage.objects.get(pk=site.root_page_id)
    index = JobIndexPage.objects.child_of(home).get()
    group = Group.objects.get(name=_editors_name(name, hostname))
    if review is None and payment and (ready := _ready_workflow(index)) is not None:
        task = PaymentTask.objects.get(workflow_tasks__workflow=ready)
        return Board(site, home, index, ready, task, None, group)
    payment_task = PaymentTask.objects.create(name=f"Payment ({name})") if payment else None
    review_task = None
    if review is not None:
        review_task = GroupApprovalTask.objects.create(name=f"Review ({name})")
        review_task.groups.add(group)
    tasks = [review_task, payment_task] if review == "before" else [payment_task, review_task]
    workflow = make_workflow(f"Listings ({name})", *[task for task in tasks if task is not None])
    # In the place of the one that a new index gets by itself.
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    return Board(site, home, index, workflow, payment_task, review_task, group)


def _make_site(hostname: str, name: str, editors: str, default: bool) -> Site:
    home = ensure_root().add_child(
        instance=HomePage(title=name, slug=f"home-{slugify(hostname)}-{next(_numbers)}", headline=name)
    )
    site = Site.objects.create(
        hostname=hostname,
        site_name=name,
        root_page=home,
        is_default_site=default and not Site.objects.filter(is_default_site=True).exists(),
    )
    home.add_child(instance=JobIndexPage(title="Jobs", slug="jobs"))
    BoardSettings.objects.create(site=site, name=name, editors=editors)
    JobBoardSettings.objects.create(site=site, currency="EUR")
    PostingSettings.objects.create(site=site)
    _make_editors(home, _editors_name(name, hostname))
    return site


def _ready_workflow(index: JobIndexPage) -> Workflow | None:
    """Return the index's workflow when it is the board's own, of a payment alone."""
    workflow = Workflow.objects.filter(workflow_pages__page=index).first()
    if workflow is None or not workflow.name.startswith("Listings ("):
        return None
    return workflow


def _editors_name(name: str, hostname: str) -> str:
    return f"Page editors of {name} at {hostname}"


def make_workflow(name: str, *tasks: Task) -> Workflow:
    workflow = Workflow.objects.create(name=name)
    for number, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    return workflow


def ensure_root() -> Page:
    """The tree's root, without the page and site that a new Wagtail welcomes its developer with.

    A test with real transactions leaves an empty database behind it: then it is made anew.
    """
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    root: Page = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    if welcome := root.get_children().exact_type(Page).first():
        welcome.delete()
        root = Page.objects.get(pk=root.pk)
    return root


def _make_editors(home: HomePage, name: str) -> None:
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page", "unlock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)


# --- People


class UserFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence(lambda number: f"person{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@staff.example")
    password = factory.django.Password(PASSWORD)

    class Meta:
        model = get_user_model()


class SuperuserFactory(UserFactory):
    is_superuser = True
    is_staff = True


def make_editor(board: Board, *, refunds: bool = False, **overrides: Any) -> Any:
    """A person who may edit, publish and review on this board, and do nothing elsewhere."""
    user = UserFactory(**overrides)
    user.groups.add(board.editors)
    if refunds:
        grant(user, board.site, "view_payment", "refund_payment")
    return user


def grant(user: Any, site: Site, *codenames: str) -> None:
    """Give the user permissions on one board, through a group, as the group's screen does."""
    group = Group.objects.create(name=f"Group {next(_numbers)}")
    for permission in Permission.objects.filter(codename__in=codenames):
        GroupSitePermission.objects.create(group=group, site=site, permission=permission)
    user.groups.add(group)


# --- What a board has


class PlanFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Plan {number}")
    amount = 9900
    currency = "EUR"
    days = 30

    class Meta:
        model = Plan


class FreePlanFactory(PlanFactory):
    amount = 0


class FeaturedPlanFactory(PlanFactory):
    amount = 19900
    featured = True


class PackOfferFactory(factory.django.DjangoModelFactory):
    """Takes `plan`. Three postings for a little less than they cost one by one, so that a third is no whole cent."""

    site = factory.LazyAttribute(lambda offer: offer.plan.site)
    postings = 3
    amount = 25000
    valid_days = 365

    class Meta:
        model = PackOffer


class CategoryFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Category {number}")
    slug = factory.Sequence(lambda number: f"category-{number}")

    class Meta:
        model = Category


class CompanyFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Company {number}")
    slug = factory.Sequence(lambda number: f"company-{number}")
    website = factory.Sequence(lambda number: f"https://company{number}.example")

    class Meta:
        model = Company


# --- Listings made by editors: they owe nothing


class DraftJobFactory(factory.django.DjangoModelFactory):
    """Takes `board`. The draft of an editor, with one revision."""

    title = factory.Sequence(lambda number: f"Platform engineer {number}")
    slug = factory.Sequence(lambda number: f"platform-engineer-{number}")
    description = "<p>Keep the wheels on.</p>"
    apply_url = "https://company.example/apply"
    live = False

    class Meta:
        model = JobPage

    @classmethod
    def _create(cls, model_class: type[JobPage], *args: Any, **kwargs: Any) -> JobPage:
        board: Board = kwargs.pop("board")
        kwargs.setdefault("company", None)
        page = model_class(**kwargs | {"company": kwargs["company"] or CompanyFactory(site=board.site)})
        page.has_unpublished_changes = not page.live
        JobIndexPage.objects.get(pk=board.index.pk).add_child(instance=page)
        page.save_revision(clean=False)
        return page


class LiveJobFactory(DraftJobFactory):
    """Published now, for the days its board gives."""

    @classmethod
    def _create(cls, model_class: type[JobPage], *args: Any, **kwargs: Any) -> JobPage:
        kwargs["live"] = False
        page: JobPage = super()._create(model_class, *args, **kwargs)
        page.get_latest_revision().publish()
        return JobPage.objects.get(pk=page.pk)


class FeaturedJobFactory(LiveJobFactory):
    featured = True


class TimeIsUpJobFactory(LiveJobFactory):
    """Its minute has come, but no scheduled job has run: the flag still says live."""

    @classmethod
    def _create(cls, model_class: type[JobPage], *args: Any, **kwargs: Any) -> JobPage:
        page = super()._create(model_class, *args, **kwargs)
        JobPage.objects.filter(pk=page.pk).update(
            first_published_at=timezone.now() - timedelta(days=30),
            expire_at=timezone.now() - timedelta(minutes=1),
        )
        return JobPage.objects.get(pk=page.pk)


class ExpiredJobFactory(TimeIsUpJobFactory):
    """Its time is up, and the scheduled job has taken it down."""

    @classmethod
    def _create(cls, model_class: type[JobPage], *args: Any, **kwargs: Any) -> JobPage:
        page = super()._create(model_class, *args, **kwargs)
        page.unpublish(set_expired=True)
        return page


class ClosedJobFactory(LiveJobFactory):
    """Taken down by hand before its time."""

    @classmethod
    def _create(cls, model_class: type[JobPage], *args: Any, **kwargs: Any) -> JobPage:
        page = super()._create(model_class, *args, **kwargs)
        page.unpublish()
        return page


def bulk_listings(board: Board, count: int) -> list[JobPage]:
    """Live listings of as many companies, with everything a row can show, in a handful of statements."""
    index = JobIndexPage.objects.get(pk=board.index.pk)
    names = [f"Bulk {next(_numbers)}" for _ in range(count)]
    companies = Company.objects.bulk_create(
        Company(site=board.site, name=name, slug=slugify(name), website="https://bulk.example")
        for name in names
    )
    jobs = [
        _bulk_listing(index, index.numchild + place, company)
        for place, company in enumerate(companies, start=1)
    ]
    # The two tables of a page, written apart: bulk_create does not know inheritance.
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(
        Page(**{field.attname: getattr(job, field.attname) for field in fields}) for job in jobs
    )
    for job, row in zip(jobs, rows, strict=True):
        job.page_ptr_id = job.pk = row.pk
    JobPage._base_manager._insert(
        jobs, fields=JobPage._meta.local_concrete_fields, using=DEFAULT_DB_ALIAS, raw=True
    )
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + count)
    JobLocation.objects.bulk_create(
        JobLocation(page=job, country=country, location="Somewhere")
        for job in jobs
        for country in ("DE", "FR")
    )
    EligibleRegion.objects.bulk_create(EligibleRegion(page=job, region="europe") for job in jobs)
    tag, _ = Tag.objects.get_or_create(name="bulk", slug="bulk")
    JobTag.objects.bulk_create(JobTag(tag=tag, content_object=job) for job in jobs)
    return jobs


def _bulk_listing(index: JobIndexPage, place: int, company: Company) -> JobPage:
    now = timezone.now()
    return JobPage(
        title=company.name,
        draft_title=company.name,
        slug=company.slug,
        content_type=ContentType.objects.get_for_model(JobPage),
        locale=index.locale,
        path=Page._get_path(index.path, index.depth + 1, place),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{company.slug}/",
        company=company,
        description="<p>One of many.</p>",
        apply_url="https://bulk.example/apply",
        salary_min=50_000,
        salary_currency="EUR",
        featured=place <= FEATURED_PLACES,
        live=True,
        first_published_at=now - timedelta(hours=place),
        last_published_at=now,
        expire_at=now + timedelta(days=30),
    )


# --- Submissions of employers


def listing_data(**overrides: Any) -> ListingData:
    """What a valid form says."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "title": f"Database administrator {number}",
        "company_name": f"Wagon Works {number}",
        "company_url": f"https://wagonworks{number}.example",
        "choices": {
            "employment_type": JobPage.EmploymentType.FULL_TIME,
            "remote": JobPage.Workplace.HYBRID,
        },
        "locations": [("DE", "Berlin")],
        "tags": ["postgresql"],
        "salary_min": 70_000,
        "salary_max": 90_000,
        "salary_currency": "EUR",
        "salary_unit": JobPage.SalaryUnit.YEAR,
        "description_html": "<p>Look after the tables.</p>",
        "apply_url": "https://wagonworks.example/apply",
        "contact_name": "Robin Employer",
        "contact_email": f"robin{number}@wagonworks.example",
    }
    return ListingData(**defaults | overrides)


class UnpaidSubmissionFactory(factory.Factory):
    """Takes `board`, and as you like `plan`, `form_nonce` and any field of the form."""

    class Meta:
        model = Submission

    @classmethod
    def _create(cls, model_class: type[Submission], *args: Any, **kwargs: Any) -> Submission:
        board: Board = kwargs.pop("board")
        plan = kwargs.pop("plan", None) or PlanFactory(site=board.site)
        nonce: uuid.UUID | None = kwargs.pop("form_nonce", None)
        return submit(site=board.site, plan=plan, data=listing_data(**kwargs), form_nonce=nonce)


class PaidSubmissionFactory(UnpaidSubmissionFactory):
    """Paid at Stripe and settled as the landing page does it. Takes the fixture `sandbox`."""

    @classmethod
    def _create(cls, model_class: type[Submission], *args: Any, **kwargs: Any) -> Submission:
        submission = super()._create(model_class, *args, **kwargs)
        payment = payment_of(submission)
        stripe_door.current().pay(open_checkout(payment))
        confirm(payment=payment)
        return Submission.objects.get(pk=submission.pk)


def make_pack(offer: PackOffer, email: str = "buyer@wagonworks.example") -> Pack:
    """Paid at Stripe and settled as the landing page does it. Takes the fixture `sandbox`."""
    pack = buy(offer=offer, email=email, nonce=None)
    stripe_door.current().pay(open_checkout(pack.payment))
    confirm(payment=pack.payment)
    return Pack.objects.select_related("payment", "site", "plan").get(pk=pack.pk)


def payment_of(submission: Submission) -> Payment:
    """The posting payment that counts, fresh."""
    payment = posting_payment(submission)
    assert payment is not None
    return payment


def page_of(submission: Submission) -> JobPage:
    """The listing, fresh."""
    return JobPage.objects.get(pk=submission.page_id)


def open_checkout(payment: Payment) -> str:
    """The id of the session that the employer is sent to."""
    url = start_checkout(payment=payment, success_url=SUCCESS_URL, cancel_url=CANCEL_URL)
    return url.rsplit("/", 1)[1]
