"""The list of payments: what each has brought, the totals of what is filtered, and its export."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.widgets import AdminDateInput

from boards.admin import board_name
from boards.viewsets import BoardColumn, board_filterset
from payments.models import Payment, Problem, Receipt
from payments.models.payments import PaymentQuerySet
from payments.money import format_money, to_major
from payments.permissions import payment_policy
from payments.services.ledger_sums import SUMS, totals_of, with_sums
from payments.subjects import company_name, plan_name

ANY = "any"


class ProblemsColumn(Column):
    """Every open problem, the most pressing first."""

    def get_value(self, instance: Payment) -> str:
        problems: list[Problem] = getattr(instance, "open_problems", [])
        return ", ".join(problem.get_kind_display() for problem in problems)


class MoneyColumn(Column):
    """An annotated sum; empty for 0, so that what moved can be seen."""

    def get_value(self, instance: Payment) -> str:
        sum_ = getattr(instance, self.name)
        return format_money(sum_, instance.currency) if sum_ else ""


COLUMNS: list[Any] = [
    "page_title",
    BoardColumn(),
    Column("company", label=_("Company"), sort_key="company"),
    Column("get_purpose_display", label=_("Purpose"), sort_key="purpose"),
    Column("plan", label=_("Plan"), sort_key="plan"),
    Column("amount_label", label=_("Owed")),
    Column("get_status_display", label=_("Status"), sort_key="status"),
    MoneyColumn("net", label=_("Net")),
    MoneyColumn("tax", label=_("Tax")),
    MoneyColumn("gross", label=_("Gross")),
    MoneyColumn("refunded", label=_("Refunded")),
    MoneyColumn("disputed", label=_("Disputed")),
    ProblemsColumn("problems", label=_("Needs attention"), sort_key="problem"),
    "payer_email",
    DateColumn("paid_at", label=_("Settled"), sort_key="paid_at"),
]
EXPORT = [
    "uuid",
    "board",
    "page_title",
    "company",
    "purpose",
    "plan",
    "status",
    "currency",
    "amount",
    "amount_paid",
    *SUMS,
    "receipt_number",
    "invoice_number",
    "payer_email",
    "created_at",
    "paid_at",
]
# In whole units of the currency in the export.
MONEY = ("amount", "amount_paid", *SUMS)


class PaymentFilterSet(board_filterset(Payment, payment_policy)):  # type: ignore[misc]
    attention = django_filters.ChoiceFilter(
        label=_("Needs attention"),
        choices=[(ANY, _("for any reason")), *Problem.Kind.choices],
        method="filter_attention",
    )
    settled_from = django_filters.DateFilter(
        label=_("Settled from"), field_name="paid_at", lookup_expr="date__gte", widget=AdminDateInput
    )
    settled_until = django_filters.DateFilter(
        label=_("Settled until"), field_name="paid_at", lookup_expr="date__lte", widget=AdminDateInput
    )
    receipt = django_filters.CharFilter(label=_("Number of the receipt or invoice"), method="filter_receipt")

    class Meta:
        model = Payment
        fields = ["status", "purpose"]

    def filter_receipt(self, queryset: PaymentQuerySet, name: str, value: str) -> PaymentQuerySet:
        number = value.strip()
        named = Receipt.objects.filter(Q(number__iexact=number) | Q(document_number__iexact=number))
        return queryset.filter(pk__in=named.values("payment_id"))

    def filter_attention(self, queryset: PaymentQuerySet, name: str, value: str) -> PaymentQuerySet:
        problems = Problem.objects.open()
        if value != ANY:
            problems = problems.filter(kind=value)
        return queryset.filter(pk__in=problems.values("payment_id"))


class PaymentIndexView(IndexView):
    filterset_class = PaymentFilterSet
    results_template_name = "payments/admin/ledger_results.html"
    export_filename = "payments"
    export_headings = {
        "uuid": _("Reference"),
        "board": _("Board"),
        "company": _("Company"),
        "plan": _("Plan"),
        "amount": _("Owed"),
        "net": _("Net"),
        "tax": _("Tax"),
        "gross": _("Gross"),
        "refunded": _("Refunded"),
        "disputed": _("Disputed"),
        "receipt_number": _("Receipt"),
        "invoice_number": _("Invoice"),
    }

    def get_base_queryset(self) -> PaymentQuerySet:
        problems = Problem.objects.open().most_pressing_first()
        first = problems.filter(payment=OuterRef("pk")).values("kind")[:1]
        payments: Any = super().get_base_queryset()
        charged = Receipt.objects.filter(payment=OuterRef("pk"), refund=None)
        found: PaymentQuerySet = (
            with_sums(payments)
            .annotate(
                company=company_name(),
                plan=plan_name(),
                problem=Subquery(first),
                receipt_number=Subquery(charged.values("number")[:1]),
                invoice_number=Subquery(charged.values("document_number")[:1]),
            )
            .prefetch_related(Prefetch("problems", queryset=problems, to_attr="open_problems"))
        )
        return found

    @cached_property
    def totals(self) -> list[dict[str, str]]:
        """The sums of everything that is filtered, not of the page alone; a row for each currency."""
        return [
            {
                "currency": row["currency"],
                **{name: format_money(row[name], row["currency"]) for name in (*SUMS, "kept")},
            }
            for row in totals_of(self.get_queryset())
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context if self.is_export else context | {"totals": self.totals}

    def to_row_dict(self, item: Payment) -> dict[str, Any]:
        item.board = board_name(item.site)  # type: ignore[attr-defined]
        row: dict[str, Any] = super().to_row_dict(item)
        for name in MONEY:
            if row[name] is not None:
                row[name] = to_major(row[name], item.currency)
        return row
