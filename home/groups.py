"""The ready groups of a board: who edits it, who moderates what is sent in, who keeps its books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q
from wagtail.models import GroupPagePermission, GroupSitePermission, Page, Site

from boards.admin import board_name
from boards.models import BoardGroup, BoardSettings
from jobs.alerts.models import Alert
from jobs.listings.models import Category, Company, JobBoardSettings, PayRule
from jobs.submissions.models import Pack, PackOffer, Plan, PostingSettings
from payments.models import Payment, PaymentSettings

Role = BoardGroup.Role
# An action on a model, such as ("view", Payment).
Right = tuple[str, type[Model]]


@dataclass(frozen=True)
class Rights:
    """What a role may do with the board's pages, and with the rest of the board."""

    pages: tuple[str, ...] = ()
    board: tuple[Right, ...] = field(default=())


def _rights(actions: Iterable[str], *models: type[Model]) -> tuple[Right, ...]:
    return tuple((action, model) for model in models for action in actions)


ROLES: Mapping[BoardGroup.Role, Rights] = {
    Role.EDITORS: Rights(
        pages=("add", "change", "publish", "lock", "unlock"),
        board=(
            *_rights(("view", "add", "change", "delete"), Plan, PackOffer, Category, Company, PayRule),
            *_rights(("view", "grant"), Pack),
            *_rights(("change",), BoardSettings, JobBoardSettings, PostingSettings, PaymentSettings),
            *_rights(("view", "delete"), Alert),
            *_rights(("view",), Payment),
        ),
    ),
    Role.MODERATORS: Rights(
        pages=("change", "publish", "lock", "unlock"),
        board=(*_rights(("view", "change"), Company), *_rights(("view",), Payment)),
    ),
    Role.ACCOUNTANTS: Rights(
        board=(
            *_rights(("view", "refund"), Payment),
            *_rights(("view",), Pack),
            *_rights(("change",), PaymentSettings),
        )
    ),
}


@transaction.atomic
def ensure_groups(site: Site) -> dict[BoardGroup.Role, Group]:
    """Make the board's ready groups; give those that exist what they lack, and take nothing away. Idempotent."""
    found = {row.role: row.group for row in BoardGroup.objects.filter(site=site).select_related("group")}
    permissions = _permissions()
    return {role: _ensure(site, role, found.get(role), permissions) for role in ROLES}


def _ensure(
    site: Site, role: BoardGroup.Role, group: Group | None, permissions: Mapping[str, Permission]
) -> Group:
    if group is None:
        group = Group.objects.create(name=_free_name(site, role))
        BoardGroup.objects.create(site=site, role=role, group=group)
    rights = ROLES[role]
    group.permissions.add(permissions["access_admin"])
    page = Page.objects.get(pk=site.root_page_id)
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page=page, permission=permissions[f"{action}_page"])
            for action in rights.pages
        ],
        ignore_conflicts=True,
    )
    GroupSitePermission.objects.bulk_create(
        [
            GroupSitePermission(group=group, site=site, permission=permissions[_codename(right)])
            for right in rights.board
        ],
        ignore_conflicts=True,
    )
    return group


def _free_name(site: Site, role: BoardGroup.Role) -> str:
    """Name the group after the board. A name that is taken is another group: that one is left alone."""
    name = f"{role.name.capitalize()} of {board_name(site)}"[:100]
    names = (name, f"{name} ({site.hostname})"[:140], f"{name} (board {site.pk})")
    return next(each for each in names if not Group.objects.filter(name=each).exists())


def _permissions() -> dict[str, Permission]:
    """By codename; the models' names are unique among these."""
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for rights in ROLES.values():
        for action, model in rights.board:
            wanted |= Q(content_type__app_label=model._meta.app_label, codename=_codename((action, model)))
        for action in rights.pages:
            wanted |= Q(content_type__app_label="wagtailcore", codename=f"{action}_page")
    return {permission.codename: permission for permission in Permission.objects.filter(wanted)}


def _codename(right: Right) -> str:
    action, model = right
    return get_permission_codename(action, model._meta)
