"""Find the boards that an editor works on, for screens that show rows of several boards."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django_filters.fields import ModelMultipleChoiceField
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

User = AbstractBaseUser | AnonymousUser

# With any of these on a board's pages, a user works on that board.
PAGE_ACTIONS = {"add", "change", "publish"}


def boards_of(user: User, actions: set[str]) -> list[Site]:
    """Return the boards where the user may do any of these page actions; all of them for a superuser."""
    boards = list(Site.objects.select_related("root_page").order_by("site_name", "hostname"))
    if getattr(user, "is_superuser", False) and user.is_active:
        return boards
    roots = _roots_of_permission(user, actions)
    return [board for board in boards if any(_in_one_line(board.root_page, root) for root in roots)]


def boards_as_queryset(user: User, actions: set[str]) -> QuerySet[Site]:
    return Site.objects.filter(pk__in=[board.pk for board in boards_of(user, actions)])


def on_own_boards(pages: PageQuerySet, user: User) -> PageQuerySet:
    """Leave out the pages of boards on which the user does not work."""
    own = {board.pk for board in boards_of(user, PAGE_ACTIONS)}
    for board in Site.objects.exclude(pk__in=own).select_related("root_page"):
        pages = pages.not_descendant_of(board.root_page, inclusive=True)
    return pages


def board_name(board: Site) -> str:
    return str(board.site_name or board.hostname)


class BoardField(ModelMultipleChoiceField):
    """Choose boards by their name, in a filter."""

    def label_from_instance(self, obj: Site) -> str:
        return board_name(obj)


class BoardFilterSet(WagtailFilterSet):
    """Offer the filter `site` only to a user who has several boards to choose from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.filters["site"].get_queryset(self.request).count() < 2:
            del self.filters["site"]


def _roots_of_permission(user: User, actions: set[str]) -> list[Page]:
    codenames = {f"{action}_page" for action in actions}
    granted = page_permission_policy.get_cached_permissions_for_user(user)
    return [given.page for given in granted if given.permission.codename in codenames]


def _in_one_line(one: Page, other: Page) -> bool:
    """Whether one page is the other or is above it: permissions are given above, on or below a board's page."""
    return bool(one.path.startswith(other.path) or other.path.startswith(one.path))
