"""Claim a verified company: ask for the link, and press its button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from boards import limits
from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.models import BoardSettings
from boards.requests import board_of
from jobs.listings.models import Company
from jobs.submissions.forms.people import ClaimCompanyForm, JoinForm
from jobs.submissions.models import CompanyPerson
from jobs.submissions.services import claims, people
from jobs.submissions.services.history import masked
from jobs.submissions.services.people import PeopleRefused
from jobs.submissions.views.access import secret_page
from jobs.submissions.views.people import welcome

CLAIM_RATE = "10/hour"


def too_often(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form again, as it was typed."""
    company = _company(request, slug)
    form = ClaimCompanyForm(request.POST, company=company)
    form.full_clean()
    form.add_error(None, ValidationError(TOO_MANY_TRIES))
    return _form_page(request, company, form, status=429)


@limited(Limit("claim-form", "30/hour"), Limit("claim-company", "5/day", "email"), refused=too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the address at the company's domain, and email the link there."""
    company = _company(request, slug)
    if not company.is_verified:
        # Verifying it makes the first owner, too.
        return HttpResponseRedirect(reverse("jobs:company_verify", args=[company.slug]), status=303)
    form = ClaimCompanyForm(request.POST if request.method == "POST" else None, company=company)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, company, form)
    if not limits.allow(request, "claim-company", CLAIM_RATE):
        form.add_error(None, ValidationError(TOO_MANY_TRIES))
        return _form_page(request, company, form, status=429)
    if not form.cleaned_data["website"]:
        claims.send_link(company=company, email=form.cleaned_data["email"])
    messages.success(request, _("We have emailed you a link. Open it to go on."))
    return HttpResponseRedirect(company.get_absolute_url(), status=303)


@limited(Limit("claim-confirm", "30/hour"))
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@secret_page
def claimed(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The emailed link. It needs a button, because email programs open links by themselves."""
    company = _company(request, slug)
    email = claims.email_of_link(company, token)
    context = {"company": company, "valid": email is not None}
    if email is None:
        return TemplateResponse(request, "submissions/company_claimed.html", context, status=410)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            person = people.claim(company=company, email=email, name=form.cleaned_data["name"])
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            return welcome(request, person) if person.is_active else _asked(request, company)
    is_owned = company.people.owners().exists()
    is_known = company.people.active().of_address(email).exists()
    context |= {"form": form, "email": email, "is_owned": is_owned, "is_known": is_known}
    return TemplateResponse(request, "submissions/company_claimed.html", context)


def _asked(request: HttpRequest, company: Company) -> HttpResponse:
    """Say whom to ask: those who decide, as far as a colleague knows them by."""
    owners: list[CompanyPerson] = list(company.people.owners())
    context = {
        "company": company,
        "owners": [owner.name or masked(owner.email) for owner in owners],
        "contact": BoardSettings.for_site(company.site).contact_email,
    }
    return TemplateResponse(request, "submissions/company_asked.html", context)


def _company(request: HttpRequest, slug: str) -> Company:
    known = Company.objects.known_to_readers(board_of(request)).select_related("site__root_page")
    return get_object_or_404(known, slug=slug)


def _form_page(
    request: HttpRequest, company: Company, form: ClaimCompanyForm, status: int = 200
) -> HttpResponse:
    context = {"company": company, "form": form}
    return TemplateResponse(request, "submissions/company_claim.html", context, status=status)
