"""A listing: what it says, how long it is up, and the gate it goes through to be published."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
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

from boards.restrictions import RarelyRestricted
from caching.kept import Kept
from caching.marks import LISTINGS, ForReaders
from jobs.listings import facts
from jobs.listings.admin.forms import JobPageForm
from jobs.listings.admin.panels import ListingPanel, ReportsPanel, choice_panels
from jobs.listings.ends import day_in, start_of, time_in
from jobs.listings.rows import Row, kept_rows
from jobs.listings.services.placement import refuse_foreign_parts, refuse_parent
from jobs.listings.services.publication import (
    PublicationRefused,
    drop_schedule,
    refuse_copy_if_unpaid,
    refuse_if_unpaid,
    refuse_without_a_way_to_apply,
)
from jobs.listings.shared_hosts import is_shared
from jobs.listings.signals import listing_saved
from jobs.listings.similar import similar_to
from payments.ledger import locked

from .asked import AskedFacts
from .board import JobBoardSettings
from .details import EligibleRegion, JobLocation
from .labels import ListingLabels, is_featured
from .queries import JobQuerySet

if TYPE_CHECKING:
    from .companies import Company

DESCRIPTION_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "blockquote", "code"]
MAX_SALARY = 100_000_000
# The number of similar listings below a listing.
SIMILAR = 5
# How `publish_scheduled` marks what it does.
SCHEDULED = "wagtail.publish.scheduled"


def _pay_field(label: Any) -> "models.DecimalField[Any, Any]":
    """A sum in whole units of its currency, with cents."""
    return models.DecimalField(
        label,
        max_digits=11,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_SALARY)],
    )


_open_jobs: Kept[int] = Kept(limit=5_000, ends=True)


class JobPage(ListingLabels, AskedFacts, RarelyRestricted, Page):
    # Wagtail has no types; these two are for mypy.
    expire_at: datetime | None
    first_published_at: datetime | None
    _board: Site | None = None

    EmploymentType = facts.EmploymentType
    Workplace = facts.Workplace
    SalaryUnit = facts.SalaryUnit

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
        facts.EMPLOYMENT_TYPE.label, max_length=12, choices=EmploymentType, default=EmploymentType.FULL_TIME
    )
    remote = models.CharField(
        facts.WORKPLACE.label, max_length=8, choices=Workplace, default=Workplace.ONSITE
    )
    description = RichTextField(_("description"), features=DESCRIPTION_FEATURES)
    apply_url = models.URLField(_("apply at"), max_length=500, blank=True)
    apply_email = models.EmailField(_("apply by email to"), blank=True)
    salary_min = _pay_field(_("pay from"))
    salary_max = _pay_field(_("pay to"))
    salary_currency = models.CharField(_("currency of the pay"), max_length=3, blank=True)
    salary_unit = models.CharField(
        _("pay is for"), max_length=5, choices=SalaryUnit, blank=True, default=SalaryUnit.YEAR
    )
    featured = models.BooleanField(_("featured"), default=False)
    # NULL: as long as it is up. Set when the days bought last have no featured place. Belongs to the row as well.
    featured_until = models.DateTimeField(_("featured until"), null=True, blank=True, editable=False)
    # Like `expire_at`, these two belong to the row: revisions do not change them.
    days = models.PositiveSmallIntegerField(
        _("days it stays up"), null=True, blank=True, editable=False, help_text=_("Empty: as its board says.")
    )
    sent_from = models.CharField(
        _("domain of the sender's email address"), max_length=253, blank=True, editable=False
    )
    sender_proved = models.BooleanField(
        _("the sender has opened a link sent to that address"), default=False, editable=False
    )
    tags = ClusterTaggableManager(through="jobs.JobTag", blank=True, verbose_name=facts.SKILLS.label)

    objects = PageManager.from_queryset(JobQuerySet)()

    base_form_class = JobPageForm
    parent_page_types = ["jobs.JobIndexPage"]
    subpage_types: list[str] = []
    # No privacy: lists, feeds, alerts and search show live listings to everyone.
    private_page_options: list[str] = []
    for_readers = ForReaders(cache_control=LISTINGS)
    # A copy is a new listing with its own dates.
    exclude_fields_in_copy = [
        "apply_by",
        "days",
        "expire_at",
        "expired",
        "featured_until",
        "first_day",
        "first_published_at",
        "last_published_at",
        "paid_until",
        "sender_proved",
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
                *choice_panels(facts.JOB_CHOICES),
                FieldPanel("featured"),
            ],
            heading=_("Job"),
        ),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                *choice_panels(facts.PLACE_CHOICES),
                InlinePanel("locations", label=_("location")),
                InlinePanel("regions", heading=facts.REGIONS.label, label=_("region")),
                FieldRowPanel(
                    [FieldPanel("zone_from"), FieldPanel("zone_to"), FieldPanel("overlap_hours")],
                    heading=facts.ZONES.label,
                ),
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
        FieldPanel("benefits"),
        MultiFieldPanel(
            [FieldPanel("apply_url"), FieldPanel("apply_email"), FieldPanel("apply_by")],
            heading=_("How to apply"),
        ),
        FieldPanel("first_day"),
        FieldPanel("staff"),
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
        """Add a panel on top of the edit screen; for upper rooms, from `AppConfig.ready()`."""
        cls.content_panels = [panel, *cls.content_panels]

    def get_site(self) -> Site | None:
        """Return its board; the same object each time, so that the board's settings are read once."""
        address = self.get_url_parts()
        if address is None:
            return None
        if self._board is None or self._board.pk != address[0]:
            self._board = Site.objects.select_related("root_page").get(pk=address[0])
        return self._board

    @property
    def is_readable(self) -> bool:
        """Whether it is live now; the same rule as `JobQuerySet.live()`."""
        return bool(self.live) and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def is_featured(self) -> bool:
        return is_featured(self.featured, self.featured_until)

    @property
    def is_by_verified_company(self) -> bool:
        """Whether to show the mark of a verified company.

        The sender must be proved to be there: anybody can enter a verified company's name.
        """
        return self.company.is_verified and self.speaks_for(self.company)

    def speaks_for(self, company: "Company") -> bool:
        """Whether it may stand under this company once that is verified.

        For employers' listings, the contact must have opened a link emailed to an address at the company's own domain.
        """
        if not self.sent_from:
            return True  # An editor made it.
        return self.sender_proved and self.sent_from == company.host and not is_shared(company.host)

    @property
    def is_closed(self) -> bool:
        return self.first_published_at is not None and not self.is_readable

    def ends_within(self, days: int) -> bool:
        """Whether it ends soon; the same rule as `JobQuerySet.expiring_q()`."""
        soon = timezone.now() + timedelta(days=days)
        return self.is_readable and self.expire_at is not None and self.expire_at < soon

    def days_up(self) -> int:
        """The number of days it stays live, counted from its publication."""
        if self.days is not None:
            return self.days
        site = self.get_site()
        return JobBoardSettings.for_site(site).default_days if site else JobBoardSettings().default_days

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        fields = kwargs.get("update_fields")
        if fields is None:
            refuse_foreign_parts(self)
            self._keep_end()
        if self.live and (fields is None or "live" in fields):
            refuse_if_unpaid(page_id=self.pk, title=self.title)
            self._refuse_if_new_without_a_way_to_apply()
            if self.expire_at is None:
                self.set_end(timezone.now() + timedelta(days=self.days_up()))
                kwargs |= {} if fields is None else {"update_fields": {*fields, "expire_at", "paid_until"}}
        saved = super().save(*args, **kwargs)
        # `post_save` would come before places and skills are saved.
        listing_saved.send(type(self), instance=self, update_fields=fields)
        return saved

    def _keep_end(self) -> None:
        """Read the end from the row again: a renewal may have moved it since. Then the deadline counts."""
        now = timezone.now()
        with locked(self.pk):
            columns = ("expire_at", "days", "featured_until", "paid_until")
            row = JobPage.objects.filter(pk=self.pk).values(*columns).first()
            for name, value in (row or {}).items():
                setattr(self, name, value)
            has_ended = self.expire_at is not None and self.expire_at <= now
            if self.live and self.apply_by is not None and self.apply_by <= now and not has_ended:
                # Paid for late, or renewed since: a deadline that is over would end at once what somebody has paid.
                self.apply_by = None
            self.set_end(self.paid_end)

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        # save() checks too, but a schedule set here would reach save() only when it runs.
        try:
            refuse_if_unpaid(page_id=self.pk, title=self.title)
            refuse_without_a_way_to_apply(
                title=self.title,
                apply_url=revision.content.get("apply_url", ""),
                apply_email=revision.content.get("apply_email", ""),
            )
        except PublicationRefused:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            # Such as one that became unpaid after it was scheduled. The scheduled run continues with the others.
            drop_schedule(revision)
            return None
        self._wait_for_first_day(revision)
        return super().publish(revision, *args, **kwargs)

    def _wait_for_first_day(self, revision: Revision) -> None:
        """Have a version that is published before its first day go live at the beginning of that day."""
        day = day_in(revision.content, "first_day")
        if day is None or self.first_published_at is not None:
            return
        start = self.start_of(day)
        chosen = time_in(revision.content, "go_live_at")
        if start > timezone.now() and (chosen is None or chosen < start):
            revision.content["go_live_at"] = start.isoformat()
            revision.save(update_fields=["content"])

    def start_of(self, day: date) -> datetime:
        """The first minute of a day on its board."""
        return start_of(day, JobBoardSettings.for_site(self.get_site()).zone)

    @property
    def waits_for_first_day(self) -> bool:
        """Whether what is scheduled goes live on the day that the employer chose, and at no editors' time."""
        scheduled = self.scheduled_revision
        day = day_in(scheduled.content, "first_day") if scheduled is not None else None
        return day is not None and self.start_of(day) == scheduled.approved_go_live_at

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """If the editor may approve the current task, move it to this revision.

        No revision is ever overwritten: it may be the one that was published, approved or paid for.
        """
        kwargs.pop("overwrite_revision", None)
        revision: Revision = super().save_revision(*args, **kwargs)
        waiting = self.current_workflow_task_state
        if waiting is not None and revision.user is not None:
            actions = waiting.task.specific.get_actions(self, revision.user)
            if "approve" in (name for name, *_rest in actions):
                waiting.revision = revision
                waiting.save(update_fields=["revision"])
        return revision

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        refuse_copy_if_unpaid(page_id=self.pk, title=self.title)
        refuse_parent(self, kwargs.get("to"))
        return super().copy(*args, **kwargs)

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        refuse_copy_if_unpaid(page_id=self.pk, title=self.title)
        refuse_parent(self, kwargs.get("parent"))
        return super().create_alias(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "JobPage":
        """Keep the dates of the row, whatever the revision says, and what it names is still there."""
        page: JobPage = super().with_content_json(self._with_references_that_exist(content))
        kept = (
            "expire_at",
            "expired",
            "live_revision_id",
            "days",
            "sent_from",
            "sender_proved",
            "featured_until",
            "paid_until",
        )
        for name in kept:
            setattr(page, name, getattr(self, name))
        return page

    def _with_references_that_exist(self, content: dict[str, Any]) -> dict[str, Any]:
        """Name what the row names in place of what is protected from deletion, but was deleted since.

        Only the row protects its company, so that an old revision or a draft may name one that is gone. Wagtail would
        raise then, on every page that reads the revision.
        """
        for field in self._meta.concrete_fields:
            if getattr(field.remote_field, "on_delete", None) not in (models.PROTECT, models.RESTRICT):
                continue
            named = content.get(field.name)
            if named is not None and not field.related_model._base_manager.filter(pk=named).exists():
                content = content | {field.name: getattr(self, field.attname)}
        # An edit replaces these rows. The editors' form refuses ids of rows that are gone.
        for name, model in (("locations", JobLocation), ("regions", EligibleRegion)):
            rows = content.get(name, [])
            known = set(model.objects.filter(page=self.pk).values_list("pk", flat=True))
            content = content | {
                name: [{**row, "pk": row["pk"] if row["pk"] in known else None} for row in rows]
            }
        return content

    def _refuse_if_new_without_a_way_to_apply(self) -> None:
        """Refuse what is not up yet; what is up already may be saved, to be taken down for example."""
        if not JobPage.objects.filter(pk=self.pk).values_list("live", flat=True).first():
            refuse_without_a_way_to_apply(
                title=self.title, apply_url=self.apply_url, apply_email=self.apply_email
            )

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components and self.is_closed:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_readable or getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        site = Site.find_for_request(request)
        context = {"page": self, "similar": self.similar(request, site) if site else []}
        response = TemplateResponse(request, "jobs/job_closed.html", context, status=410)
        # Browsers cache a 410 unless told not to, and would hide a listing that is reopened.
        response["Cache-Control"] = "no-cache"
        return response

    def similar(self, request: HttpRequest, site: Site) -> list[Row]:
        return kept_rows(similar_to(self, count=SIMILAR), request=request, site=site)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = Site.find_for_request(request)
        # A preview cannot be shared, reported or found.
        public = self.is_readable and not getattr(request, "is_preview", False)
        if not public or site is None:
            return context | {"is_public": False}
        return context | {
            "is_public": True,
            "similar": self.similar(request, site),
            "open_jobs": _open_jobs.get(
                self.company_id,
                lambda: self.company.open_listings(site).count(),
                request=request,
                site_id=site.pk,
            ),
            "company_is_verified": self.is_by_verified_company,
        }

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        # Wagtail marks its own preview requests; the employer's preview is not one of them.
        request.is_preview = True  # type: ignore[attr-defined]
        return super().get_preview_context(request, mode_name)

    @property
    def posted_at(self) -> datetime:
        """When readers first saw it; for a preview, now."""
        return self.first_published_at or timezone.now()
