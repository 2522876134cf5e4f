"""The page of one payment: its fields, problems, payment pages, refunds and disputes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.models import InspectView

from payments.models import Payment, Problem, Receipt, Refund
from payments.money import format_money
from payments.papers import document_links, method_label
from payments.permissions import may_refund
from payments.services.credits import given_for
from payments.services.refunds import is_disputed, refundable, stray_charge

FIELDS = [
    "page_title",
    "site",
    "purpose",
    "status",
    "amount_label",
    "amount_paid_label",
    "paid_with",
    "description",
    "payer_email",
    "purchase_order",
    "cost_centre",
    "created_at",
    "paid_at",
    "declined_at",
    "waived_by",
    "waived_reason",
    "payment_intent",
    "uuid",
]
# For fields whose own name is unclear or missing.
LABELS = {
    "site": gettext_lazy("Board"),
    "amount_label": gettext_lazy("Owed"),
    "paid_with": gettext_lazy("Paid with"),
    "waived_by": gettext_lazy("Waived by"),
    "payment_intent": gettext_lazy("Charge at Stripe"),
    "uuid": gettext_lazy("Reference"),
}


def exact(moment: datetime) -> str:
    """Format with seconds and time zone, for comparison with Stripe's dashboard."""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.date_format(local, 'H:i:s T')}"


