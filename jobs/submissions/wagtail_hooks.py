"""Register the submissions' screens and actions in the admin."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from jobs.submissions.admin import companies, take_down
from jobs.submissions.admin.home import WaitingPanel
from jobs.submissions.admin.listings import ListingViewSet
from jobs.submissions.admin.packs import PackViewSet, grant_credit, take_credit_back, waive_pack
from jobs.submissions.admin.take_down import take_listings_down
from jobs.submissions.admin.views import change_link, decline_listing
from jobs.submissions.services.history import readable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise  # Known to the type stubs alone.


BY_EMPLOYER = {
    "submissions.submit": (_("Post"), _("Posted by the employer (%(employer)s)")),
    "submissions.post_again": (
        _("Post again"),
        _("Listing no. %(number)s, posted again by the employer (%(employer)s)"),
    ),
    "submissions.edit": (_("Edit by the employer"), _("Edited by the employer (%(employer)s)")),
    "submissions.change_plan": (
        _("Change of plan"),
        _("The employer (%(employer)s) chose the plan “%(plan)s”"),
    ),
    "submissions.use_credit": (
        _("Paid from a pack"),
        _("The employer (%(employer)s) paid with a pack: %(pack)s"),
    ),
    "submissions.close": (_("Close"), _("Closed by the employer (%(employer)s): %(reason)s")),
    "submissions.withdraw": (_("Withdraw"), _("Withdrawn by the employer (%(employer)s)")),
    "submissions.reopen": (_("Reopen"), _("Reopened by the employer (%(employer)s)")),
}
# In the history of companies: what their people do, and what editors decide about it.
OF_COMPANIES = {
    "submissions.person_claim": (_("Claim"), _("Claimed by %(employer)s, who is the owner now")),
    "submissions.person_invite": (_("Invite"), _("%(employer)s invited %(whom)s (%(new_role)s)")),
    "submissions.person_join": (_("Join"), _("%(employer)s joined (%(role)s)")),
    "submissions.person_admit": (_("Let in"), _("%(employer)s let in %(whom)s (%(new_role)s)")),
    "submissions.person_role": (_("Change of role"), _("%(employer)s gave %(whom)s the role %(new_role)s")),
    "submissions.person_revoke": (
        _("End of access"),
        _("The access of %(whom)s was ended. %(employer)s %(reason)s"),
    ),
    "submissions.person_transfer": (_("New owner"), _("%(whom)s was made the owner: %(reason)s")),
    "submissions.person_link": (_("Change the link"), _("%(employer)s changed their link")),
    "submissions.face_change": (_("Edit by the company"), _("Changed by %(employer)s")),
    "submissions.face_send": (_("Change sent"), _("%(employer)s sent a change for review")),
    "submissions.face_approve": (_("Approve"), _("The change by %(whom)s was approved")),
    "submissions.face_decline": (_("Decline"), _("The change by %(whom)s was declined: %(reason)s")),
}


@hooks.register("register_admin_viewset")
def register_listings() -> ListingViewSet:
    return ListingViewSet()


@hooks.register("register_admin_viewset")
def register_packs() -> PackViewSet:
    return PackViewSet()


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingPanel(request))


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("listings/<int:page_id>/decline/", decline_listing, name="listing_decline"),
        path("listings/<int:page_id>/change-link/", change_link, name="listing_change_link"),
        path("packs/<int:pk>/grant/", grant_credit, name="pack_grant"),
        path("packs/<int:pk>/take-back/", take_credit_back, name="pack_take_back"),
        path("packs/<int:pk>/waive/", waive_pack, name="pack_waive"),
        path("company-changes/", companies.changes, name="company_changes"),
        path("company-changes/<int:change_id>/", companies.change, name="company_change"),
        path("company-people/<int:person_id>/end/", companies.end_access, name="company_person_end"),
        path("company-people/<int:person_id>/owner/", companies.make_owner, name="company_person_owner"),
        path("listings/take-down/", take_listings_down, name="listings_take_down"),
    ]


@hooks.register("register_admin_menu_item")
def register_changes() -> MenuItem:
    return companies.changes_menu_item()


@hooks.register("before_unpublish_page")
def ask_why_before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    below = bool(request.POST.get("include_descendants"))
    return take_down.instead_of_wagtails(request, [page], take_down.UNPUBLISH, below=below)


@hooks.register("before_delete_page")
def ask_why_before_deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    return take_down.instead_of_wagtails(request, [page], take_down.DELETE, below=True)


@hooks.register("before_bulk_action")
def ask_why_before_many(
    request: HttpRequest, action_type: str, objects: list[object], action: object
) -> HttpResponse | None:
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type not in (take_down.UNPUBLISH, take_down.DELETE) or not pages:
        return None
    below = action_type == take_down.DELETE or bool(request.POST.get("include_descendants"))
    return take_down.instead_of_wagtails(request, pages, action_type, below=below)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("submissions.decline", _("Decline"), _("Declined and refunded"))
    actions.register_action("submissions.change_link", _("Change the link"), _("Changed the manage link"))
    actions.register_action("submissions.take_down")(_formatter(_("Take down"), _("Taken down: %(reason)s")))
    actions.register_action("payments.grant_credit")(
        _formatter(_("Give a posting"), _("One more posting given: %(reason)s"))
    )
    actions.register_action("payments.take_credit")(
        _formatter(_("Take a posting back"), _("A posting taken back: %(reason)s"))
    )
    for action, (label, message) in {**BY_EMPLOYER, **OF_COMPANIES}.items():
        actions.register_action(action)(_formatter(label, message))


def _formatter(heading: StrPromise, message: StrPromise) -> type[LogFormatter]:
    """Make a formatter whose message has the entry's data filled in."""

    class WithData(LogFormatter):
        label = heading

        def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
            return str(message) % defaultdict(str, readable(log_entry.data))

    return WithData


@hooks.register("listing_links")
def link_from_listings() -> dict[str, str]:
    # The last part of the address, behind the company's own.
    return {"post": reverse("submissions:post"), "claim": "claim/"}
