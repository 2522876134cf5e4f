"""Tell monitors whether this process is up, whether this host is ready, and whether the site does its work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from boards.routes import for_machines
from operations import host, site
from operations import metrics as figures
from operations.results import results

NEEDED = {
    "database": host.database,
    "migrations": host.migrations,
    "triggers": host.triggers,
    "static_files": host.static_files,
}
# Pages are answered without them.
USEFUL = {"cache": host.shared_cache, "disk": host.disk}


@for_machines
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer without the database: when that is down, restarting the web server does not help."""
    return HttpResponse("ok\n", content_type="text/plain")


@for_machines
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 503 when this host cannot serve pages, and 200 with `degraded` when it can do so with less."""
    needed, useful = results(NEEDED), results(USEFUL)
    ready = all(result["ok"] for result in needed.values())
    degraded = [name for name, result in useful.items() if not result["ok"]]
    content = {"ready": ready, "degraded": degraded, "checks": {**needed, **useful}}
    return JsonResponse(content, status=200 if ready else 503)


@for_machines
@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Answer whoever has the token with each check of the site, 503 when one fails; `?except=` leaves some out."""
    if not _has_token(request):
        return HttpResponseNotFound("Not found.\n", content_type="text/plain")
    left_out = {name for names in request.GET.getlist("except") for name in names.split(",")}
    found = results({name: check for name, check in site.checks().items() if name not in left_out})
    failing = [name for name, result in found.items() if not result["ok"]]
    content = {"ok": not failing, "failing": failing, "checks": found}
    return JsonResponse(content, status=503 if failing else 200)


@for_machines
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus the site's figures, if it has METRICS_TOKEN."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        return HttpResponseNotFound("Not found.\n", content_type="text/plain")
    return HttpResponse(figures.text(), content_type=figures.CONTENT_TYPE)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.STATUS_TOKEN_IN_ADDRESS and "token" in request.GET:
        given = request.GET["token"]
    return bool(settings.STATUS_TOKEN) and constant_time_compare(given, settings.STATUS_TOKEN)