class PaymentInspectView(InspectView):
    """Lists what belongs to the payment, with the buttons that the user may press."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        fields: list[dict[str, Any]] = super().get_fields_context()
        return [field for field in fields if field["value"] not in (None, "")]

    def get_field_label(self, field_name: str, field: Any) -> str:
        return str(LABELS.get(field_name) or super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return exact(value) if isinstance(value, datetime) else value

    def get_page_title_display_value(self) -> str:
        page = self.object.page
        if page is None or not page.permissions_for_user(self.request.user).can_edit():
            return str(self.object.page_title)
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return format_html('<a href="{}">{}</a>', url, self.object.page_title)

    def get_site_display_value(self) -> str:
        return str(self.object.site.site_name or self.object.site.hostname)

    def get_amount_paid_label_display_value(self) -> str:
        return self.object.amount_paid_label if self.object.amount_paid is not None else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        payment: Payment = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        can_act = may_refund(self.request.user, payment)
        lists = (
            _open_problems(payment, can_act),
            _receipts(payment),
            _attempts(payment),
            _refunds(payment),
            _disputes(payment),
            _settled_problems(payment),
        )
        return context | {
            "payment": payment,
            "lists": [found for found in lists if found["rows"]],
            "can_act": can_act,
            "refund_buttons": list(_refund_buttons(payment)) if can_act else [],
            "can_retry": Problem.Kind.PUBLISH_FAILED in payment.open_kinds,
        }


def _refund_buttons(payment: Payment) -> Iterator[dict[str, str]]:
    address = reverse("payment_refund", args=[payment.pk])
    if refundable(payment) > 0 and not is_disputed(payment):
        yield {"href": address, "label": _("Give money back")}
    if given_for(payment) is not None:
        yield {
            "href": reverse("payment_give_credit_back", args=[payment.pk]),
            "label": _("Give the posting back"),
        }
    stray = stray_charge(payment)
    if stray is not None and not is_disputed(payment, stray.payment_intent):
        yield {"href": f"{address}?stray=1", "label": _("Give the extra charge back")}


def _open_problems(payment: Payment, can_act: bool) -> dict[str, Any]:
    rows = [
        (
            problem.get_kind_display(),
            problem.detail,
            exact(problem.opened_at),
            *([_resolve_button(problem)] if can_act else []),
        )
        for problem in payment.problems.open().most_pressing_first()
    ]
    columns = [_("What"), _("Detail"), _("Since"), *([""] if can_act else [])]
    return {"heading": _("Needs attention"), "columns": columns, "rows": rows}


def _resolve_button(problem: Problem) -> str:
    url = f"{reverse('payment_resolve', args=[problem.payment_id])}?problem={problem.pk}"
    return format_html('<a class="button button-secondary" href="{}">{}</a>', url, _("Mark as settled"))


def _settled_problems(payment: Payment) -> dict[str, Any]:
    rows = [
        (
            exact(problem.resolved_at),
            problem.get_kind_display(),
            problem.detail,
            _resolver(problem),
            problem.how,
        )
        for problem in payment.problems.select_related("resolved_by")
        if problem.resolved_at is not None
    ]
    columns = [_("Settled"), _("What"), _("Detail"), _("By"), _("What was done about it")]
    return {"heading": _("Needed attention"), "columns": columns, "rows": rows}


def _resolver(problem: Problem) -> str:
    """A problem that an editor resolved says how, but its user may have been deleted since."""
    if problem.resolved_by is not None:
        return str(problem.resolved_by)
    return _("a former user") if problem.how else _("settled by itself")


def _attempts(payment: Payment) -> dict[str, Any]:
    rows = [
        (
            exact(attempt.created_at),
            attempt.get_status_display(),
            "" if attempt.amount_total is None else format_money(attempt.amount_total, payment.currency),
            attempt.payment_intent or attempt.session_id or "",
        )
        for attempt in payment.attempts.all()
    ]
    columns = [_("Opened"), _("Status"), _("Charged"), _("At Stripe")]
    return {"heading": _("Payment pages"), "columns": columns, "rows": rows}


def _receipts(payment: Payment) -> dict[str, Any]:
    def money(amount: int | None) -> str:
        return "" if amount is None else format_money(amount, payment.currency)

    rows = [
        (
            receipt.number,
            exact(receipt.issued_at),
            _("Refund") if receipt.is_refund else _("Charge"),
            money(receipt.net),
            money(receipt.tax),
            money(receipt.total),
            ", ".join(part for part in (receipt.buyer_name, receipt.buyer_tax_id) if part),
            method_label(receipt),
            _documents(receipt),
        )
        for receipt in payment.receipts.select_related("payment").order_by("sequence")
    ]
    columns = [
        *(_("Receipt"), _("Issued"), _("For"), _("Net"), _("Tax"), _("Total")),
        *(_("Buyer"), _("Paid by"), _("Invoice or credit note")),
    ]
    return {"heading": _("Receipts"), "columns": columns, "rows": rows}


def _documents(receipt: Receipt) -> str:
    if receipt.awaits_document:
        return _("Stripe is still writing it")
    links = document_links(receipt)
    if not links:
        return receipt.document_number
    return format_html_join(
        ", ", '<a href="{}" rel="noopener noreferrer">{}</a>', ((link.url, link.label) for link in links)
    )


def _refunds(payment: Payment) -> dict[str, Any]:
    rows = [
        (
            exact(refund.created_at),
            refund.get_status_display(),
            refund.amount_label,
            _requester(refund),
            refund.reason,
            refund.refund_id or "",
        )
        for refund in payment.refunds.select_related("payment", "requested_by")
    ]
    columns = [_("Asked for"), _("Status"), _("Amount"), _("By"), _("Reason"), _("At Stripe")]
    return {"heading": _("Refunds"), "columns": columns, "rows": rows}


def _requester(refund: Refund) -> str:
    """A refund made here has a reason, but its user may have been deleted since."""
    if refund.requested_by is not None:
        return str(refund.requested_by)
    return _("a former user") if refund.reason else _("in Stripe’s dashboard")


def _disputes(payment: Payment) -> dict[str, Any]:
    rows = [
        (
            exact(dispute.created_at),
            dispute.status.replace("_", " "),
            format_money(dispute.amount, payment.currency),
            dispute.reason.replace("_", " "),
            exact(dispute.updated_at),
            dispute.dispute_id,
        )
        for dispute in payment.disputes.all()
    ]
    columns = [_("Opened"), _("Status"), _("Amount"), _("Reason"), _("Last heard of"), _("At Stripe")]
    return {"heading": _("Disputes"), "columns": columns, "rows": rows}
