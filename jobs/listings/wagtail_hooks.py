"""Hooks into Wagtail's admin."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from caching.marks import when_seen
from jobs.listings import readers
from jobs.listings.admin.views import change_end, handle_reports, waive_payment
from jobs.listings.links import ExternalLinkHandler
from jobs.listings.models import JobPage
from jobs.listings.services import pay_rules, placement
from jobs.listings.services.publication import NOT_COPIED
from payments.ledger import unpaid_page_ids


@hooks.register("insert_global_admin_css")
def lists_on_a_phone() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("admin.css"))


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("listings/<int:page_id>/waive/", waive_payment, name="listing_waive"),
        path("listings/<int:page_id>/end/", change_end, name="listing_end"),
        path("listings/<int:page_id>/reports/", handle_reports, name="listing_reports"),
    ]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def name_laws_about_pay(request: HttpRequest, page: Page) -> None:
    """Warn of what laws about pay ask for; editors may save and publish all the same."""
    site = page.get_site() if isinstance(page, JobPage) else None
    if site is None:
        return
    for finding in pay_rules.findings(pay_rules.posting_of_page(page), pay_rules.rules_of(site)):
        messages.warning(request, finding.message)


@hooks.register("register_rich_text_features")
def register_links(features: FeatureRegistry) -> None:
    features.register_link_type(ExternalLinkHandler)


@hooks.register("before_copy_page")
def refuse_unpaid_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse before the copy form is shown, also for a page above unpaid listings."""
    listings = JobPage.objects.filter(pk=page.pk)
    if request.POST.get("copy_subpages"):
        listings |= JobPage.objects.descendant_of(page)
    unpaid = JobPage.objects.filter(
        pk__in=unpaid_page_ids(list(listings.values_list("pk", flat=True)))
    ).first()
    if unpaid is not None:
        messages.error(request, NOT_COPIED % {"title": unpaid.title})
        return redirect("wagtailadmin_pages:edit", unpaid.pk)
    return None


@hooks.register("before_edit_page")
def refuse_autosave(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Save a listing only when an editor presses a button: its employer may pay, and publish it, at any moment."""
    if not isinstance(page, JobPage) or request.method != "POST" or request.accepts("text/html"):
        return None
    refusal = _("Listings are not saved by themselves. Press a button below to save what you typed.")
    # As Wagtail's editor expects it (JsonPostResponseMixin.json_error_response).
    return JsonResponse(
        {"success": False, "error_code": "blocked_by_hook", "error_message": str(refusal)}, status=400
    )


@hooks.register("before_move_page")
def refuse_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Refuse before the confirmation is shown; RefusedMiddleware shows the reason."""
    # Wagtail's own check comes after its confirmation, which names the page.
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied
    placement.refuse_move(page, destination)


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Page) -> None:
    placement.refuse_deletion([page])


@hooks.register("before_bulk_action")
def refuse_bulk_deletion(request: HttpRequest, action: str, objects: list[Any], view: Any) -> None:
    if action == "delete":
        placement.refuse_deletion([found for found in objects if isinstance(found, Page)])


@hooks.register("on_serve_page")
def count_views(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def counting(page: Page, request: HttpRequest, *rest: Any) -> HttpResponse:
        response = serve(page, request, *rest)
        if isinstance(page, JobPage) and response.status_code == 200:
            when_seen(request, partial(readers.count_view, page.pk))
        return response

    return counting


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("jobs.move_end", _("Change the end"), _("The end was changed"))
    actions.register_action("jobs.handle_reports", _("Handle reports"), _("Readers’ reports were handled"))

    @actions.register_action("payments.waive")
    class WaiveFormatter(LogFormatter):
        label = _("Waive the payment")

        def format_message(self, log_entry: ModelLogEntry) -> Any:
            return _("Payment of %(sum)s waived: %(reason)s") % {
                "sum": log_entry.data.get("amount", ""),
                "reason": log_entry.data.get("reason", ""),
            }
