"""The panel on a group's edit screen: what the group may do on each board."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from wagtail.models import GroupSitePermission, Site

from boards.admin import board_name
from boards.permissions import EDITING, policies

ACTIONS = {
    "view": gettext_lazy("see"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
    "grant": gettext_lazy("give and take postings"),
    "refund": gettext_lazy("refund, and resolve problems"),
}


class BoardPermissionsForm(forms.Form):
    """One list of permissions for each board. The boards' settings have panels of Wagtail's own."""

    def __init__(self, *args: Any, instance: Group | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "board_permissions")
        super().__init__(*args, **kwargs)
        self.group = instance
        choices = _choices()
        self.offered = [pk for _model, pairs in choices for pk, _label in pairs]
        self.sites = {f"board_{site.pk}": site for site in Site.objects.order_by("site_name", "hostname")}
        for name, site in self.sites.items():
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=board_name(site),
                choices=choices,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=self._given(site),
            )

    def _given(self, site: Site) -> list[int]:
        if self.group is None or self.group.pk is None:
            return []
        return list(self._rows(site).values_list("permission_id", flat=True))

    def _rows(self, site: Site) -> Any:
        return GroupSitePermission.objects.filter(group=self.group, site=site, permission_id__in=self.offered)

    def as_admin_panel(self) -> str:
        heading = gettext("What the group may do on each board")
        return render_to_string("boards/admin/group_permissions.html", {"form": self, "heading": heading})

    def save(self) -> None:
        for name, site in self.sites.items():
            wanted = set(self.cleaned_data[name])
            self._rows(site).exclude(permission_id__in=wanted).delete()
            GroupSitePermission.objects.bulk_create(
                [GroupSitePermission(group=self.group, site=site, permission_id=pk) for pk in wanted],
                ignore_conflicts=True,
            )


def _choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Permissions by model, in the order of their actions; without settings, which can only be changed."""
    offered = []
    for policy in policies():
        if policy.actions.isdisjoint(EDITING - {"change"}):
            continue
        by_action = {
            permission.codename.rpartition("_")[0]: permission for permission in policy.permissions()
        }
        pairs = [
            (by_action[action].pk, str(label)) for action, label in ACTIONS.items() if action in by_action
        ]
        offered.append((str(capfirst(policy.model._meta.verbose_name_plural)), pairs))
    return sorted(offered)
