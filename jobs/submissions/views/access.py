"""What all pages behind a submission's token have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control

from boards.requests import board_of
from jobs.submissions.models import Submission


def submission_page(
    view: Callable[Concatenate[HttpRequest, Submission, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the submission of the token in the address, on the submission's own board alone.

    The address is the key, so it is kept out of caches, search engines and other sites' logs.
    """

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = get_object_or_404(Submission.objects.select_related("page__company"), token=token)
        response = _on_own_board(request, submission) or view(request, submission, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def see_other(submission: Submission) -> HttpResponseRedirect:
    """On to the employer's page, after a POST."""
    return HttpResponseRedirect(submission.get_absolute_url(), status=303)


def _on_own_board(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    own_site = submission.page.get_site()
    if own_site is None:
        raise Http404
    if own_site.pk == board_of(request).pk:
        return None
    if request.method not in ("GET", "HEAD"):
        raise Http404
    return redirect(own_site.root_url + request.get_full_path())
