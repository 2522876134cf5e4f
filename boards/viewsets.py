"""The admin screens of models that belong to boards: each user sees the boards they have a permission on."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from boards.admin import PAGE_ACTIONS, BoardField, BoardFilterSet, board_name, boards_of
from boards.permissions import EDITING, BoardPermissionPolicy


class BoardChoiceField(ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Site) -> str:
        return board_name(obj)


class BoardForm(WagtailAdminModelForm):
    """Offer the boards on which the user may add; what exists stays on its board."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "site" in self.fields:
            self.fields["site"] = self._board_field()

    def _board_field(self) -> BoardChoiceField:
        boards = Site.objects.order_by("site_name", "hostname")
        label = self.fields["site"].label
        if self.instance.pk:
            boards = boards.filter(pk=self.instance.site_id)
            return BoardChoiceField(boards, label=label, disabled=True)
        policy = self._meta.model.snippet_viewset.permission_policy
        allowed = (
            policy.sites_user_has_permission_for(self.for_user, "add") if self.for_user else boards.none()
        )
        boards = boards.filter(pk__in=allowed.values("pk"))
        only = list(boards[:2])
        return BoardChoiceField(
            boards,
            label=label,
            initial=only[0] if len(only) == 1 else None,
            error_messages={"invalid_choice": _("You may not add this to that board.")},
        )


class BoardFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = BoardField


class BoardColumn(Column):
    """The board's name; shown only to users who have several boards to tell apart."""

    def __init__(self) -> None:
        super().__init__("site", label=_("Board"), sort_key="site__site_name")

    def get_value(self, instance: Any) -> str:
        return board_name(instance.site)


class OwnBoardsIndex:
    """Of a list: only rows of boards where the user has one of the list's permissions."""

    request: HttpRequest
    permission_policy: BoardPermissionPolicy
    any_permission_required: Any

    @cached_property
    def boards(self) -> list[Site]:
        allowed = self.permission_policy.sites_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        return list(allowed)

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]
        return rows.filter(site__in=self.boards).select_related("site")

    @cached_property
    def columns(self) -> list[Column]:
        found: list[Column] = super().columns  # type: ignore[misc]
        return [column for column in found if len(self.boards) > 1 or column.name != "site"]

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if self._may("change", instance) else None  # type: ignore[misc]

    def get_copy_url(self, instance: Any) -> str | None:
        return super().get_copy_url(instance) if self._may("add", instance) else None  # type: ignore[misc]

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if self._may("delete", instance) else None  # type: ignore[misc]

    def _may(self, action: str, instance: Any) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, action, instance)


class OwnBoardsObject:
    """Of a view of one object: answer 404 unless the user has the view's permission on the object's board."""

    request: HttpRequest
    permission_policy: BoardPermissionPolicy
    permission_required: str | None
    any_permission_required: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        wanted = [self.permission_required] if self.permission_required else self.any_permission_required
        allowed = self.permission_policy.user_has_any_permission_for_instance
        # A view that adds a row has none yet.
        if found is not None and not allowed(self.request.user, wanted or EDITING, found):
            raise Http404
        return found


class BoardViewSet:
    """Put the walls around every view of a viewset, also around those that Wagtail may add."""

    permission_policy: BoardPermissionPolicy

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        if issubclass(view_class, IndexView):
            view_class = type(view_class.__name__, (OwnBoardsIndex, view_class), {})
        elif hasattr(view_class, "get_object"):
            view_class = type(view_class.__name__, (OwnBoardsObject, view_class), {})
        return super().construct_view(view_class, **kwargs)  # type: ignore[misc]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None of the plain model permissions; `boards.group_form` offers them board by board."""
        return Permission.objects.none()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Name the object before the action, as in `/admin/plans/3/edit/`, like all addresses of the admin."""
        patterns = super().get_urlpatterns()  # type: ignore[misc]
        return [_object_first(pattern) if "pk" in str(pattern.pattern) else pattern for pattern in patterns]

    @property
    def url_finder_class(self) -> Any:
        edit_url = self.get_url_name("edit")  # type: ignore[attr-defined]
        attributes = {"permission_policy": self.permission_policy, "edit_url_name": edit_url}
        return type("BoardURLFinder", (ModelAdminURLFinder,), attributes)


def _object_first(pattern: URLPattern) -> URLPattern:
    return path(f"<int:pk>/{str(pattern.name).replace('_', '-')}/", pattern.callback, name=pattern.name)


class BoardModelViewSet(BoardViewSet, ModelViewSet):
    pass


class OwnBoardsChooser:
    """Of a chooser: only what is on boards that the user works on, with pages or with this model."""

    request: HttpRequest
    model_class: type[Model]

    def get_object_list(self) -> QuerySet[Any]:
        return self._of_own_boards(super().get_object_list())  # type: ignore[misc]

    def get_object(self, pk: Any) -> Any:
        return self._of_own_boards(self.model_class._default_manager.all()).get(pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self._of_own_boards(super().get_objects(pks))  # type: ignore[misc]

    def _of_own_boards(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        user = self.request.user
        policy = self.model_class.snippet_viewset.permission_policy  # type: ignore[attr-defined]
        by_model = {site.pk for site in policy.sites_user_has_any_permission_for(user, EDITING)}
        by_page = {site.pk for site in boards_of(user, PAGE_ACTIONS)}
        return rows.filter(site__in=by_model | by_page)


class BoardChooserViewSet(SnippetChooserViewSet):
    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        walled = type(view_class.__name__, (OwnBoardsChooser, view_class), {})
        return super().construct_view(walled, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without *create*: there is no form in the chooser."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class BoardSnippetViewSet(BoardViewSet, SnippetViewSet):
    """`url_prefix` names the address of the list, and of the chooser below it."""

    chooser_viewset_class = BoardChooserViewSet
    base_form_class: type[BoardForm] = BoardForm

    @property
    def chooser_base_url_path(self) -> str:
        return f"{self.url_prefix}/choose"

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = self.base_form_class
        return handler

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.get_edit_handler().get_form_class()


def board_filterset(model: type[Model], policy: BoardPermissionPolicy, *names: str) -> Any:
    """Make the filters of a list: by board, if the user has several, and by these fields."""

    def boards(request: HttpRequest) -> QuerySet[Site]:
        allowed = policy.sites_user_has_any_permission_for(request.user, EDITING)
        return Site.objects.filter(pk__in=allowed.values("pk")).order_by("site_name", "hostname")

    attributes = {
        "site": BoardFilter(label=_("Board"), queryset=boards, widget=forms.CheckboxSelectMultiple),
        "Meta": type("Meta", (), {"model": model, "fields": list(names)}),
    }
    return type(f"{model.__name__}FilterSet", (BoardFilterSet,), attributes)
