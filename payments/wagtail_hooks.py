"""The read-only ledger of payments in the admin, and the URLs of its actions."""

from typing import Any

import django_filters
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import IndexView

from boards.viewsets import BoardColumn, BoardModelViewSet, board_filterset
from payments.admin.inspect import FIELDS, PaymentInspectView
from payments.admin.views import give_credit_back, refund_payment, resolve_problem, retry_publication
from payments.models import Payment, Problem, Receipt
from payments.models.payments import PaymentQuerySet
from payments.permissions import payment_policy


class ProblemsColumn(Column):
    """Every open problem, the most pressing first."""

    def get_value(self, instance: Payment) -> str:
        problems: list[Problem] = getattr(instance, "open_problems", [])
        return ", ".join(problem.get_kind_display() for problem in problems)


class PaymentFilterSet(board_filterset(Payment, payment_policy)):  # type: ignore[misc]
    attention = django_filters.ChoiceFilter(
        label=_("Needs attention"), choices=Problem.Kind.choices, method="filter_attention"
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
        return queryset.filter(pk__in=Problem.objects.open().filter(kind=value).values("payment_id"))


class PaymentIndexView(IndexView):
    filterset_class = PaymentFilterSet

    def get_base_queryset(self) -> PaymentQuerySet:
        problems = Problem.objects.open().most_pressing_first()
        first = problems.filter(payment=OuterRef("pk")).values("kind")[:1]
        payments: Any = super().get_base_queryset()
        charged = Receipt.objects.filter(payment=OuterRef("pk"), refund=None)
        return payments.annotate(
            problem=Subquery(first),
            receipt_number=Subquery(charged.values("number")[:1]),
            receipt_tax=Subquery(charged.values("tax")[:1]),
            invoice_number=Subquery(charged.values("document_number")[:1]),
        ).prefetch_related(Prefetch("problems", queryset=problems, to_attr="open_problems"))


class PaymentViewSet(BoardModelViewSet):
    model = Payment
    permission_policy = payment_policy
    url_prefix = "payments"
    icon = "receipt"
    menu_label = _("Payments")
    menu_order = 130
    add_to_admin_menu = True
    # Deleting a page asks the payments themselves, and so may nobody read them in the page's usage.
    add_to_reference_index = False
    index_view_class = PaymentIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = FIELDS
    list_display = [
        "page_title",
        BoardColumn(),
        Column("amount_label", label=_("Amount")),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        ProblemsColumn("problems", label=_("Needs attention"), sort_key="problem"),
        "payer_email",
        DateColumn("paid_at", label=_("Settled"), sort_key="paid_at"),
    ]
    list_export = [
        "uuid",
        "page_title",
        "status",
        "amount",
        "currency",
        "amount_paid",
        "receipt_tax",
        "receipt_number",
        "invoice_number",
        "payer_email",
        "paid_at",
    ]
    search_fields = ["page_title", "payer_email", "payment_intent"]
    form_fields = ["page_title"]
    inspect_template_name = "payments/admin/inspect.html"
    inspect_view_class = PaymentInspectView


@hooks.register("register_admin_viewset")
def register_payments() -> PaymentViewSet:
    return PaymentViewSet()


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("payments/<int:pk>/refund/", refund_payment, name="payment_refund"),
        path("payments/<int:pk>/give-credit-back/", give_credit_back, name="payment_give_credit_back"),
        path("payments/<int:pk>/resolve/", resolve_problem, name="payment_resolve"),
        path("payments/<int:pk>/retry/", retry_publication, name="payment_retry"),
    ]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "payments/icons/receipt.svg"]
