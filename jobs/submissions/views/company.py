"""The page of a company for its people: all its listings, its face, its receipts, and posting for it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from boards.limits import TOO_MANY_TRIES, Limit, limited
from boards.storage import STORAGE_ERRORS
from jobs.submissions.forms import ListingForm
from jobs.submissions.forms.people import FaceForm
from jobs.submissions.models import CompanyPerson, Plan, SavedForm
from jobs.submissions.services import faces, people
from jobs.submissions.services.faces import Outcome
from jobs.submissions.services.mine import company_listings
from jobs.submissions.services.people import PeopleRefused
from jobs.submissions.services.refusals import NO_PLANS
from jobs.submissions.services.rights import RIGHTS, Right, listings_of
from jobs.submissions.services.saved_forms import SavedFormEnded
from jobs.submissions.views import post as posting
from jobs.submissions.views.company_access import OF_PEOPLE, company_page, refuse, see_other
from jobs.submissions.views.reshow import retry_later
from jobs.submissions.views.saved import ended
from payments.models import Payment, Refund

RECEIPTS_PER_PAGE = 50
MAX_DIGITS = 18
LOGO_AWAY = gettext_lazy(
    "The logo cannot be stored at the moment. Please try again in a while, or leave it out."
)
SAID = {
    Outcome.UNCHANGED: gettext_lazy("Nothing was changed."),
    Outcome.APPLIED: gettext_lazy("Saved. Readers see it now."),
    Outcome.WAITING: gettext_lazy(
        "Saved. Readers see it once the editors have approved it; until then, nothing changes."
    ),
    Outcome.WITHDRAWN: gettext_lazy("Your change is withdrawn: the company stays as readers see it now."),
}


@require_safe
@company_page()
def overview(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    listings, page_obj = company_listings(person, request.GET.get("page"))
    context = context_of(person) | {
        "listings": listings,
        "page_obj": page_obj,
        "asking": person.company.people.filter(state=CompanyPerson.State.ASKING).count(),
    }
    return TemplateResponse(request, "submissions/company.html", context)


@require_safe
@company_page(Right.SEE_RECEIPTS)
def receipts(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    """List everything that was charged for the company's listings, the newest first."""
    pages = listings_of(person.company).values("pk")
    payments = Payment.objects.filter(page_id__in=pages, amount_paid__gt=0).order_by("-paid_at", "-pk")
    given_back = Prefetch("refunds", Refund.objects.counting().exclude(refund_id=None), to_attr="given_back")
    page_obj = Paginator(payments.prefetch_related(given_back), RECEIPTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    return TemplateResponse(
        request, "submissions/company_receipts.html", context_of(person) | {"page_obj": page_obj}
    )


@company_page(Right.EDIT_FACE)
def face_shown_again(
    request: HttpRequest, person: CompanyPerson, *, message: str, status: int
) -> HttpResponse:
    """Show the form as it was typed."""
    form = FaceForm(request.POST, company=person.company, waiting=faces.waiting_of(person.company))
    form.full_clean()
    form.add_error(None, message)
    return _face_page(request, person, form, status)


def face_too_often(request: HttpRequest, token: str) -> HttpResponse:
    return face_shown_again(request, token=token, message=str(TOO_MANY_TRIES), status=429)


@limited(*OF_PEOPLE, Limit("company-face", "20/hour", "link"), refused=face_too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(Right.EDIT_FACE)
def face(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    company = person.company
    waiting = faces.waiting_of(company)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FaceForm(*sent, company=company, waiting=waiting)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            outcome = faces.change(person=person, face=form.face())
        except PeopleRefused as refused:
            return refuse(request, person, refused)
        except STORAGE_ERRORS:
            form.add_error("company_logo", str(LOGO_AWAY))
            status = 503
        else:
            messages.success(request, str(SAID[outcome]))
            return see_other(person)
    response = _face_page(request, person, form, status)
    return retry_later(response) if status == 503 else response


def _face_page(request: HttpRequest, person: CompanyPerson, form: FaceForm, status: int) -> HttpResponse:
    context = context_of(person) | {
        "form": form,
        "waiting": faces.waiting_of(person.company),
        "is_reviewed": faces.reviews(person.site),
    }
    return TemplateResponse(request, "submissions/company_face.html", context, status=status)


@company_page(Right.POST)
def post_shown_again(
    request: HttpRequest, person: CompanyPerson, *, message: str, status: int
) -> HttpResponse:
    """Show the form as it was typed."""
    pk = _saved_pk(request)
    form = (_saved_form(request, person, pk) if pk else None) or _sent_form(request, person)
    form.unchecked(message)
    return posting.form_page(request, form, status=status)


def post_too_often(request: HttpRequest, token: str) -> HttpResponse:
    return post_shown_again(request, token=token, message=str(TOO_MANY_TRIES), status=429)


@limited(*OF_PEOPLE, Limit("post-form", "120/hour"), refused=post_too_often)
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(Right.POST)
def post(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    """The posting form, for the company, with the person as its contact."""
    if not Plan.objects.on_sale(person.site).exists():
        return refuse(request, person, NO_PLANS)
    if pk := _saved_pk(request):
        return _saved(request, person, pk)
    if request.method != "POST":
        return posting.open_form(request, person.site, person)
    return posting.answer(request, _sent_form(request, person))


def _saved(request: HttpRequest, person: CompanyPerson, pk: int) -> HttpResponse:
    """Go on with a form that this person has saved."""
    form = _saved_form(request, person, pk)
    if form is None:
        return ended(request, pk, site=person.site, person=person)
    if request.method != "POST":
        return posting.form_page(request, form)
    try:
        return posting.answer(request, form)
    except SavedFormEnded:
        return ended(request, pk, site=person.site, person=person)


@limited(*OF_PEOPLE, Limit("company-link", "5/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(None)
def change_link(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    """End the link that leaked. The new one is only emailed: whoever else has the old one must not get it."""
    if request.method == "POST":
        people.change_link(person=person)
        messages.success(request, _("The link is changed. An email with the new one is on its way."))
        return HttpResponseRedirect(reverse("submissions:find_links"), status=303)
    return TemplateResponse(request, "submissions/company_link.html", context_of(person))


def context_of(person: CompanyPerson) -> dict[str, Any]:
    return {
        "person": person,
        "company": person.company,
        "rights": {str(right) for right in RIGHTS[person.role]},
    }


def _saved_pk(request: HttpRequest) -> int:
    text = request.GET.get("saved", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def _saved_form(request: HttpRequest, person: CompanyPerson, pk: int) -> ListingForm | None:
    """Return the form as sent, or as it was saved; None when it has ended."""
    row = SavedForm.objects.filter(pk=pk, person=person).first()
    if row is None:
        return None
    row.person = person
    return _sent_form(request, person, row) if request.method == "POST" else ListingForm.of_saved(row)


def _sent_form(request: HttpRequest, person: CompanyPerson, saved: SavedForm | None = None) -> ListingForm:
    return ListingForm(request.POST, request.FILES, site=person.site, saved=saved, person=person)
