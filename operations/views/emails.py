"""Previews of every email that a board sends, with made-up data, for whoever may change the board's settings."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.models import Site

from boards.models import BoardSettings
from emails.samples import Sample, all_samples, find, render_sample

DARK_QUERY = "@media (prefers-color-scheme: dark)"
SCHEMES = {"light": _("Light"), "dark": _("Dark")}


def boards_of(user: Any) -> list[Site]:
    """The boards whose settings the user may change."""
    policy = BoardSettings.get_permission_policy()
    return list(policy.sites_user_has_permission_for(user, "change").order_by("pk"))


@never_cache
def email_previews(request: HttpRequest) -> HttpResponse:
    """Lead to the first board of the user's."""
    sites = boards_of(request.user)
    if not sites:
        raise PermissionDenied
    return redirect("email_previews_of", sites[0].pk)


@never_cache
def email_previews_of(request: HttpRequest, site_pk: int) -> HttpResponse:
    board = _board(request, site_pk)
    rows = [(sample, render_sample(sample, board).subject) for sample in all_samples()]
    context = _frame(request, board) | {"rows": rows}
    return render(request, "operations/admin/email_previews.html", context)


@never_cache
def email_preview(request: HttpRequest, site_pk: int, key: str) -> HttpResponse:
    board, sample = _board(request, site_pk), _sample(key)
    frames = [
        (label, reverse("email_preview_html", args=[site_pk, key, scheme]))
        for scheme, label in SCHEMES.items()
    ]
    rendered = render_sample(sample, board)
    context = _frame(request, board) | {"sample": sample, "rendered": rendered, "frames": frames}
    return render(request, "operations/admin/email_preview.html", context)


@never_cache
def email_preview_html(request: HttpRequest, site_pk: int, key: str, scheme: str) -> HttpResponse:
    """The HTML of the email as a program with a light or a dark screen shows it."""
    if scheme not in SCHEMES:
        raise Http404
    html = render_sample(_sample(key), _board(request, site_pk)).html
    # What the browser prefers must not matter here.
    return HttpResponse(html.replace(DARK_QUERY, "@media all" if scheme == "dark" else "@media not all"))


def _frame(request: HttpRequest, board: BoardSettings) -> dict[str, Any]:
    boards = [(site.pk, BoardSettings.for_site(site).name) for site in boards_of(request.user)]
    return {"board": board, "boards": boards if len(boards) > 1 else []}


def _board(request: HttpRequest, site_pk: int) -> BoardSettings:
    site = get_object_or_404(Site, pk=site_pk)
    board: BoardSettings = BoardSettings.for_site(site)
    policy = BoardSettings.get_permission_policy()
    if not policy.user_has_permission_for_instance(request.user, "change", board):
        raise PermissionDenied
    return board


def _sample(key: str) -> Sample:
    sample = find(key)
    if sample is None:
        raise Http404
    return sample
