"""Hooks into Wagtail's admin: permissions by board on the group's screen, deletion of many rows at once."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.query import PageQuerySet

from boards.admin import on_own_boards
from boards.bulk_actions import ACTIONS
from boards.group_form import BoardPermissionsForm

# After Wagtail's own actions of the same names, whose places they take.
for action in ACTIONS:
    hooks.register("register_bulk_action", action, order=1)


@hooks.register("register_group_permission_panel")
def register_board_permissions() -> type[BoardPermissionsForm]:
    return BoardPermissionsForm


@hooks.register("construct_page_chooser_queryset")
def hide_pages_of_other_boards(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Wagtail lets every editor choose any page, drafts too."""
    return on_own_boards(pages, request.user)


@hooks.register("construct_reports_menu")
def hide_reports_of_the_whole_install(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]
