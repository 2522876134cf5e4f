"""Register the submissions' screens and actions in the admin."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from jobs.submissions.admin.listings import ListingViewSet
from jobs.submissions.admin.views import change_link, decline_listing


@hooks.register("register_admin_viewset")
def register_listings() -> ListingViewSet:
    return ListingViewSet()


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("listings/<int:page_id>/decline/", decline_listing, name="listing_decline"),
        path("listings/<int:page_id>/change-link/", change_link, name="listing_change_link"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("submissions.decline", _("Decline"), _("Declined and refunded"))
    actions.register_action("submissions.change_link", _("Change the link"), _("Changed the manage link"))


@hooks.register("listing_links")
def link_from_listings() -> dict[str, str]:
    return {"post": reverse("submissions:post")}
