"""Hooks into Wagtail's admin: permissions by board on the group's screen, deletion of many rows at once."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Site
from wagtail.query import PageQuerySet

from boards.admin import PAGE_ACTIONS, boards_of
from boards.group_form import BoardPermissionsForm
from boards.viewsets import DeleteOnOwnBoards

# After Wagtail's own action of the same name, whose place it takes for our models.
hooks.register("register_bulk_action", DeleteOnOwnBoards, order=1)


@hooks.register("register_group_permission_panel")
def register_board_permissions() -> type[BoardPermissionsForm]:
    return BoardPermissionsForm


@hooks.register("construct_page_chooser_queryset")
def hide_pages_of_other_boards(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Wagtail lets every editor choose any page, drafts too."""
    own = {board.pk for board in boards_of(request.user, PAGE_ACTIONS)}
    for board in Site.objects.exclude(pk__in=own).select_related("root_page"):
        pages = pages.not_descendant_of(board.root_page, inclusive=True)
    return pages
