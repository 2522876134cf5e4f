"""Wagtail's actions on many rows at once, which neither touch nor name what is on other boards."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import classproperty
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction as DeletePages,
)
from wagtail.admin.views.pages.bulk_actions import (
    MoveBulkAction as MovePages,
)
from wagtail.admin.views.pages.bulk_actions import (
    PublishBulkAction as PublishPages,
)
from wagtail.admin.views.pages.bulk_actions import (
    UnpublishBulkAction as UnpublishPages,
)
from wagtail.permissions import page_permission_policy
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models

from boards.viewsets import BoardViewSet


class DeleteRows(DeleteBulkAction):
    """Wagtail's own asks for the plain model permission, which nobody has on what belongs to boards."""

    @classproperty
    def models(cls) -> list[type[Model]]:
        return [model for model in get_snippet_models() if isinstance(model.snippet_viewset, BoardViewSet)]

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, refused = super().get_actionable_objects()
        return objects, {**refused, "items_with_no_access": []}

    def check_perm(self, snippet: Any) -> bool:
        policy = self.model.snippet_viewset.permission_policy
        return bool(policy.user_has_permission_for_instance(self.request.user, "delete", snippet))


class OwnPages:
    """Name only pages that the user can see among those that were refused."""

    request: HttpRequest

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, refused = super().get_actionable_objects()  # type: ignore[misc]
        pages = refused["items_with_no_access"]
        visible = page_permission_policy.explorable_instances(self.request.user)
        known = set(visible.filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
        return objects, {**refused, "items_with_no_access": [page for page in pages if page.pk in known]}


ACTIONS = [
    DeleteRows,
    *(
        type(action.__name__, (OwnPages, action), {})
        for action in (DeletePages, MovePages, PublishPages, UnpublishPages)
    ),
]
