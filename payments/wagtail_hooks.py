"""The read-only ledger of payments in the admin, its reports, and the URLs of its actions."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from boards.viewsets import BoardModelViewSet
from payments.admin.accounts import AccountsView
from payments.admin.home import RevenuePanel
from payments.admin.inspect import FIELDS, PaymentInspectView
from payments.admin.ledger import COLUMNS, EXPORT, PaymentIndexView
from payments.admin.revenue import RevenueView
from payments.admin.views import give_credit_back, refund_payment, resolve_problem, retry_publication
from payments.models import Payment
from payments.permissions import payment_policy


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
    list_display = COLUMNS
    list_export = EXPORT
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
        path("payments/accounts/", AccountsView.as_view(), name="payment_accounts"),
        path("payments/revenue/", RevenueView.as_view(), name="payment_revenue"),
    ]


class LedgerMenuItem(MenuItem):
    """For users who may view the payments of a board."""

    def is_shown(self, request: HttpRequest) -> bool:
        return payment_policy.user_has_permission(request.user, "view")


@hooks.register("register_reports_menu_item")
def register_accounts() -> MenuItem:
    return LedgerMenuItem(
        _("Accounts of a month"),
        reverse("payment_accounts"),
        name="accounts",
        icon_name="receipt",
        order=100,
    )


@hooks.register("register_reports_menu_item")
def register_revenue() -> MenuItem:
    return LedgerMenuItem(
        _("Revenue"), reverse("payment_revenue"), name="revenue", icon_name="receipt", order=110
    )


@hooks.register("construct_homepage_panels")
def add_revenue_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(RevenuePanel(request))


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "payments/icons/receipt.svg"]
