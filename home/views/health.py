"""Report whether this process is up, and whether the site can do its work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from post_office.models import STATUS, Email

from boards.routes import for_machines
from payments.models import CheckoutAttempt

# The jobs that send emails and check payments run every minute and every five minutes.
MAX_EMAIL_LAG = timedelta(minutes=10)
MAX_PAYMENT_LAG = timedelta(minutes=30)

Result = dict[str, str | int | bool]


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
    """Answer with each check's result, 503 when one fails. Shows states and ages, never contents."""
    checks = {name: _guarded(check) for name, check in CHECKS.items()}
    ready = all(result["ok"] for result in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _guarded(check: Callable[[], Result]) -> Result:
    try:
        return check()
    except DatabaseError:
        return {"ok": False, "detail": "the database does not answer"}


def database() -> Result:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def migrations() -> Result:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": missing == 0, "unapplied": missing}


def mail_queue() -> Result:
    """Find due emails that nobody sends. Those that wait for their next try are not due."""
    now = timezone.now()
    due = Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=now), status__in=(STATUS.queued, STATUS.requeued)
    )
    oldest = due.order_by("created").values_list("scheduled_time", "created").first()
    return _lag(due.count(), (oldest[0] or oldest[1]) if oldest else None, MAX_EMAIL_LAG)


def payments() -> Result:
    """Find checkout attempts past their end whose result neither a webhook nor the sweep has brought."""
    now = timezone.now()
    overdue = CheckoutAttempt.objects.filter(
        Q(status=CheckoutAttempt.Status.OPEN, expires_at__lt=now)
        | Q(status=CheckoutAttempt.Status.CREATING, created_at__lt=now - MAX_PAYMENT_LAG)
    )
    oldest = overdue.order_by("created_at").values_list("expires_at", "created_at").first()
    return _lag(overdue.count(), (oldest[0] or oldest[1]) if oldest else None, MAX_PAYMENT_LAG)


def _lag(waiting: int, since: datetime | None, allowed: timedelta) -> Result:
    seconds = int((timezone.now() - since).total_seconds()) if since else 0
    return {"ok": seconds <= allowed.total_seconds(), "waiting": waiting, "oldest_seconds": seconds}


CHECKS: dict[str, Callable[[], Result]] = {
    "database": database,
    "migrations": migrations,
    "mail_queue": mail_queue,
    "payments": payments,
}
