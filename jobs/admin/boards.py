"""Which boards an editor works on, for screens that show what several boards have."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy


def boards_of(user: AbstractBaseUser | AnonymousUser, actions: set[str]) -> list[Site]:
    """The boards with a page on which the user may do any of these; a superuser's are all there are."""
    boards = list(Site.objects.select_related("root_page").order_by("site_name", "hostname"))
    if getattr(user, "is_superuser", False) and user.is_active:
        return boards
    roots = _roots_of_permission(user, actions)
    return [board for board in boards if any(_in_one_line(board.root_page, root) for root in roots)]


def board_name(board: Site) -> str:
    return str(board.site_name or board.hostname)


def _roots_of_permission(user: AbstractBaseUser | AnonymousUser, actions: set[str]) -> list[Page]:
    codenames = {f"{action}_page" for action in actions}
    granted = page_permission_policy.get_cached_permissions_for_user(user)
    return [given.page for given in granted if given.permission.codename in codenames]


def _in_one_line(one: Page, other: Page) -> bool:
    """A permission may be given on the whole tree, on a board, or on a part of a board."""
    return bool(one.path.startswith(other.path) or other.path.startswith(one.path))
