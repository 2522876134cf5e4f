"""No form takes text uncleaned: neither the public ones, nor ours in the admin, nor Wagtail's for our models."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.apps import apps
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from boards.fields import Cleaned
from jobs.listings.models import Category, Company, JobPage
from settings.rooms import OWN_APPS

ODD = " \ufeffca\u200bfe\u0301\x0bx\u202e "
OURS = tuple(dict.fromkeys(app.split(".")[0] for app in OWN_APPS))


def _our_forms() -> list[type[forms.BaseForm]]:
    for app in OWN_APPS:
        package = import_module(app)
        for module in walk_packages(package.__path__, f"{app}."):
            if ".tests" not in module.name and ".migrations" not in module.name:
                import_module(module.name)
    found: list[type[forms.BaseForm]] = []
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        found += [form for form in subclasses if form.__module__.split(".")[0] in OURS]
    return found


def _admin_forms() -> Iterator[tuple[str, type[forms.BaseForm]]]:
    ours = {config.label for config in apps.get_app_configs() if config.name in OWN_APPS}
    handlers = {
        **{model: model.get_edit_handler() for model in get_page_models() if model._meta.app_label in ours},
        **{model: model.snippet_viewset.get_edit_handler() for model in get_snippet_models()},
        **{model: get_setting_edit_handler(model) for model in settings_registry},
    }
    for model, handler in handlers.items():
        form = handler.get_form_class()
        yield model.__name__, form
        for name, formset in getattr(form, "formsets", {}).items():
            if name == "comments":
                continue  # Wagtail's own form, of what editors write to each other.
            yield f"{model.__name__}.{name}", formset.form


def _uncleaned(form: type[forms.BaseForm]) -> list[str]:
    # These check each character themselves; a code is compared with another, and never shown.
    return [
        name
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and name != "otp_token"
        and not isinstance(field, (Cleaned, forms.SlugField, forms.UUIDField))
    ]


def test_the_walk_meets_the_forms() -> None:
    names = {form.__name__ for form in _our_forms()}
    assert {"ListingForm", "EditListingForm", "AlertForm", "ReportForm", "DeclineForm", "RefundForm"} <= names
    admin = dict(_admin_forms())
    assert {"JobPage", "JobPage.locations", "Company", "Plan", "Category", "BoardSettings"} <= admin.keys()
    assert "title" in admin["JobPage"].base_fields and "name" in admin["Company"].base_fields


def test_every_public_and_admin_form_of_ours_cleans_its_text() -> None:
    assert {form.__name__: names for form in _our_forms() if (names := _uncleaned(form))} == {}


def test_every_form_of_wagtails_for_our_models_cleans_its_text() -> None:
    assert {name: names for name, form in _admin_forms() if (names := _uncleaned(form))} == {}


@pytest.mark.parametrize(("model", "field"), [(Company, "name"), (Category, "name"), (JobPage, "title")])
def test_an_editor_saves_what_is_seen(model: type, field: str) -> None:
    form = dict(_admin_forms())[model.__name__]
    assert form.base_fields[field].clean(ODD) == "café x"


def test_rich_text_keeps_its_lines_apart() -> None:
    description = dict(_admin_forms())["JobPage"].base_fields["description"]
    assert description.to_python("<p>engineers\x0bOwn\u200b</p>") == "<p>engineers\nOwn</p>"
