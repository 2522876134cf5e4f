"""The ledger in the admin: to read; its verbs stand beside the listing they are about."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from payments.models import Payment


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Who may view may inspect; nobody adds, changes or deletes a payment by hand."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: AbstractBaseUser, actions: Any) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Payment) -> bool:
        return self.user_has_permission(user, action)


class PaymentViewSet(ModelViewSet):
    model = Payment
    icon = "receipt"
    menu_label = _("Payments")
    menu_order = 130
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = [
        "page_title",
        "purpose",
        "status",
        "amount_label",
        "amount_paid_label",
        "description",
        "payer_email",
        "paid_at",
        "waived_by",
        "waived_reason",
        "attention",
        "attention_detail",
        "payment_intent",
        "uuid",
        "created_at",
    ]
    list_display = [
        "page_title",
        Column("amount_label", label=_("Amount")),
        "get_status_display",
        Column("get_attention_display", label=_("Attention")),
        "payer_email",
        DateColumn("paid_at", label=_("Settled"), sort_key="paid_at"),
    ]
    list_filter = ["site", "status", "attention", "purpose"]
    list_export = ["uuid", "page_title", "status", "amount", "currency", "amount_paid", "payer_email", "paid_at"]
    search_fields = ["page_title", "payer_email", "payment_intent"]
    form_fields = ["page_title"]
    permission_policy = ReadOnlyPolicy(Payment)


@hooks.register("register_admin_viewset")
def register_payments() -> PaymentViewSet:
    return PaymentViewSet()
