"""The editors' list of listings, with the stage, the payment and the end of each."""

from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, Table
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView, SiteFilter
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Site
from wagtail.permissions import page_permission_policy

from boards.admin import BoardField, BoardFilterSet, board_name, boards_as_queryset, boards_of
from jobs.listings.models import Category, JobPage, Report
from jobs.listings.models.queries import JobQuerySet
from jobs.submissions.services.stages import Stage, with_stage
from payments.models import Payment, Problem

NAMES_VERIFIED = _("Names a verified company")


def _latest_posting(field: str) -> Subquery:
    payments = Payment.objects.filter(page_id=OuterRef("pk"), purpose=Payment.Purpose.POSTING)
    return Subquery(payments.order_by("-pk").values(field)[:1])


def _open_problem(field: str) -> Subquery:
    """A field of the most pressing open problem, of any payment: a renewal's dispute counts too."""
    problems = Problem.objects.open().filter(payment__page_id=OuterRef("pk"))
    return Subquery(problems.most_pressing_first().values(field)[:1])


def _open_reports() -> Subquery:
    reports = Report.objects.unhandled().filter(page_id=OuterRef("pk")).order_by()
    return Subquery(reports.values("page_id").annotate(number=Count("pk")).values("number"))


def _boards(request: HttpRequest) -> QuerySet[Site]:
    return boards_as_queryset(request.user, ListingIndexView.any_permission_required)


def _categories(request: HttpRequest) -> QuerySet[Category]:
    return Category.objects.filter(site__in=_boards(request))


class BoardFilter(SiteFilter):
    field_class = BoardField


class ListingFilterSet(BoardFilterSet):
    # Stages exclude each other: a listing that ends soon is not "live". So several can be chosen.
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"),
        choices=Stage.choices,
        method="filter_stage",
        widget=forms.CheckboxSelectMultiple,
    )
    payment = django_filters.ChoiceFilter(
        label=_("Payment"), choices=Payment.Status.choices, method="filter_payment"
    )
    attention = django_filters.BooleanFilter(label=_("Needs attention"), method="filter_attention")
    reported = django_filters.BooleanFilter(label=_("Reported by readers"), method="filter_reported")
    names_verified = django_filters.BooleanFilter(label=NAMES_VERIFIED, method="filter_names_verified")
    site = BoardFilter(label=_("Board"), queryset=_boards, widget=forms.CheckboxSelectMultiple)
    category = django_filters.ModelChoiceFilter(label=_("Category"), queryset=_categories)

    class Meta:
        model = JobPage
        fields: list[str] = []

    def filter_stage(self, queryset: JobQuerySet, name: str, value: list[str]) -> JobQuerySet:
        # The list has annotated the stage.
        return queryset.filter(stage__in=value) if value else queryset

    def filter_payment(self, queryset: JobQuerySet, name: str, value: str) -> JobQuerySet:
        return queryset.annotate(latest_payment=_latest_posting("status")).filter(latest_payment=value)

    def filter_attention(self, queryset: JobQuerySet, name: str, value: bool) -> JobQuerySet:
        flagged = Payment.objects.needing_attention().filter(page__isnull=False).values("page_id")
        return queryset.filter(pk__in=flagged) if value else queryset.exclude(pk__in=flagged)

    def filter_reported(self, queryset: JobQuerySet, name: str, value: bool) -> JobQuerySet:
        reported = Report.objects.unhandled().values("page_id")
        return queryset.filter(pk__in=reported) if value else queryset.exclude(pk__in=reported)

    def filter_names_verified(self, queryset: JobQuerySet, name: str, value: bool) -> JobQuerySet:
        naming = JobPage.objects.naming_a_verified_company().values("pk")
        return queryset.filter(pk__in=naming) if value else queryset.exclude(pk__in=naming)


class BoardColumn(Column):
    def __init__(self, boards: list[Site]) -> None:
        super().__init__("board", label=_("Board"))
        self.boards = boards

    def get_value(self, instance: JobPage) -> str:
        its_own = (board for board in self.boards if instance.path.startswith(board.root_page.path))
        return next(map(board_name, its_own), "")


class CompanyColumn(Column):
    def get_value(self, instance: JobPage) -> str:
        if not getattr(instance, "names_verified", False):
            return str(instance.company)
        return f"{instance.company} · {NAMES_VERIFIED}"


class StageColumn(StatusTagColumn):
    def get_value(self, instance: JobPage) -> str:
        return str(Stage(instance.stage).label)

    def get_primary(self, instance: JobPage) -> bool:
        return instance.is_readable


