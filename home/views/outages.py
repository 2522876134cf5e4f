"""Answer 503 in words, at once, while the database or the storage is away; keep what was typed in a form."""

import errno
import sys
from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.views.defaults import server_error

from boards.middleware import last_language
from boards.routes import machine_prefixes
from boards.storage import STORAGE_ERRORS

RETRY_AFTER_SECONDS = "30"
# PostgreSQL's class of errors for a server that has become a copy and takes no writes.
READ_ONLY_STATE = "25006"
# A disk that is full, over its quota, read-only or broken.
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
FORMS_OF = ("jobs.",)


def error_page(request: HttpRequest) -> HttpResponse:
    """Django's handler of errors: it runs while the error is being handled."""
    error = sys.exc_info()[1]
    if error is None or not _is_outage(error):
        return server_error(request)
    return _unavailable(request)


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", None) == READ_ONLY_STATE
    if isinstance(error, OSError) and type(error).__module__ == "builtins":
        return error.errno in DISK_ERRORS
    return isinstance(error, STORAGE_ERRORS) and not isinstance(error, OSError)


def _unavailable(request: HttpRequest) -> HttpResponse:
    headers = {"Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store"}
    if request.path_info.startswith(machine_prefixes()):
        return HttpResponse("Try again later.", status=503, content_type="text/plain", headers=headers)
    typed = list(_typed(request))
    context = {
        "method": request.method,
        "address": request.get_full_path(),
        "typed": typed,
        "had_file": bool(typed and request.FILES),
    }
    with translation.override(last_language(request)):
        return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what was sent with one of our public forms, its own CSRF token included, but never a password."""
    if request.method != "POST" or not _is_public_form(request):
        return
    try:
        sent = list(request.POST.lists())
    except (OSError, ValueError):
        return
    for name, values in sent:
        for value in values:
            yield name, str(value)


def _is_public_form(request: HttpRequest) -> bool:
    if request.path_info.startswith(reverse("wagtailadmin_home")):
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return view.__module__.startswith(FORMS_OF)
