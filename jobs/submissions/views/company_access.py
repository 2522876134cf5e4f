"""What all pages behind the personal link to a company share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from boards.limits import Limit
from boards.requests import board_of
from jobs.submissions.models import CompanyPerson
from jobs.submissions.services.history import acting
from jobs.submissions.services.reach import person_of
from jobs.submissions.services.rights import Right, has_right
from jobs.submissions.views.access import NOT_YOURS, link_ended, secret_page

View = Callable[Concatenate[HttpRequest, CompanyPerson, ...], HttpResponse]

# What all pages behind a person's link take together.
OF_PEOPLE = (Limit("company", "120/hour"), Limit("company", "60/hour", "link"))


def company_page(right: Right | None = Right.SEE_LISTINGS) -> Callable[[View], Callable[..., HttpResponse]]:
    """Pass the person of the link to the view, on the company's own board, if they have the right."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        @secret_page
        def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            person = person_of(token)
            if person is None:
                return link_ended(request)
            if person.company.site_id != board_of(request).pk:
                if request.method not in ("GET", "HEAD"):
                    raise Http404
                return redirect(person.site.root_url + request.get_full_path())
            if right is not None and not has_right(person, right):
                return refuse(request, person, NOT_YOURS)
            with acting(person):
                return view(request, person, *args, **kwargs)

        return guarded

    return decorate


def refuse(request: HttpRequest, person: CompanyPerson, reason: object) -> HttpResponse:
    """Redirect to the company's page with the reason as an error."""
    messages.error(request, str(reason))
    return see_other(person)


def see_other(person: CompanyPerson, name: str = "company") -> HttpResponseRedirect:
    """Redirect to one of the company's pages, after a POST."""
    return HttpResponseRedirect(reverse(f"submissions:{name}", args=[person.token]), status=303)
