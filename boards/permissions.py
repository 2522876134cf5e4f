"""Permissions on one board at a time. Superusers may do everything on every board."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

User = AbstractBaseUser | AnonymousUser

EDITING = frozenset({"add", "change", "delete", "view"})


class BoardPermissionPolicy(SitePermissionPolicy):
    """Permission by `GroupSitePermission` alone, for a model with a foreign key `site`.

    Wagtail's own policy also accepts plain model permissions, which would reach every board. Actions that are not in
    `actions` are refused to everybody, superusers too.
    """

    def __init__(self, model: type[models.Model], *, actions: Collection[str] = EDITING) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)
        _policies[model._meta.label_lower] = self

    def permissions(self) -> QuerySet[Permission]:
        """The permissions that can be given on a board."""
        content_type = ContentType.objects.get_for_model(self.model)
        codenames = [get_permission_codename(action, self.model._meta) for action in self.actions]
        return Permission.objects.filter(content_type=content_type, codename__in=codenames)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        known = self.actions.intersection(actions)
        return bool(known) and bool(super().user_has_any_permission(user, known))

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Any) -> bool:
        known = self.actions.intersection(actions)
        return bool(known) and bool(super().user_has_any_permission_for_instance(user, known, instance))

    def sites_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Site]:
        known = self.actions.intersection(actions)
        return super().sites_user_has_any_permission_for(user, known) if known else Site.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return self._users(actions, Q(groups__site_permissions__isnull=False))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        site = instance if isinstance(instance, Site) else instance.site
        return self._users(actions, Q(groups__site_permissions__site=site))

    def _users(self, actions: Iterable[str], on_board: Q) -> QuerySet[Any]:
        codenames = [
            get_permission_codename(action, self.model._meta) for action in self.actions.intersection(actions)
        ]
        given = self.permissions().filter(codename__in=codenames)
        allowed = Q(is_superuser=True) | (on_board & Q(groups__site_permissions__permission__in=given))
        return get_user_model().objects.filter(allowed, is_active=True).distinct()

    def _user_has_global_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Overrides a private method of Wagtail 7.4; `boards/tests/test_permissions.py` fails if it goes."""
        return False


_policies: dict[str, BoardPermissionPolicy] = {}


def policies() -> list[BoardPermissionPolicy]:
    """The policies of all models whose permissions are given board by board."""
    return list(_policies.values())


class BoardsBackend(ModelBackend):
    """Django's own backend, which refuses the plain model permission on what belongs to boards.

    It would mean all boards, and some of Wagtail's screens (bulk actions, the site history) ask `user.has_perm()` and
    not the policy. Django asks no further backend after PermissionDenied, and asks none for superusers.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        app_label, _dot, codename = perm.partition(".")
        if f"{app_label}.{codename.rpartition('_')[2]}" in _policies:
            raise PermissionDenied
        return super().has_perm(user_obj, perm, obj)
