"""The content security policy of each part of the site."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere but in the two admins, whose own pages need a laxer one."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        admins = (reverse("wagtailadmin_home"), reverse("admin:index"))
        if not report_only and request.path_info.startswith(admins):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
