"""A listing: what it says, how long it is up, and the gate it goes through to be published."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    PublishingPanel,
)
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, Revision, Site
from wagtail.search import index
from wagtail.url_routing import RouteResult

from jobs.listings.admin.forms import JobPageForm
from jobs.listings.admin.panels import ListingPanel, ReportsPanel
from jobs.listings.services.publication import (
    PublicationRefused,
    drop_schedule,
    refuse_copy_if_owing,
    refuse_if_owing,
)
from jobs.listings.signals import listing_saved
from jobs.listings.similar import similar_to
from payments.ledger import lock_posting_payments

from .board import JobBoardSettings
from .facts import ListingFacts
from .queries import JobQuerySet, fill_cards

DESCRIPTION_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "blockquote", "code"]
HIGHEST_SALARY = 100_000_000
# How `publish_scheduled` marks what it does.
SCHEDULED = "wagtail.publish.scheduled"


class JobPage(ListingFacts, Page):
    # Wagtail is untyped; mypy takes these from here.
    expire_at: datetime | None
    first_published_at: datetime | None

    class EmploymentType(models.TextChoices):
        FULL_TIME = "full_time", _("Full-time")
        PART_TIME = "part_time", _("Part-time")
        CONTRACT = "contract", _("Contract")
        TEMPORARY = "temporary", _("Temporary")
        INTERNSHIP = "internship", _("Internship")
        VOLUNTEER = "volunteer", _("Volunteer")

    class RemotePolicy(models.TextChoices):
        ONSITE = "onsite", _("On site")
        HYBRID = "hybrid", _("Hybrid")
        REMOTE = "remote", _("Remote")

    class SalaryUnit(models.TextChoices):
        HOUR = "hour", _("an hour")
        DAY = "day", _("a day")
        WEEK = "week", _("a week")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")

    company = models.ForeignKey(
        "jobs.Company", verbose_name=_("company"), on_delete=models.PROTECT, related_name="listings"
    )
    category = models.ForeignKey(
        "jobs.Category",
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="listings",
    )
    employment_type = models.CharField(
        _("employment"), max_length=12, choices=EmploymentType, default=EmploymentType.FULL_TIME
    )
    remote = models.CharField(
        _("place of work"), max_length=8, choices=RemotePolicy, default=RemotePolicy.ONSITE
    )
    description = RichTextField(_("description"), features=DESCRIPTION_FEATURES)
    apply_url = models.URLField(_("apply at"), max_length=500, blank=True)
    apply_email = models.EmailField(_("apply by mail to"), blank=True)
    salary_min = models.PositiveIntegerField(
        _("pay from"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_SALARY)]
    )
    salary_max = models.PositiveIntegerField(
        _("pay to"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_SALARY)]
    )
    salary_currency = models.CharField(_("currency of the pay"), max_length=3, blank=True)
    salary_unit = models.CharField(
        _("pay is for"), max_length=5, choices=SalaryUnit, blank=True, default=SalaryUnit.YEAR
    )
    featured = models.BooleanField(_("featured"), default=False)
    # Of the row, like the end: no revision carries them.
    days = models.PositiveSmallIntegerField(
        _("days it stays up"), null=True, blank=True, editable=False, help_text=_("Empty: as its board says.")
    )
    sent_from = models.CharField(
        _("domain of the sender's mail address"), max_length=253, blank=True, editable=False
    )
    tags = ClusterTaggableManager(through="jobs.JobTag", blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(JobQuerySet)()

    base_form_class = JobPageForm
    parent_page_types = ["jobs.JobIndexPage"]
    subpage_types: list[str] = []
    # Lists, feeds, alerts and search show what is live to everyone.
    private_page_options: list[str] = []
    # A copy is a listing of its own, with time of its own.
    exclude_fields_in_copy = [
        "days",
        "expire_at",
        "expired",
        "first_published_at",
        "last_published_at",
        "sent_from",
    ]

    content_panels = [
        ListingPanel(),
        ReportsPanel(),
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("company"),
                FieldPanel("category"),
                FieldPanel("employment_type"),
                FieldPanel("featured"),
            ],
            heading=_("Job"),
        ),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("remote"),
                InlinePanel("locations", label=_("location")),
                InlinePanel("regions", label=_("region it may be done from")),
            ],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("salary_min"), FieldPanel("salary_max")]),
                FieldRowPanel([FieldPanel("salary_currency"), FieldPanel("salary_unit")]),
            ],
            heading=_("Pay"),
        ),
        FieldPanel("tags"),
        MultiFieldPanel([FieldPanel("apply_url"), FieldPanel("apply_email")], heading=_("How to apply")),
    ]
    # Without the expiry field: it belongs to the row, not to a revision, and has an action of its own.
    settings_panels = [PublishingPanel(children=[FieldPanel("go_live_at")])]
    search_fields = [*Page.search_fields, index.SearchField("description"), index.FilterField("featured")]

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [models.Index(fields=["featured"], name="listing_featured")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(salary_min__isnull=True)
                | models.Q(salary_max__isnull=True)
                | models.Q(salary_max__gte=models.F("salary_min")),
                name="listing_salary_in_order",
            )
        ]

    @classmethod
    def put_on_top(cls, panel: Panel) -> None:
        """Of every listing's edit screen: for rooms above, once, while the apps get ready."""
        cls.content_panels = [panel, *cls.content_panels]

    @property
    def is_readable(self) -> bool:
        """Live at this minute; the instance's form of `JobQuerySet.live()`."""
        return bool(self.live) and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def is_by_verified_company(self) -> bool:
        """Whether the mark may stand beside it: anybody can write a verified company's name into the form."""
        return self.company.is_verified and self.sent_from in ("", self.company.website_host.casefold())

    @property
    def is_closed(self) -> bool:
        return self.first_published_at is not None and not self.is_readable

    def ends_within(self, days: int) -> bool:
        """The instance's form of `JobQuerySet.expiring_within()`."""
        soon = timezone.now() + timedelta(days=days)
        return self.is_readable and self.expire_at is not None and self.expire_at < soon

    def days_up(self) -> int:
        """How many days of being up the listing has, counted from its publication."""
        if self.days is not None:
            return self.days
        site = self.get_site()
        return JobBoardSettings.for_site(site).default_days if site else JobBoardSettings().default_days

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        fields = kwargs.get("update_fields")
        if fields is None:
            self._keep_end()
        if self.live and (fields is None or "live" in fields):
            refuse_if_owing(page_id=self.pk, title=self.title)
            if self.expire_at is None:
                self.expire_at = timezone.now() + timedelta(days=self.days_up())
                kwargs |= {} if fields is None else {"update_fields": {*fields, "expire_at"}}
        saved = super().save(*args, **kwargs)
        # Django's own signal comes before places and tags are saved.
        listing_saved.send(type(self), instance=self, update_fields=fields)
        return saved

    def _keep_end(self) -> None:
        """Of a row that is there: a renewal may have moved its end since this was read, and an edit never does."""
        lock_posting_payments(self.pk)
        row = JobPage.objects.filter(pk=self.pk).values("expire_at", "days").first()
        for name, value in (row or {}).items():
            setattr(self, name, value)

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        # Beside the check in save(): a schedule set here would only come to save() at some later night.
        try:
            refuse_if_owing(page_id=self.pk, title=self.title)
        except PublicationRefused:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            # It came to owe after it had been scheduled. The nightly run goes on with the others.
            drop_schedule(revision)
            return None
        return super().publish(revision, *args, **kwargs)

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """What somebody who may approve saves, they have seen: their approval with it is for this very text."""
        revision: Revision = super().save_revision(*args, **kwargs)
        waiting = self.current_workflow_task_state
        if waiting is not None and revision.user is not None:
            actions = waiting.task.specific.get_actions(self, revision.user)
            if "approve" in (name for name, *_rest in actions):
                waiting.revision = revision
                waiting.save(update_fields=["revision"])
        return revision

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        refuse_copy_if_owing(page_id=self.pk, title=self.title)
        return super().copy(*args, **kwargs)

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        refuse_copy_if_owing(page_id=self.pk, title=self.title)
        return super().create_alias(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "JobPage":
        """How long the listing is up stays the row's: no edit, and no return to an older text, moves it."""
        page: JobPage = super().with_content_json(content)
        for name in ("expire_at", "expired", "live_revision_id", "days", "sent_from"):
            setattr(page, name, getattr(self, name))
        return page

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components and self.is_closed:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_readable or getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        similar = self.similar()
        fill_cards(similar)
        context = {"page": self, "similar": similar}
        response = TemplateResponse(request, "jobs/job_closed.html", context, status=410)
        # Browsers keep a 410 for good when nothing forbids it, and would hide a listing that is reopened.
        response["Cache-Control"] = "no-cache"
        return response

    def similar(self, count: int = 5) -> "list[JobPage]":
        return similar_to(self, count=count)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = Site.find_for_request(request)
        # A preview is nobody's to share, report or find.
        public = self.is_readable and not getattr(request, "is_preview", False)
        if not public or site is None:
            return context | {"is_public": False}
        similar = self.similar()
        fill_cards([self], similar)
        return context | {
            "is_public": True,
            "similar": similar,
            "open_jobs": self.company.open_listings(site).count(),
            "company_is_verified": self.is_by_verified_company,
        }

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        # The employer's preview comes without Wagtail's own request, which says so itself.
        request.is_preview = True  # type: ignore[attr-defined]
        return super().get_preview_context(request, mode_name)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.is_readable else []

    @property
    def posted_at(self) -> datetime:
        """When readers first saw it; for a preview, now."""
        return self.first_published_at or timezone.now()
