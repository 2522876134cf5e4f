"""Hooks into Wagtail's admin."""

from django.urls import reverse
from wagtail import hooks

from jobs.alerts.admin import AlertViewSet


@hooks.register("register_admin_viewset")
def register_alerts() -> AlertViewSet:
    return AlertViewSet()


@hooks.register("listing_links")
def link_from_listings() -> dict[str, str]:
    return {"alerts": reverse("alerts:sign_up")}
