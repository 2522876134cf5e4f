"""Hooks into Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from operations.views.people import personal_data


class SuperuserMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("personal-data/", personal_data, name="personal_data")]


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    return SuperuserMenuItem(
        gettext_lazy("Personal data"),
        reverse("personal_data"),
        name="personal-data",
        icon_name="user",
        order=900,
    )
