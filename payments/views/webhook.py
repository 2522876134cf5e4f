"""Receive Stripe's events: verify the signature, handle the event, respond after the commit."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from boards.limits import unlimited
from boards.routes import for_machines
from payments import gateway
from payments.services.events import OursWithoutRow, handle

logger = logging.getLogger(__name__)

# Stripe's events have some kilobytes.
MAX_BYTES = 1024 * 1024
RETRY_AFTER_SECONDS = "60"


# Stripe has no CSRF token; its signature is checked instead.
@unlimited("Refusing a forged event costs one signature, and Stripe may have many events at once.")
@csrf_exempt
@for_machines
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    if _declared_length(request) > MAX_BYTES:
        # Refused before it is read.
        logger.warning("A webhook request was refused: it has more than %s bytes", MAX_BYTES)
        return HttpResponse("Too large.", status=413, content_type="text/plain")
    try:
        event = gateway.construct_event(request.body, request.headers.get("Stripe-Signature", ""))
    except gateway.InvalidEvent as error:
        logger.warning("A webhook request was refused: %s", error)
        return HttpResponse("Not a signed event.", status=400, content_type="text/plain")
    try:
        handle(event=event)
    except (OursWithoutRow, gateway.GatewayError):
        headers = {"Retry-After": RETRY_AFTER_SECONDS}
        return HttpResponse("Try again later.", status=503, content_type="text/plain", headers=headers)
    return HttpResponse("Received.", content_type="text/plain")


def _declared_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
