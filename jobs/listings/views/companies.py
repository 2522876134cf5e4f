"""The companies of a board, and verifying one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from boards import limits
from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.requests import board_of
from boards.text import clean_line
from caching.kept import Kept
from caching.marks import cached_for_readers
from jobs.listings.forms import VerifyCompanyForm
from jobs.listings.models import Company
from jobs.listings.models.companies import HiringFirst
from jobs.listings.rows import fetch_rows
from jobs.listings.services.companies import verify as verify_company
from jobs.listings.services.verification import email_of_link, send_link
from jobs.listings.views.listing import SeeOther

PAGE_SIZE = 48
JOBS_PAGE_SIZE = 50
VERIFY_RATE = "5/hour"

_pages: Kept[Page[Company]] = Kept(limit=200, ends=True)


@require_safe
@cached_for_readers({"q", "page"})
def index(request: HttpRequest) -> HttpResponse:
    """List all companies, those with open jobs first."""
    site = board_of(request)
    text, number = clean_line(request.GET.get("q", ""))[:100], request.GET.get("page")

    def find() -> Page[Company]:
        companies = Company.objects.filter(name__icontains=text) if text else Company.objects.all()
        found: Any = HiringFirst(companies, site=site)
        return Paginator(found, PAGE_SIZE).get_page(number)

    page_obj = _pages.get((site.pk, text, number), find, request=request, site_id=site.pk)
    return TemplateResponse(request, "jobs/company_index.html", {"page_obj": page_obj, "text": text})


@require_safe
@cached_for_readers({"page"})
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    company = _company(request, slug)
    site = board_of(request)
    keys = company.open_listings(site).newest().values_list("pk", flat=True)
    page_obj = Paginator(keys, JOBS_PAGE_SIZE).get_page(request.GET.get("page"))
    [page_obj.object_list] = fetch_rows(list(page_obj.object_list), root=site.root_page.url_path)
    return TemplateResponse(request, "jobs/company.html", {"company": company, "page_obj": page_obj})


def too_many_tries(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form again, as it was typed."""
    company = _company(request, slug)
    form = VerifyCompanyForm(request.POST, company=company)
    form.full_clean()
    form.add_error(None, ValidationError(TOO_MANY_TRIES))
    return _verify_page(request, company, form, status=429)


@limited(Limit("verify-form", "30/hour"), Limit("verify-company", "5/day", "email"), refused=too_many_tries)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    company = _company(request, slug)
    if not company.can_be_verified:
        return SeeOther(company.get_absolute_url())
    form = VerifyCompanyForm(request.POST if request.method == "POST" else None, company=company)
    if not form.is_bound or not form.is_valid():
        return _verify_page(request, company, form)
    if not limits.allow(request, "verify-company", VERIFY_RATE):
        form.add_error(None, ValidationError(TOO_MANY_TRIES))
        return _verify_page(request, company, form, status=429)
    email = form.cleaned_data["email"]
    if not form.cleaned_data["website"]:
        send_link(company=company, site=board_of(request), email=email)
    messages.success(
        request, _("We have sent a link to the address that you gave. Open it to verify the company.")
    )
    return SeeOther(company.get_absolute_url())


@limited(Limit("verify-confirm", "30/hour"))
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The emailed link. It needs a button, because email programs open links by themselves."""
    company = _company(request, slug)
    email = email_of_link(company, token)
    if email is not None and request.method == "POST":
        verify_company(company=company, email=email)
        messages.success(request, _("%(company)s is verified.") % {"company": company.name})
        return SeeOther(company.get_absolute_url())
    valid = email is not None
    context = {"company": company, "valid": valid}
    response = TemplateResponse(request, "jobs/company_confirm.html", context, status=200 if valid else 410)
    response["Referrer-Policy"] = "same-origin"
    return response


def _company(request: HttpRequest, slug: str) -> Company:
    return get_object_or_404(Company.objects.known_to_readers(board_of(request)), slug=slug)


def _verify_page(
    request: HttpRequest, company: Company, form: VerifyCompanyForm, status: int = 200
) -> HttpResponse:
    context = {"company": company, "form": form}
    return TemplateResponse(request, "jobs/company_verify.html", context, status=status)