class PaymentColumn(Column):
    def get_value(self, instance: JobPage) -> str:
        if instance.problem:
            label = str(Problem.Kind(instance.problem).label)
            if instance.problem_purpose == Payment.Purpose.POSTING:
                return label
            return f"{Payment.Purpose(instance.problem_purpose).label}: {label}"
        return str(Payment.Status(instance.payment_status).label) if instance.payment_status else "–"


class EndColumn(Column):
    """Show a date that may be in the future, which Wagtail's own date column does not."""

    def get_value(self, instance: JobPage) -> str:
        end = instance.expire_at
        return formats.date_format(timezone.localtime(end), "SHORT_DATE_FORMAT") if end else ""


class KeysFirstPaginator(WagtailPaginator):
    """Find the keys of a page first: what its rows show is then worked out for them, and not for every listing."""

    @cached_property
    def count(self) -> int:
        """Count all listings in their own table; with filters, as Django does."""
        listings: JobQuerySet = self.object_list
        return listings.count() if listings.query.where else JobPage.objects.count()

    def page(self, number: Any) -> Page[JobPage]:
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))
        page.object_list = self.object_list.filter(pk__in=keys)
        return page


class ListingIndexView(IndexView):
    paginator_class = KeysFirstPaginator
    default_ordering = "-latest_revision_created_at"
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        CompanyColumn("company", label=_("Company"), sort_key="company__name"),
        StageColumn("stage", label=_("Stage")),
        PaymentColumn("payment", label=_("Payment")),
        Column("open_reports", label=_("Reports"), sort_key="open_reports"),
        EndColumn("expire_at", label=_("Ends"), sort_key="expire_at"),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
    ]

    def get_table(self, object_list: Any) -> Table:
        boards = boards_of(self.request.user, self.any_permission_required)
        bulk, title, *others = self.columns
        columns = [bulk, title, *([BoardColumn(boards)] if len(boards) > 1 else []), *others]
        return self.table_class(columns, object_list, **self.get_table_kwargs())

    def get_base_queryset(self) -> JobQuerySet:
        """Wagtail's own looks up each listing among all pages, also for those who may see every page."""
        pages: JobQuerySet = JobPage.objects.all()
        if not self.request.user.is_superuser:
            pages = pages.filter(
                pk__in=page_permission_policy.explorable_instances(self.request.user).values("pk")
            )
        return self.annotate_queryset(pages)

    def annotate_queryset(self, pages: JobQuerySet) -> JobQuerySet:
        """Annotate what a row shows. Wagtail's own fetches every page again, and its company with it."""
        pages = pages.select_related("company").prefetch_related("content_type", "sites_rooted_here")
        pages = pages.prefetch_workflow_states().annotate_site_root_state().annotate_approved_schedule()
        return with_stage(pages).annotate(
            payment_status=_latest_posting("status"),
            problem=_open_problem("kind"),
            problem_purpose=_open_problem("payment__purpose"),
            open_reports=_open_reports(),
            names_verified=Exists(JobPage.objects.naming_a_verified_company().filter(pk=OuterRef("pk"))),
        )

    def search_queryset(self, queryset: JobQuerySet) -> JobQuerySet:
        """Search in the database's own tables: Wagtail's index knows neither filters nor orders by annotation."""
        for word in self.search_query.split():
            queryset = queryset.filter(_has(word))
        return queryset

    def get_ordering(self) -> str:
        """The same with and without a search."""
        ordering = str(self.request.GET.get("ordering", self.default_ordering))
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: JobQuerySet) -> JobQuerySet:
        field = F(self.ordering.removeprefix("-"))
        descending = self.ordering.startswith("-")
        order = field.desc(nulls_last=True) if descending else field.asc(nulls_first=True)
        return queryset.order_by(order, "-pk")


def _has(word: str) -> Q:
    """Match a title, a company, an email address, or a reference of a payment."""
    payments = Q(payment_intent__icontains=word) | Q(payer_email__icontains=word)
    payments |= Q(attempts__session_id__icontains=word) | Q(uuid__icontains=word)
    found = Payment.objects.filter(payments, page__isnull=False).values("page_id")
    return (
        Q(title__icontains=word)
        | Q(draft_title__icontains=word)
        | Q(company__name__icontains=word)
        | Q(submission__contact_email__icontains=word)
        | Q(pk__in=found)
    )


class ListingViewSet(PageListingViewSet):
    model = JobPage
    index_view_class = ListingIndexView
    # Without this, Wagtail passes the view the filters of any page.
    filterset_class = ListingFilterSet
    icon = "clipboard-list"
    menu_label = _("Listings")
    menu_order = 110
    add_to_admin_menu = True
    name = "listings"
