"""Editors' actions on a payment: refund it, resolve its problems, fulfil it again."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from boards.fields import TextField
from payments import gateway
from payments.models import Payment, Problem
from payments.money import format_money, to_major, to_minor
from payments.permissions import may_refund
from payments.services.credits import give_back, given_for
from payments.services.problems import AlreadyResolved, resolve
from payments.services.refunds import (
    Disputed,
    FormUsed,
    NotRefundable,
    is_disputed,
    pack_parts,
    refund,
    refundable,
    stray_charge,
)
from payments.services.settlement import retry

DISPUTED = gettext_lazy(
    "Nothing was refunded: the payer’s bank disputes the charge and decides about the money. Answer in Stripe’s "
    "dashboard; accepting the dispute there refunds the payer."
)


NOTHING_UNUSED = gettext_lazy(
    "Nothing was refunded: the pack has no unused posting left. Give a posting back first, or refund in Stripe’s "
    "dashboard: then this payment needs attention, so that you decide about the listings."
)


class RefundForm(forms.Form):
    amount = forms.DecimalField(
        label=gettext_lazy("Sum"), max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your own books; the payer does not see it."),
    )
    # One value per form opened: pressing twice refunds once.
    nonce = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, payment: Payment, payment_intent: str, **kwargs: Any) -> None:
        self.payment = payment
        self.most = refundable(payment, payment_intent)
        kwargs["initial"] = {"amount": to_major(self.most, payment.currency)}
        super().__init__(*args, **kwargs)

    def clean_amount(self) -> int:
        """In minor units."""
        try:
            amount = to_minor(self.cleaned_data["amount"], self.payment.currency)
        except ValueError as error:
            raise forms.ValidationError(
                _("%(currency)s has no such fraction.") % {"currency": self.payment.currency}
            ) from error
        if amount > self.most:
            left = format_money(self.most, self.payment.currency)
            raise forms.ValidationError(_("At most %(sum)s can still be given back.") % {"sum": left})
        return amount


class ResolveForm(forms.Form):
    # The one that the editor was shown.
    problem = forms.IntegerField(widget=forms.HiddenInput)
    note = TextField(
        label=gettext_lazy("What was done about it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the payment, with your name."),
    )


class PackRefundForm(forms.Form):
    """Choose how many unused postings of a pack are given back; the sum follows."""

    postings = forms.TypedChoiceField(label=gettext_lazy("Unused postings to give back"), coerce=int)
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your own books; the payer does not see it."),
    )
    # One value per form opened: pressing twice refunds once.
    nonce = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        self.parts = {part.credits: part.amount for part in pack_parts(payment)}
        self.most = max(self.parts.values(), default=0)
        kwargs["initial"] = {"postings": max(self.parts, default=0)}
        super().__init__(*args, **kwargs)
        self.fields["postings"].choices = [  # type: ignore[attr-defined]
            (number, _part_label(number, format_money(amount, payment.currency)))
            for number, amount in self.parts.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["amount"] = self.parts.get(cleaned.get("postings", -1), 0)
        return cleaned


def _part_label(number: int, money: str) -> str:
    if not number:
        return _("All of it, no posting was given out: %(sum)s") % {"sum": money}
    words = ngettext("%(number)d posting: %(sum)s", "%(number)d postings: %(sum)s", number)
    return words % {"number": number, "sum": money}


def refund_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Refund the payment's own charge, or with `?stray=1` the extra one."""
    payment, user = _payment_for(request, pk)
    intent = payment.payment_intent
    if request.GET.get("stray"):
        if (stray := stray_charge(payment)) is None:
            messages.info(request, _("The extra charge has gone back already."))
            return redirect("payment:inspect", payment.pk)
        intent = stray.payment_intent
    if is_disputed(payment, intent):
        messages.error(request, DISPUTED)
        return redirect("payment:inspect", payment.pk)
    form: RefundForm | PackRefundForm
    if not payment.is_for_listing and intent == payment.payment_intent:
        form = PackRefundForm(request.POST or None, payment=payment)
        if not form.parts:
            messages.error(request, NOTHING_UNUSED)
            return redirect("payment:inspect", payment.pk)
    else:
        form = RefundForm(request.POST or None, payment=payment, payment_intent=intent)
    if request.method == "POST" and form.is_valid():
        _refund(request, payment, user, intent, form.cleaned_data)
        return redirect("payment:inspect", payment.pk)
    text = _("Up to %(sum)s can be given back. It reaches the payer in a few days.")
    most = format_money(form.most, payment.currency)
    return _form(request, payment, form, title=_("Give money back"), text=text % {"sum": most})


