"""The editors' list of readers' alerts: look one up, or delete it."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, Table
from wagtail.admin.views.generic.models import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from boards.admin import BoardField, BoardFilterSet, User, board_name, boards_as_queryset, boards_of
from jobs.alerts.models import Alert, AlertQuerySet
from jobs.alerts.services import forget
from jobs.listings.search import describe

# Users who may publish a board's listings see its readers' alerts.
BOARD_ACTIONS = {"publish"}


class AlertPolicy(ModelPermissionPolicy):
    """Needs its own permission, and only for boards whose listings the user may publish."""

    ACTIONS = frozenset({"view", "delete"})

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.ACTIONS and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> AlertQuerySet:
        if not self.user_has_any_permission(user, actions):
            return Alert.objects.none()
        return Alert.objects.filter(site__in=boards_as_queryset(user, BOARD_ACTIONS))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Alert) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", gettext_lazy("not confirmed")
    ACTIVE = "active", gettext_lazy("active")
    ENDED = "ended", gettext_lazy("unsubscribed")

    def narrow(self, alerts: AlertQuerySet) -> AlertQuerySet:
        match self:
            case State.UNCONFIRMED:
                return alerts.filter(confirmed_at=None, unsubscribed_at=None)
            case State.ACTIVE:
                return alerts.active()
            case State.ENDED:
                return alerts.exclude(unsubscribed_at=None)


def state_of(alert: Alert) -> State:
    if alert.unsubscribed_at is not None:
        return State.ENDED
    return State.ACTIVE if alert.is_active else State.UNCONFIRMED


def _boards(request: HttpRequest) -> models.QuerySet[Site]:
    return boards_as_queryset(request.user, BOARD_ACTIONS)


class BoardFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = BoardField


class AlertFilterSet(BoardFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, method="filter_state"
    )
    frequency = django_filters.ChoiceFilter(label=gettext_lazy("How often"), choices=Alert.Frequency.choices)
    site = BoardFilter(label=gettext_lazy("Board"), queryset=_boards, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Alert
        fields: list[str] = []

    def filter_state(self, queryset: AlertQuerySet, name: str, value: str) -> AlertQuerySet:
        return State(value).narrow(queryset)


class SearchColumn(Column):
    def get_value(self, instance: Alert) -> str:
        query = instance.query
        return str(_("all jobs")) if query.is_empty else describe(query)


class BoardColumn(Column):
    def get_value(self, instance: Alert) -> str:
        return board_name(instance.site)


class StateColumn(StatusTagColumn):
    def get_value(self, instance: Alert) -> str:
        return str(state_of(instance).label)

    def get_primary(self, instance: Alert) -> bool:
        return instance.is_active


class AlertIndexView(IndexView):
    filterset_class = AlertFilterSet

    def get_base_queryset(self) -> AlertQuerySet:
        alerts = self.permission_policy.instances_user_has_any_permission_for(self.request.user, {"view"})
        return alerts.select_related("site").annotate(last_sent_at=Max("deliveries__sent_at"))

    def get_table(self, object_list: Any) -> Table:
        one_board = len(boards_of(self.request.user, BOARD_ACTIONS)) < 2
        columns = [column for column in self.columns if not (one_board and column.name == "site")]
        return self.table_class(columns, object_list, **self.get_table_kwargs())


class AlertDeleteView(DeleteView):
    """Delete an alert without writing the address into a log."""

    def get_queryset(self) -> AlertQuerySet:
        return self.permission_policy.instances_user_has_any_permission_for(self.request.user, {"delete"})

    def get_page_subtitle(self) -> str:
        return str(self.object.email)

    def get_usage_url(self) -> None:
        return None

    @property
    def confirmation_message(self) -> str:
        return _("The alert and all its emails will be deleted. This cannot be undone.")

    def get_success_message(self) -> str:
        return _("The alert of %(address)s is deleted.") % {"address": self.object.email}

    def delete_action(self) -> None:
        log(instance=self.object, action="wagtail.delete", title=_("an alert"))
        forget(alert=self.object)


class AlertViewSet(ModelViewSet):
    model = Alert
    icon = "mail"
    menu_label = gettext_lazy("Alerts")
    menu_order = 115
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = AlertIndexView
    delete_view_class = AlertDeleteView
    permission_policy = AlertPolicy(Alert)
    list_display = [
        "email",
        SearchColumn("search", label=gettext_lazy("Looking for")),
        BoardColumn("site", label=gettext_lazy("Board")),
        Column("get_frequency_display", label=gettext_lazy("How often"), sort_key="frequency"),
        StateColumn("state", label=gettext_lazy("State")),
        DateColumn("last_sent_at", label=gettext_lazy("Last email"), sort_key="last_sent_at"),
    ]
    search_fields = ["email"]
    search_backend_name = None
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        """List and delete only; readers create and change their alerts."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
        ]

    def get_permissions_to_register(self) -> models.QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label=Alert._meta.app_label, codename__in=["view_alert", "delete_alert"]
        )
