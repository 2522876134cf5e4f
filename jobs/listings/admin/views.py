"""Editors' actions on a listing: waive its payment, change its end, handle its reports."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateTimeInput

from boards.fields import TextField
from jobs.listings.models import JobPage
from jobs.listings.services.expiry import move_end
from jobs.listings.services.reports import mark_handled
from payments import gateway
from payments.fulfilment import NotForSale
from payments.models import Payment
from payments.services.checkout import close_checkout
from payments.services.waiver import NotWaivable, waive


class WaiveForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("Kept in the listing’s history, with your name."),
    )


class OutcomeForm(forms.Form):
    outcome = TextField(
        label=gettext_lazy("What came of it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("Kept in the history. Readers who left an address read it in an email."),
    )

    def __init__(self, *args: Any, is_awaited: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = is_awaited


class EndForm(forms.Form):
    end = forms.DateTimeField(label=gettext_lazy("Up until"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, deadline: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline

    def clean_end(self) -> Any:
        end = self.cleaned_data["end"]
        if end <= timezone.now():
            raise forms.ValidationError(
                _("Choose a time in the future; to close the listing now, unpublish it.")
            )
        if self.deadline is not None and end > self.deadline:
            raise forms.ValidationError(
                _(
                    "Its application deadline ends the listing before that. Change the deadline in the listing."
                )
            )
        return end


def waive_payment(request: HttpRequest, page_id: int) -> HttpResponse:
    page, user = page_to_publish(request, page_id)
    payment = get_object_or_404(Payment.objects.posting_for(page.pk)[:1])
    form = WaiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _waive(request, payment, user, form.cleaned_data["reason"])
        return redirect("wagtailadmin_pages:edit", page.pk)
    return confirm(
        request,
        page=page,
        form=form,
        title=_("Waive the payment"),
        text=_("The employer does not have to pay %(sum)s, and the listing continues as if it were paid.")
        % {"sum": payment.amount_label},
        button=_("Waive the payment"),
    )


def change_end(request: HttpRequest, page_id: int) -> HttpResponse:
    page, user = page_to_publish(request, page_id)
    form = EndForm(request.POST or None, initial={"end": page.expire_at}, deadline=page.apply_by)
    if request.method == "POST" and form.is_valid():
        move_end(page=page, end=form.cleaned_data["end"], user=user)
        messages.success(request, _("“%(title)s” now ends at the new time.") % {"title": page.title})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return confirm(
        request,
        page=page,
        form=form,
        title=_("Change the end"),
        text=_("Readers stop seeing the listing at that minute."),
        button=_("Change the end"),
    )


def handle_reports(request: HttpRequest, page_id: int) -> HttpResponse:
    page, user = page_to_publish(request, page_id)
    is_awaited = page.reports.unhandled().exclude(email="").exists()
    form = OutcomeForm(request.POST if request.method == "POST" else None, is_awaited=is_awaited)
    if form.is_bound and form.is_valid():
        handled = mark_handled(page=page, user=user, outcome=form.cleaned_data["outcome"])
        messages.success(
            request,
            ngettext("%(count)d report is handled.", "%(count)d reports are handled.", handled)
            % {"count": handled},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return confirm(
        request,
        page=page,
        form=form,
        title=_("Mark the reports as handled"),
        text=_("They leave the edit screen and the list. New ones are shown again."),
        button=_("Mark as handled"),
    )


def _waive(request: HttpRequest, payment: Payment, user: User, reason: str) -> None:
    try:
        waive(payment=payment, user=user, reason=reason)
    except NotWaivable:
        messages.error(request, _("Nothing was waived: the payment is no longer open."))
        return
    except NotForSale as sold_out:
        messages.error(request, str(sold_out))
        return
    messages.success(request, _("The payment is waived."))
    try:
        close_checkout(payment=payment)
    except gateway.GatewayError:
        messages.warning(
            request,
            _("The employer’s payment page could not be closed just now; it closes by itself within a day."),
        )


def page_to_publish(request: HttpRequest, page_id: int) -> tuple[JobPage, User]:
    page = get_object_or_404(JobPage, pk=page_id)
    if not isinstance(request.user, User) or not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page, request.user


def confirm(request: HttpRequest, *, page: JobPage, form: forms.Form, **texts: str) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "back": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        **texts,
    }
    return render(request, "jobs/admin/confirm.html", context)