def give_credit_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the posting that paid for a listing back to its pack; the board's rule for full refunds applies."""
    payment, _user = _payment_for(request, pk)
    if given_for(payment) is None:
        messages.info(request, _("The posting is back in its pack already."))
        return redirect("payment:inspect", payment.pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if give_back(payment=payment):
            messages.success(request, _("The posting is back in its pack, and the buyer is told by email."))
        return redirect("payment:inspect", payment.pk)
    text = _("The pack has the posting again. The listing is treated as after a full refund.")
    return _form(request, payment, form, title=_("Give the posting back"), text=text)


def resolve_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Resolve the problem of `?problem=`, by default the most pressing one."""
    payment, user = _payment_for(request, pk)
    problems = payment.problems.open().most_pressing_first()
    wanted = request.POST.get("problem") or request.GET.get("problem") or ""
    problem = (problems.filter(pk=int(wanted)) if wanted.isdecimal() else problems).first()
    if problem is None:
        messages.error(request, _("Nothing was marked: it has been settled meanwhile. See below."))
        return redirect("payment:inspect", payment.pk)
    form = ResolveForm(request.POST or None, initial={"problem": problem.pk})
    if request.method == "POST" and form.is_valid():
        _resolve(request, problem, user, form.cleaned_data["note"])
        return redirect("payment:inspect", payment.pk)
    return _form(request, payment, form, title=_("Mark as settled"), text=str(problem))


def retry_publication(request: HttpRequest, pk: int) -> HttpResponse:
    payment, _user = _payment_for(request, pk)
    if request.method == "POST":
        if retry(payment=payment):
            messages.success(request, _("Done: the listing has what was paid for."))
        else:
            messages.error(request, _("It failed again. The reason stands with the payment."))
    return redirect("payment:inspect", payment.pk)


def _resolve(request: HttpRequest, problem: Problem, user: User, note: str) -> None:
    try:
        resolve(problem=problem, user=user, how=note)
    except AlreadyResolved:
        messages.error(request, _("Nothing was marked: it has been settled meanwhile. See below."))
    else:
        messages.success(request, _("Marked as settled."))


def _refund(request: HttpRequest, payment: Payment, user: User, intent: str, data: dict[str, Any]) -> None:
    try:
        row = refund(
            payment=payment,
            amount=data["amount"],
            reason=data["reason"],
            user=user,
            payment_intent=intent,
            nonce=data["nonce"],
        )
    except Disputed:
        messages.error(request, DISPUTED)
    except NotRefundable:
        messages.error(request, _("Nothing was given back: somebody else has refunded it meanwhile."))
    except FormUsed:
        messages.error(
            request, _("Nothing was given back: this form has been used already. Please open it once more.")
        )
    except gateway.GatewayUnavailable:
        messages.warning(
            request, _("Stripe does not answer. The refund is noted and asked for again by itself.")
        )
    except gateway.GatewayRefused:
        messages.error(request, _("Stripe refused the refund; nothing went back."))
    else:
        messages.success(request, _("%(sum)s goes back.") % {"sum": row.amount_label})


def _payment_for(request: HttpRequest, pk: int) -> tuple[Payment, User]:
    payment, user = get_object_or_404(Payment, pk=pk), request.user
    if not isinstance(user, User) or not may_refund(user, payment):
        raise PermissionDenied
    return payment, user


def _form(request: HttpRequest, payment: Payment, form: forms.Form, **texts: str) -> HttpResponse:
    return render(request, "payments/admin/form.html", {"payment": payment, "form": form, **texts})
