"""The editors' list of readers' alerts: look one up, or delete it."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db import models
from django.db.models import Max
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, Table
from wagtail.admin.views.generic.models import DeleteView, IndexView
from wagtail.log_actions import log

from boards.permissions import BoardPermissionPolicy
from boards.viewsets import BoardColumn, BoardModelViewSet, board_filterset
from jobs.alerts.models import Alert, AlertQuerySet
from jobs.alerts.services import forget
from jobs.listings.search import describe, labels_for

alert_policy = BoardPermissionPolicy(Alert, actions={"view", "delete"})


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


class AlertFilterSet(board_filterset(Alert, alert_policy)):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, method="filter_state"
    )
    frequency = django_filters.ChoiceFilter(label=gettext_lazy("How often"), choices=Alert.Frequency.choices)

    class Meta:
        model = Alert
        fields: list[str] = []

    def filter_state(self, queryset: AlertQuerySet, name: str, value: str) -> AlertQuerySet:
        return State(value).narrow(queryset)


def describe_searches(alerts: Iterable[Alert]) -> None:
    """Set `looking_for` on each alert, in a number of queries that does not grow with them."""
    queries = [(alert, alert.query) for alert in alerts]
    known = {
        site_id: labels_for(query for alert, query in queries if alert.site_id == site_id)
        for site_id in {alert.site_id for alert, _query in queries}
    }
    for alert, query in queries:
        text = _("all jobs") if query.is_empty else describe(query, known[alert.site_id])
        alert.looking_for = text  # type: ignore[attr-defined]


class StateColumn(StatusTagColumn):
    def get_value(self, instance: Alert) -> str:
        return str(state_of(instance).label)

    def get_primary(self, instance: Alert) -> bool:
        return instance.is_active


class AlertIndexView(IndexView):
    filterset_class = AlertFilterSet

    def get_base_queryset(self) -> AlertQuerySet:
        alerts: AlertQuerySet = super().get_base_queryset()
        alerts = alerts.select_related("site__jobboardsettings")
        return alerts.annotate(last_sent_at=Max("deliveries__sent_at"))

    def get_table(self, object_list: Any) -> Table:
        alerts = list(object_list)
        describe_searches(alerts)
        return super().get_table(alerts)


class AlertDeleteView(DeleteView):
    """Delete an alert without writing the address into a log."""

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


class AlertViewSet(BoardModelViewSet):
    model = Alert
    permission_policy = alert_policy
    url_prefix = "alerts"
    icon = "mail"
    menu_label = gettext_lazy("Alerts")
    menu_order = 115
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = AlertIndexView
    delete_view_class = AlertDeleteView
    list_display = [
        "email",
        Column("looking_for", label=gettext_lazy("Looking for")),
        BoardColumn(),
        Column("get_frequency_display", label=gettext_lazy("How often"), sort_key="frequency"),
        StateColumn("state", label=gettext_lazy("State")),
        DateColumn("last_sent_at", label=gettext_lazy("Last email"), sort_key="last_sent_at"),
    ]
    search_fields = ["email"]
    search_backend_name = None
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        """List and delete only; readers create and change their alerts."""
        kept = ("index", "index_results", "delete")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
