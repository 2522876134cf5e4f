"""A reader's alerts: sign up from any search, confirm by email, change, end. No account."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from boards import limits
from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.links import rows_of_token
from boards.requests import board_of
from jobs.alerts import services as alerts
from jobs.alerts.forms import AlertForm, FrequencyForm
from jobs.alerts.models import MAX_SEARCH_LENGTH, Alert
from jobs.listings.search import SearchQuery
from jobs.listings.search.listings import matching

MANAGING = (Limit("alert", "60/hour"), Limit("alert", "30/hour", "link"))
TOO_LONG = gettext_lazy("This search has too many filters. Remove some of them and try again.")


def too_often(request: HttpRequest) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = AlertForm(request.POST)
    form.full_clean()
    form.add_error(None, ValidationError(TOO_MANY_TRIES))
    return _form_page(request, form, status=429)


@limited(Limit("alert-form", "60/hour"), refused=too_often)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Sign up for the search in the query string."""
    form = AlertForm(
        request.POST if request.method == "POST" else None, initial={"frequency": Alert.Frequency.DAILY}
    )
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form)
    if len(_query(request).querystring()) > MAX_SEARCH_LENGTH:
        form.add_error(None, ValidationError(TOO_LONG))
        return _form_page(request, form)
    if not limits.allow(request, "alerts", settings.ALERT_RATE):
        form.add_error(None, ValidationError(TOO_MANY_TRIES))
        return _form_page(request, form, status=429)
    _ask(request, form)
    return HttpResponseRedirect(reverse("alerts:sent"), status=303)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same page for everyone, so that nobody learns who has an alert."""
    return TemplateResponse(request, "alerts/sent.html", {})


def alert_page(
    view: Callable[Concatenate[HttpRequest, Alert | None, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Pass the alert of the URL's token to the view, or None.

    The URL is a secret, so caches, search engines and other sites' logs must not get it.
    """

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        alerts_here = Alert.objects.select_related("site__root_page")
        response = view(request, rows_of_token(alerts_here, token).first())
        # Not even this site gets the address as a Referer, which ends up in logs and error reports.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@alert_page
def manage(request: HttpRequest, alert: Alert | None) -> HttpResponse:
    alert = _required(request, alert)
    form = FrequencyForm(
        request.POST if request.method == "POST" else None, initial={"frequency": alert.frequency}
    )
    if form.is_bound and form.is_valid():
        alerts.change_frequency(alert=alert, frequency=form.cleaned_data["frequency"])
        messages.success(request, _("Saved."))
        return _see_other(alert)
    return _alert_page(request, "manage", alert, form=form)


@limited(*MANAGING)
@require_http_methods(["GET", "HEAD", "POST"])
@alert_page
def confirm(request: HttpRequest, alert: Alert | None) -> HttpResponse:
    """The emailed link. It needs a button, because email programs open links by themselves."""
    alert = _required(request, alert)
    if alert.is_active:
        return _see_other(alert)
    if request.method == "POST":
        alerts.confirm(alert=alert)
        messages.success(request, _("Your alert is on."))
        return _see_other(alert)
    return _alert_page(request, "confirm", alert)


# Not by visitor: one email program's servers end the alerts of many people.
@limited(Limit("unsubscribe", "30/hour", "link"))
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@alert_page
def unsubscribe(request: HttpRequest, alert: Alert | None) -> HttpResponse:
    """End the alert: people press a button, email programs POST without cookies (RFC 8058).

    The POST works on every host, because older emails may name a board's former host.
    """
    if request.method == "POST":
        if alert is not None:
            alerts.end(alert=alert)
        return _alert_page(request, "ended", alert if _is_here(request, alert) else None)
    alert = _required(request, alert)
    return _alert_page(request, "unsubscribe" if alert.unsubscribed_at is None else "ended", alert)


def _is_here(request: HttpRequest, alert: Alert | None) -> bool:
    return alert is not None and alert.site_id == board_of(request).pk


def _required(request: HttpRequest, alert: Alert | None) -> Alert:
    """Return the alert if it belongs to this board; else 404."""
    if alert is None or not _is_here(request, alert):
        raise Http404
    return alert


def _see_other(alert: Alert) -> HttpResponse:
    return HttpResponseRedirect(alert.get_absolute_url(), status=303)


def _ask(request: HttpRequest, form: AlertForm) -> None:
    email = form.cleaned_data["email"].lower()
    if form.cleaned_data["website"] or not limits.allow_mailbox(
        email, "alert-mails", settings.ALERT_MAIL_RATE
    ):
        return
    alerts.ask(
        site=board_of(request),
        email=email,
        query=_query(request),
        frequency=form.cleaned_data["frequency"],
    )


def _query(request: HttpRequest) -> SearchQuery:
    return SearchQuery.parse(request.GET, site=board_of(request)).standing()


def _form_page(request: HttpRequest, form: AlertForm, status: int = 200) -> HttpResponse:
    query = _query(request)
    context = {"form": form, "query": query, "total": matching(query, site=board_of(request)).count()}
    return TemplateResponse(request, "alerts/sign_up.html", context, status=status)


def _alert_page(
    request: HttpRequest, template: str, alert: Alert | None, form: FrequencyForm | None = None
) -> HttpResponse:
    context = {"alert": alert, "query": alert.query if alert else None, "form": form}
    return TemplateResponse(request, f"alerts/{template}.html", context)
