"""The listing's own panels, for its edit screen: its state and end, and readers' reports."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from jobs.listings.facts import ChoiceFact

if TYPE_CHECKING:
    from jobs.listings.models.reports import Report


def choice_panels(facts: Iterable[ChoiceFact]) -> list[Panel]:
    return [FieldPanel(fact.name) for fact in facts]


class ListingPanel(Panel):
    """State, end and days of a listing, whoever posted it; these belong to no revision."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=_("On the board"), icon="clipboard-list", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "jobs/admin/listing_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"page": self.instance, "days": self.instance.days_up()}


class ReportsPanel(Panel):
    """Unhandled reports of readers; hidden when there are none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=_("Reported by readers"), icon="warning", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    class BoundPanel(Panel.BoundPanel):
        template_name = "jobs/admin/reports_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(super().is_shown()) and bool(self.reports)

        @cached_property
        def reports(self) -> "list[Report]":
            return list(self.instance.reports.unhandled())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"page": self.instance, "reports": self.reports}
