"""Whoever has a submission's token may act on it: what all pages behind a token have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from wagtail.models import Site

from jobs.models import Submission

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Submission, P], HttpResponse]


def submission_page(view: View[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give the view the submission of the token in the address, on the submission's own board alone.

    The address is the key, so it is kept out of caches, search engines and other sites' logs.
    """

    @cache_control(private=True, no_store=True)
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        submission = get_object_or_404(Submission.objects.select_related("page__company"), token=token)
        response = _elsewhere(request, submission) or view(request, submission, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def see_other(request: HttpRequest, submission: Submission) -> HttpResponseRedirect:
    """On to the employer's page, after a POST."""
    return HttpResponseRedirect(submission.get_absolute_url(), status=303)


def _elsewhere(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    site = Site.find_for_request(request)
    own_site = submission.page.get_site()
    if own_site is None or site is None:
        raise Http404
    if site.pk == own_site.pk:
        return None
    if request.method not in ("GET", "HEAD"):
        raise Http404
    return redirect(own_site.root_url + request.path)
