"""Plans in the admin."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn

from boards.permissions import BoardPermissionPolicy
from boards.viewsets import BoardColumn, BoardForm, BoardSnippetViewSet, board_filterset
from jobs.submissions.models import Plan
from payments.money import CURRENCIES, to_major, to_minor

plan_policy = BoardPermissionPolicy(Plan)


class PlanForm(BoardForm):
    """Ask for the price in whole units of the currency; the model stores minor units."""

    price = forms.DecimalField(
        label=gettext_lazy("Price"),
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy("In whole units of the currency, such as 149 or 149.50; 0 is free."),
    )

    # Wagtail's Meta chooses the fields that clean their text.
    class Meta(BoardForm.Meta):  # type: ignore[name-defined]
        model = Plan
        fields = ["site", "name", "description", "currency", "days", "featured", "sort_order", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["price"] = to_major(self.instance.amount, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        price, currency = cleaned.get("price"), cleaned.get("currency")
        if price is not None and currency in CURRENCIES:
            try:
                self.instance.amount = to_minor(price, currency)
            except ValueError:
                self.add_error("price", _("%(currency)s has no such fraction.") % {"currency": currency})
        return cleaned


class PlanViewSet(BoardSnippetViewSet):
    model = Plan
    permission_policy = plan_policy
    base_form_class = PlanForm
    url_prefix = "plans"
    icon = "tag"
    list_display = [
        "name",
        BoardColumn(),
        "price_label",
        "days",
        BooleanColumn("featured", label=gettext_lazy("Featured"), sort_key="featured"),
        BooleanColumn("active", label=gettext_lazy("On sale"), sort_key="active"),
    ]
    filterset_class = board_filterset(Plan, plan_policy, "active")
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("price"), FieldPanel("currency")]),
        FieldRowPanel([FieldPanel("days"), FieldPanel("featured")]),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("active")]),
    ]
