"""Refuse impossible addresses, and set the content security policy."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.defaults import bad_request


class PossibleAddressMiddleware:
    """Refuse an address with a null character: PostgreSQL raises an error on one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, BadRequest("There is a null character in the address."))
        return self.get_response(request)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Set the strict policy, except in the two admins, whose pages need a laxer one."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        admins = (reverse("wagtailadmin_home"), reverse("admin:index"))
        if not report_only and request.path_info.startswith(admins):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
