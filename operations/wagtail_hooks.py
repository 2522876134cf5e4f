"""Hooks into Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from operations.views.emails import (
    boards_of,
    email_preview,
    email_preview_html,
    email_previews,
    email_previews_of,
)
from operations.views.people import personal_data


class SuperuserMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


class OwnersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(boards_of(request.user))


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("personal-data/", personal_data, name="personal_data"),
        path("emails/", email_previews, name="email_previews"),
        path("emails/<int:site_pk>/", email_previews_of, name="email_previews_of"),
        path("emails/<int:site_pk>/<slug:key>/", email_preview, name="email_preview"),
        path("emails/<int:site_pk>/<slug:key>/<slug:scheme>/", email_preview_html, name="email_preview_html"),
    ]


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    return SuperuserMenuItem(
        gettext_lazy("Personal data"),
        reverse("personal_data"),
        name="personal-data",
        icon_name="user",
        order=900,
    )


@hooks.register("register_settings_menu_item")
def register_emails_menu_item() -> MenuItem:
    return OwnersMenuItem(
        gettext_lazy("Emails"), reverse("email_previews"), name="emails", icon_name="mail", order=320
    )
