"""Packs on sale, packs sold with what became of their credits, and the credits that editors give and take."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.models import IndexView, InspectView
from wagtail.models import ModelLogEntry

from boards.fields import TextField
from boards.permissions import BoardPermissionPolicy
from boards.viewsets import (
    BoardColumn,
    BoardForm,
    BoardModelViewSet,
    BoardSnippetViewSet,
    board_filterset,
)
from jobs.submissions.models import Pack, PackOffer
from jobs.submissions.services.packs import end_of_new_credit
from payments import gateway
from payments.admin.inspect import exact
from payments.fulfilment import NotForSale
from payments.models import Credit, Payment
from payments.money import CURRENCIES, to_major, to_minor
from payments.permissions import payment_policy
from payments.services.checkout import close_checkout
from payments.services.credits import NoCredit, balance_of, grant, take_back
from payments.services.waiver import NotWaivable, waive

pack_offer_policy = BoardPermissionPolicy(PackOffer)
pack_policy = BoardPermissionPolicy(Pack, actions={"view", "grant"})


class PackOfferForm(BoardForm):
    """Ask for the price in whole units of the plan's currency; the model stores minor units."""

    price = forms.DecimalField(
        label=gettext_lazy("Price"),
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy("Of the whole pack, in whole units of the plan’s currency, such as 399."),
    )

    # Wagtail's Meta chooses the fields that clean their text.
    class Meta(BoardForm.Meta):  # type: ignore[name-defined]
        model = PackOffer
        fields = ["site", "plan", "postings", "valid_days", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["price"] = to_major(self.instance.amount, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        price, plan = cleaned.get("price"), cleaned.get("plan")
        if price is not None and plan is not None and plan.currency in CURRENCIES:
            try:
                self.instance.amount = to_minor(price, plan.currency)
            except ValueError:
                self.add_error("price", _("%(currency)s has no such fraction.") % {"currency": plan.currency})
        return cleaned


class PackOfferViewSet(BoardSnippetViewSet):
    model = PackOffer
    permission_policy = pack_offer_policy
    base_form_class = PackOfferForm
    url_prefix = "pack-offers"
    icon = "tag"
    list_display = [
        "name",
        BoardColumn(),
        "price_label",
        "valid_days",
        BooleanColumn("active", label=gettext_lazy("On sale"), sort_key="active"),
    ]
    filterset_class = board_filterset(PackOffer, pack_offer_policy, "active")
    panels = [
        FieldPanel("site"),
        FieldPanel("plan"),
        FieldRowPanel([FieldPanel("postings"), FieldPanel("price")]),
        FieldRowPanel([FieldPanel("valid_days"), FieldPanel("active")]),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[PackOffer]":
        return PackOffer.objects.select_related("plan", "site")


class PackIndexView(IndexView):
    filterset_class = board_filterset(Pack, pack_policy)

    def get_base_queryset(self) -> "QuerySet[Pack]":
        packs: QuerySet[Pack] = super().get_base_queryset()
        # The same counts as `balance_of`, for the whole list at once.
        return packs.select_related("payment", "site").annotate(
            given_out=_count(Credit.objects.all()),
            used=_count(Credit.objects.used()),
            unused_left=_count(Credit.objects.left()),
            over=_count(Credit.objects.unused().filter(valid_until__lte=timezone.now())),
            gone=_count(Credit.objects.filter(taken_back_at__isnull=False)),
        )


def _count(rows: "QuerySet[Credit]") -> Coalesce:
    of_pack = rows.filter(pack=OuterRef("payment")).order_by().values("pack")
    return Coalesce(Subquery(of_pack.annotate(number=Count("pk")).values("number")), 0)


class PackInspectView(InspectView):
    """The pack with its credits, and the buttons that the user may press."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        found = super().get_fields_context()
        balance = balance_of(self.object.payment)
        counts = [
            (_("Given out"), balance.bought),
            (_("Used"), balance.used),
            (_("Left"), balance.left),
            (_("Time is over"), balance.expired),
            (_("Taken back"), balance.taken_back),
        ]
        payment = self.object.payment
        rows = [
            (_("Pack"), self.object.name),
            (_("Buyer"), payment.payer_email),
            (_("Payment"), self._payment_link(payment)),
            *counts,
        ]
        return [*found, *({"label": label, "value": value} for label, value in rows)]

    def get_site_display_value(self) -> str:
        return str(self.object.site.site_name or self.object.site.hostname)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_act = may_grant(self.request.user, self.object)
        return super().get_context_data(**kwargs) | {
            "lists": [found for found in (_credits(self.object), _by_hand(self.object)) if found["rows"]],
            "can_act": can_act,
            "refund_buttons": list(_buttons(self.object)) if can_act else [],
        }

    def _payment_link(self, payment: Payment) -> str:
        label = f"{payment.amount_label} · {payment.get_status_display()}"
        allowed = payment_policy.user_has_any_permission_for_instance
        if not allowed(self.request.user, ["view", "refund"], payment):
            return label
        return format_html('<a href="{}">{}</a>', reverse("payment:inspect", args=[payment.pk]), label)


def _buttons(pack: Pack) -> Iterator[dict[str, str]]:
    if pack.payment.status == Payment.Status.OPEN:
        yield {"href": reverse("pack_waive", args=[pack.pk]), "label": _("Waive the payment")}
    if Credit.objects.filter(pack=pack.payment).exists():
        yield {"href": reverse("pack_grant", args=[pack.pk]), "label": _("Give one more posting")}
    if Credit.objects.filter(pack=pack.payment).left().exists():
        yield {"href": reverse("pack_take_back", args=[pack.pk]), "label": _("Take a posting back")}


def _credits(pack: Pack) -> dict[str, Any]:
    credits_ = Credit.objects.filter(pack=pack.payment).select_related("granted_by")
    rows = [
        (exact(credit.valid_until), _what_became_of(credit), _who_gave(credit), credit.taken_back_reason)
        for credit in credits_.prefetch_related("uses__payment")
    ]
    columns = [_("Until"), _("What became of it"), _("Given by"), _("Reason")]
    return {"heading": _("Postings"), "columns": columns, "rows": rows}


def _by_hand(pack: Pack) -> dict[str, Any]:
    """List what editors have done with the pack, from the audit log."""
    rows = [
        (exact(entry.timestamp), entry.formatter.format_message(entry), str(entry.user or _("a former user")))
        for entry in ModelLogEntry.objects.for_instance(pack.payment).select_related("user")
        if entry.formatter is not None
    ]
    return {"heading": _("Done by hand"), "columns": [_("When"), _("What"), _("By")], "rows": rows}


def _what_became_of(credit: Credit) -> str:
    uses = [use for use in credit.uses.all() if use.given_back_at is None]
    if uses:
        return _("used for “%(title)s” on %(day)s") % {
            "title": uses[0].payment.page_title,
            "day": exact(uses[0].used_at),
        }
    if credit.taken_back_at is not None:
        return _("taken back: %(why)s") % {"why": credit.get_taken_back_display()}
    return _("left") if credit.valid_until > timezone.now() else _("its time is over")


def _who_gave(credit: Credit) -> str:
    if not credit.is_granted:
        return _("bought")
    return f"{credit.granted_by or _('a former user')}: {credit.granted_reason}"


class PackViewSet(BoardModelViewSet):
    model = Pack
    permission_policy = pack_policy
    url_prefix = "packs"
    icon = "receipt"
    menu_label = gettext_lazy("Packs")
    menu_order = 131
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = PackIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = ["site", "valid_days"]
    inspect_view_class = PackInspectView
    inspect_template_name = "payments/admin/inspect.html"
    list_display = [
        "name",
        BoardColumn(),
        Column("email", label=gettext_lazy("Buyer"), sort_key="payment__payer_email"),
        Column("payment.get_status_display", label=gettext_lazy("Payment"), sort_key="payment__status"),
        Column("given_out", label=gettext_lazy("Given out"), sort_key="given_out"),
        Column("used", label=gettext_lazy("Used"), sort_key="used"),
        Column("unused_left", label=gettext_lazy("Left"), sort_key="unused_left"),
        Column("over", label=gettext_lazy("Time is over"), sort_key="over"),
        Column("gone", label=gettext_lazy("Taken back"), sort_key="gone"),
        DateColumn("payment.paid_at", label=gettext_lazy("Settled"), sort_key="payment__paid_at"),
    ]
    search_fields = ["plan_name", "payment__payer_email"]
    form_fields = ["plan_name"]


# --- What editors do


class GrantForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with your name."),
    )


def may_grant(user: Any, pack: Pack) -> bool:
    return pack_policy.user_has_permission_for_instance(user, "grant", pack)


def grant_credit(request: HttpRequest, pk: int) -> HttpResponse:
    pack, user = _pack_for(request, pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end = end_of_new_credit(pack)
        grant(pack=pack.payment, valid_until=end, user=user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The pack has one more posting."))
        return redirect("pack:inspect", pack.pk)
    text = _("The buyer can use it like the others, for %(days)d days. No money is behind it.")
    return _form(request, pack, form, title=_("Give one more posting"), text=text % {"days": pack.valid_days})


def take_credit_back(request: HttpRequest, pk: int) -> HttpResponse:
    pack, user = _pack_for(request, pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_back(pack=pack.payment, user=user, reason=form.cleaned_data["reason"])
        except NoCredit:
            messages.error(request, _("Nothing was taken back: the pack has no posting left."))
        else:
            messages.success(request, _("The posting is taken back."))
        return redirect("pack:inspect", pack.pk)
    text = _("No money goes back. To give the money back, refund the payment: its posting goes by itself.")
    return _form(request, pack, form, title=_("Take a posting back"), text=text)


def waive_pack(request: HttpRequest, pk: int) -> HttpResponse:
    pack, user = _pack_for(request, pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _waive(request, pack, user, form.cleaned_data["reason"])
        return redirect("pack:inspect", pack.pk)
    text = _("The buyer does not have to pay %(sum)s, and gets the postings now.")
    return _form(
        request,
        pack,
        form,
        title=_("Waive the payment"),
        text=text % {"sum": pack.payment.amount_label},
    )


def _waive(request: HttpRequest, pack: Pack, user: User, reason: str) -> None:
    try:
        waive(payment=pack.payment, user=user, reason=reason)
    except (NotWaivable, NotForSale):
        messages.error(request, _("Nothing was waived: the payment is no longer open."))
        return
    messages.success(request, _("The payment is waived."))
    try:
        close_checkout(payment=pack.payment)
    except gateway.GatewayError:
        messages.warning(
            request,
            _("The buyer’s payment page could not be closed just now; it closes by itself within a day."),
        )


def _pack_for(request: HttpRequest, pk: int) -> tuple[Pack, User]:
    pack = get_object_or_404(Pack.objects.select_related("payment", "site"), pk=pk)
    if not isinstance(request.user, User) or not may_grant(request.user, pack):
        raise PermissionDenied
    return pack, request.user


def _form(request: HttpRequest, pack: Pack, form: forms.Form, **texts: str) -> HttpResponse:
    context = {
        "subtitle": f"{pack.name} · {pack.email}",
        "form": form,
        "back": reverse("pack:inspect", args=[pack.pk]),
        **texts,
    }
    return render(request, "submissions/admin/pack_form.html", context)
