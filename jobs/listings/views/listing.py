"""Readers' actions on a listing: apply, or report it to the editors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from boards import limits
from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.requests import board_of
from jobs.listings import readers
from jobs.listings.forms import ReportForm
from jobs.listings.models import JobPage
from jobs.listings.services.reports import report as send_report

REPORT_RATE = "10/hour"


class SeeOther(HttpResponseRedirect):
    status_code = 303
    # The target may be an email address.
    allowed_schemes = ["http", "https", "mailto"]


@require_safe
@never_cache
def apply(request: HttpRequest, page_id: int) -> HttpResponse:
    """Count the click and redirect to the employer; from a closed listing to its page."""
    page = published_listing(request, page_id)
    if page.is_readable and page.apply_href:
        readers.count_click(page.pk, request)
        response = SeeOther(page.apply_href)
    else:
        response = SeeOther(page.get_url(request))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def too_many_reports(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form again, as it was typed."""
    form = ReportForm(request.POST)
    form.full_clean()
    form.add_error(None, ValidationError(TOO_MANY_TRIES))
    return _report_page(request, published_listing(request, page_id), form, status=429)


# Whoever leaves an address gets a receipt there, and it may be anybody's.
@limited(Limit("report-form", "60/hour"), Limit("report-mails", "5/day", "email"), refused=too_many_reports)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, page_id: int) -> HttpResponse:
    page = published_listing(request, page_id)
    if not page.is_readable:
        return SeeOther(page.get_url(request))
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _report_page(request, page, form)
    if not limits.allow(request, "report", REPORT_RATE):
        form.add_error(None, ValidationError(TOO_MANY_TRIES))
        return _report_page(request, page, form, status=429)
    if not form.cleaned_data["website"]:
        send_report(
            page=page,
            site=board_of(request),
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"].strip(),
            email=form.cleaned_data["email"],
        )
    messages.success(request, _("Thank you. The editors will look at this listing."))
    return SeeOther(page.get_url(request))


def published_listing(request: HttpRequest, page_id: int) -> JobPage:
    """Return the board's listing, open or closed; 404 if it was never published."""
    listings = JobPage.objects.on_site(board_of(request)).filter(first_published_at__isnull=False)
    # Filtering by `id` accepts a number too large for the database; `pk` would raise.
    page = listings.select_related("company").filter(id=page_id).first()
    if page is None:
        raise Http404
    return page


def _report_page(request: HttpRequest, page: JobPage, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form}
    return TemplateResponse(request, "jobs/report.html", context, status=status)
