"""The people of a company and what they have changed of its face, for the editors of its board."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel

from boards.fields import TextField
from boards.refusals import Refused
from boards.storage import STORAGE_ERRORS
from jobs.listings.admin.snippets import company_policy
from jobs.listings.models import Company
from jobs.submissions.models import CompanyChange, CompanyPerson
from jobs.submissions.services import faces, people
from jobs.submissions.services.people import PeopleRefused


class ReasonForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("They read it in an email, and it is kept in the company’s history."),
    )


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Why you decline it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Who sent the change reads it in an email. To approve it, leave this empty."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "decline" in self.data and not cleaned.get("reason"):
            self.add_error("reason", _("Say why you decline it."))
        return cleaned


class PeoplePanel(Panel):
    """Who works on the company's page, on the company's edit screen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=gettext_lazy("People"), icon="group", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "submissions/admin/people_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown()) and bool(self.people or self.waiting)

        @cached_property
        def people(self) -> list[CompanyPerson]:
            return list(self.instance.people.current())

        @cached_property
        def waiting(self) -> CompanyChange | None:
            return faces.waiting_of(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"people": self.people, "waiting": self.waiting}


class ChangesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return company_policy.user_has_permission(request.user, "change")


def changes_menu_item() -> MenuItem:
    return ChangesMenuItem(
        gettext_lazy("Company changes"),
        reverse("company_changes"),
        name="company-changes",
        icon_name="edit",
        order=160,
    )


def changes(request: HttpRequest) -> HttpResponse:
    """List what waits on the boards where the user edits companies, the oldest first."""
    boards = company_policy.sites_user_has_permission_for(request.user, "change")
    if not boards.exists():
        raise PermissionDenied
    waiting = CompanyChange.objects.filter(state=CompanyChange.State.WAITING, company__site__in=boards)
    context = {"changes": waiting.select_related("company__site", "person")}
    return render(request, "submissions/admin/company_changes.html", context)


def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Compare the company with the change, and approve or decline it."""
    found = CompanyChange.objects.filter(pk=change_id).select_related("company__site", "person").first()
    if found is None:
        raise Http404
    user = _editor_of(request, found.company)
    sent = request.POST.dict() if request.method == "POST" else None
    form = DecideForm(sent, initial={"version": found.version})
    if form.is_bound and form.is_valid() and _decide(request, found, user, form.cleaned_data):
        return redirect("company_changes")
    if form.is_bound:
        # What is shown now is what the next press of a button is about.
        form.data = {**form.data, "version": str(found.version)}
    return render(
        request,
        "submissions/admin/company_change.html",
        {"change": found, "company": found.company, "form": form},
    )


def end_access(request: HttpRequest, person_id: int) -> HttpResponse:
    person, user = _person(request, person_id)

    def act(reason: str) -> None:
        people.revoke(person=person, user=user, reason=reason)

    return _with_reason(
        request,
        person,
        act,
        title=_("End the access"),
        text=_("The links of %(email)s to the company and to its listings stop working at once.")
        % {"email": person.email},
        done=_("The access of %(email)s has ended.") % {"email": person.email},
    )


def make_owner(request: HttpRequest, person_id: int) -> HttpResponse:
    person, user = _person(request, person_id)

    def act(reason: str) -> None:
        people.transfer(person=person, user=user, reason=reason)

    return _with_reason(
        request,
        person,
        act,
        title=_("Make the owner"),
        text=_("%(email)s becomes the company’s only owner. Who owned it until now becomes an editor of it.")
        % {"email": person.email},
        done=_("%(email)s owns the company now.") % {"email": person.email},
    )


def _decide(request: HttpRequest, found: CompanyChange, user: User, said: dict[str, Any]) -> bool:
    name = {"company": found.company.name}
    try:
        if "approve" in request.POST:
            faces.approve(change=found, version=said["version"], user=user)
            messages.success(request, _("The change of %(company)s is approved; readers see it.") % name)
        elif "decline" in request.POST:
            faces.decline(change=found, version=said["version"], user=user, reason=said["reason"])
            messages.success(request, _("The change of %(company)s is declined.") % name)
        else:
            return False
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    except STORAGE_ERRORS:
        messages.error(
            request, _("The logo cannot be read at the moment. Nothing was changed; please try again.")
        )
        return False
    return True


def _person(request: HttpRequest, person_id: int) -> tuple[CompanyPerson, User]:
    person = CompanyPerson.objects.current().filter(pk=person_id).select_related("company__site").first()
    if person is None:
        raise Http404
    return person, _editor_of(request, person.company)


def _editor_of(request: HttpRequest, company: Company) -> User:
    """Raises Http404 for companies of boards where the user does not edit companies."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    if not company_policy.user_has_permission_for_instance(request.user, "change", company):
        raise Http404
    return request.user


def _with_reason(
    request: HttpRequest, person: CompanyPerson, act: Any, *, title: str, text: str, done: str
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("wagtailsnippets_jobs_company:edit", args=[person.company_id])
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except PeopleRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, done)
        return redirect(back)
    context = {
        "form": form,
        "company": person.company,
        "title": title,
        "text": text,
        "button": title,
        "back": back,
    }
    return render(request, "submissions/admin/company_confirm.html", context)
