"""All listings of the address that a link was emailed to. It shows; what acts are the pages of each listing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from boards.requests import board_of
from jobs.submissions.forms import FindLinksForm
from jobs.submissions.models import Submission
from jobs.submissions.services.mine import MAX_LISTINGS, companies_of, listings_of, packs_of
from jobs.submissions.services.mine_links import submission_of
from jobs.submissions.services.receipts import of_address
from jobs.submissions.views.access import on_own_board, secret_page


def mine_page(
    view: Callable[Concatenate[HttpRequest, Submission, str, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Pass the submission that the link names, and its token, to the view.

    Answer a link that no longer works with 410 and the form that sends a new one.
    """

    @wraps(view)
    @secret_page
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = submission_of(token)
        if submission is None:
            context = {"form": FindLinksForm(), "is_gone": True}
            return TemplateResponse(request, "submissions/find_links.html", context, status=410)
        if (elsewhere := on_own_board(request, submission)) is not None:
            return elsewhere
        return view(request, submission, token, *args, **kwargs)

    return guarded


@require_safe
@mine_page
def mine(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    email = submission.contact_email
    listings, has_more = listings_of(board_of(request), email)
    companies = companies_of(board_of(request), email)
    context = {
        "companies": companies,
        "email": email,
        "listings": listings,
        "has_more": has_more,
        "most": MAX_LISTINGS,
        "packs": packs_of(board_of(request), email),
        "token": token,
        "has_receipts": of_address(board_of(request), email).exists(),
    }
    return TemplateResponse(request, "submissions/mine.html", context)
