"""Decline a submission, or change its manage link, in the admin."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.fields import TextField
from jobs.listings.admin.views import confirm, page_to_publish
from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import links
from jobs.submissions.services.moderation import NotDeclinable, charges_of, decline
from jobs.submissions.services.packs import credits_of
from payments import gateway
from payments.models import Refund
from payments.permissions import MayNotRefund


class DeclineForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=gettext_lazy("The employer reads it in an email."),
    )


def decline_listing(request: HttpRequest, page_id: int) -> HttpResponse:
    page, user = page_to_publish(request, page_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decline(request, page, user, form.cleaned_data["reason"])
        return redirect("wagtailadmin_pages:edit", page.pk)
    return confirm(
        request,
        page=page,
        form=form,
        **_texts(page),
    )


def change_link(request: HttpRequest, page_id: int) -> HttpResponse:
    page, user = page_to_publish(request, page_id)
    submission = get_object_or_404(Submission, page_id=page.pk)
    if request.method == "POST":
        links.change(submission=submission, user=user)
        messages.success(
            request,
            _("The link is changed. The new one is on its way to %(email)s.")
            % {"email": submission.contact_email},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return confirm(
        request,
        page=page,
        form=forms.Form(),
        title=_("Change the link"),
        text=_("The employer’s links stop working at once. The new one is sent to %(email)s.")
        % {"email": submission.contact_email},
        button=_("Change the link"),
    )


def _texts(page: JobPage) -> dict[str, str]:
    """Speak of the money only where there is some."""
    if not charges_of(page) and credits_of([page]):
        text = _("The listing is not published, and the posting that paid for it goes back to its pack.")
        return {"title": _("Decline"), "text": text, "button": _("Decline")}
    if not charges_of(page):
        text = _("The listing is not published. Nothing has been charged for it.")
        return {"title": _("Decline"), "text": text, "button": _("Decline")}
    text = _("The listing is not published, and everything paid for it is refunded.")
    return {"title": _("Decline and refund"), "text": text, "button": _("Decline and refund")}


def _decline(request: HttpRequest, page: JobPage, user: User, reason: str) -> None:
    has_credit = bool(credits_of([page]))
    try:
        refunds = decline(page=page, user=user, reason=reason)
    except MayNotRefund:
        messages.error(
            request,
            _(
                "This listing has been paid for, and you may not refund payments on this board. Nothing was "
                "changed: ask somebody who may."
            ),
        )
    except NotDeclinable:
        messages.error(
            request,
            _(
                "This listing cannot be declined: it has been published or declined, or its debit or a dispute is "
                "still undecided."
            ),
        )
    except gateway.GatewayRefused:
        messages.error(
            request, _("The listing is declined, but Stripe refused the refund. Open its payment to see why.")
        )
    except gateway.GatewayError:
        messages.error(
            request, _("Nothing was changed: Stripe does not answer. Please try again in a while.")
        )
    else:
        nothing = _("The posting is back in its pack.") if has_credit else _("Nothing was charged.")
        given_back = _money(refunds) if refunds else nothing
        messages.success(request, _("The listing is declined. %(money)s") % {"money": given_back})


def _money(refunds: list[Refund]) -> str:
    """Say what happened with the money, not what was meant to happen."""
    total = {"sum": Refund.total_label(refunds)}
    if any(refund.status == Refund.Status.CREATING for refund in refunds):
        return _("Stripe has not answered yet: the refund of %(sum)s is asked for again by itself.") % total
    return _("%(sum)s is refunded.") % total
