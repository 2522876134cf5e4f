"""The people of a company: its owners invite them, change their roles and end their access."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from boards.limits import TOO_MANY_TRIES, Limit, is_within, limited
from jobs.submissions.forms.people import InviteForm, JoinForm, RevokeForm, RoleForm
from jobs.submissions.models import CompanyPerson
from jobs.submissions.services import people
from jobs.submissions.services.handing_over import posted_by
from jobs.submissions.services.people import PeopleRefused
from jobs.submissions.services.rights import Right
from jobs.submissions.views.access import link_ended, secret_page
from jobs.submissions.views.company import context_of
from jobs.submissions.views.company_access import OF_PEOPLE, company_page, refuse, see_other

# Anybody's address can be typed, so each mailbox gets few invitations, whoever sends them.
INVITATIONS = Limit("company-invitations", "5/day", "email")

State = CompanyPerson.State


@limited(*OF_PEOPLE, Limit("company-invite", "30/day", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(Right.MANAGE_PEOPLE)
def index(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    """List everybody, and invite somebody."""
    form = InviteForm(
        request.POST if request.method == "POST" else None, initial={"role": CompanyPerson.Role.EDITOR}
    )
    status = 200
    if form.is_bound and form.is_valid():
        if is_within(request, INVITATIONS):
            try:
                invited = people.invite(by=person, **form.cleaned_data)
            except PeopleRefused as refused:
                form.add_error("email", str(refused))
            else:
                said = (
                    _("%(email)s has joined.")
                    if invited.is_active
                    else _("An invitation to %(email)s is on its way.")
                )
                messages.success(request, said % {"email": invited.email})
                return see_other(person, "company_people")
        else:
            form.add_error(None, ValidationError(TOO_MANY_TRIES))
            status = 429
    everybody = list(person.company.people.current().order_by("pk"))
    context = context_of(person) | {
        "form": form,
        "people": [each for each in everybody if each.state == State.ACTIVE],
        "waiting": [each for each in everybody if each.state != State.ACTIVE],
    }
    return TemplateResponse(request, "submissions/company_people.html", context, status=status)


@limited(*OF_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(Right.MANAGE_PEOPLE)
def role(request: HttpRequest, person: CompanyPerson, other_id: int) -> HttpResponse:
    """Change somebody's role, or let in who has asked to join."""
    other = _other(person, other_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": other.role})
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["role"]
        try:
            if other.state == State.ASKING:
                people.admit(by=person, person=other, role=chosen)
            else:
                people.change_role(by=person, person=other, role=chosen)
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            other.refresh_from_db()
            words = {"email": other.email, "role": other.get_role_display()}
            messages.success(request, _("%(email)s now has the role “%(role)s”.") % words)
            # Whoever gives up being owner does not see this list any more.
            return see_other(person, "company" if other.pk == person.pk else "company_people")
    context = context_of(person) | {"form": form, "other": other}
    return TemplateResponse(request, "submissions/company_role.html", context)


@limited(*OF_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(Right.MANAGE_PEOPLE)
def revoke(request: HttpRequest, person: CompanyPerson, other_id: int) -> HttpResponse:
    other = _other(person, other_id)
    if other.pk == person.pk:
        return HttpResponseRedirect(reverse("submissions:company_leave", args=[person.token]), status=303)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        takes_over = person if form.cleaned_data["takes_over"] else None
        try:
            people.revoke(person=other, by=person, takes_over=takes_over)
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The access of %(email)s has ended.") % {"email": other.email})
            return see_other(person, "company_people")
    context = context_of(person) | {"form": form, "other": other, "posted": posted_by(other)}
    return TemplateResponse(request, "submissions/company_revoke.html", context)


@limited(*OF_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@company_page(None)
def leave(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    if request.method == "POST":
        try:
            people.revoke(person=person, by=person)
        except PeopleRefused as refused:
            return refuse(request, person, refused)
        messages.success(request, _("You have left the company’s page. Your links to it no longer work."))
        return HttpResponseRedirect(reverse("submissions:find_links"), status=303)
    context = context_of(person) | {"posted": posted_by(person)}
    return TemplateResponse(request, "submissions/company_leave.html", context)


@limited(Limit("company-join", "30/hour"), Limit("company-join", "20/hour", "link"))
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@secret_page
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The emailed invitation. It needs a button, because email programs open links by themselves."""
    person = people.invited_by_token(token)
    if person is None:
        return link_ended(request)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            joined = people.join(token=token, name=form.cleaned_data["name"])
        except PeopleRefused:
            return link_ended(request)
        return welcome(request, joined)
    context: dict[str, Any] = {"form": form, "person": person, "company": person.company}
    return TemplateResponse(request, "submissions/company_join.html", context)


def welcome(request: HttpRequest, person: CompanyPerson) -> HttpResponse:
    messages.success(
        request, _("Welcome. We have emailed you the link to this page: it is your own, so keep it.")
    )
    return see_other(person)


def _other(person: CompanyPerson, other_id: int) -> CompanyPerson:
    """Return one of the same company's people. Raises Http404."""
    found = person.company.people.current().filter(pk=other_id).first()
    if found is None:
        raise Http404
    return found
