"""Whoever leaves out what is required reads what it is, beside the field and in the list above the form."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from bs4 import BeautifulSoup
from django import forms as django_forms
from django.conf import settings

from jobs.listings import facts
from jobs.submissions import forms
from jobs.submissions.forms import wording
from jobs.submissions.tests.typed import typed
from tests.factories import PlanFactory


def visitors_forms():
    """Every form in the `forms` of any of our apps."""
    modules = [import_module(f"{app}.forms") for app in settings.OWN_APPS if find_spec(f"{app}.forms")]
    found = {
        item
        for module in modules
        for item in vars(module).values()
        if isinstance(item, type)
        and issubclass(item, django_forms.Form)
        and item.__module__.startswith(module.__name__)
    }
    return sorted(found, key=lambda form: form.__name__)


FORMS = visitors_forms()
REQUIRED = {
    "title": wording.TITLE_MISSING,
    "employment_type": facts.EMPLOYMENT_TYPE.missing,
    "remote": facts.WORKPLACE.missing,
    "description": wording.DESCRIPTION_MISSING,
    "company_name": wording.COMPANY_MISSING,
    "contact_name": wording.NAME_MISSING,
    "contact_email": wording.EMAIL_MISSING,
    "plan": wording.PLAN_MISSING,
    "terms": "Please accept the terms to post.",
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_no_form_says_only_that_something_is_required(form):
    usual = django_forms.Field.default_error_messages["required"]
    fields = form.base_fields.items()
    assert [
        name for name, field in fields if field.required and field.error_messages["required"] == usual
    ] == []


@pytest.mark.parametrize(("name", "words"), REQUIRED.items(), ids=REQUIRED)
def test_what_is_missing_is_named_twice(board, client, name, words):
    plan = PlanFactory(site=board.site)
    page = BeautifulSoup(client.post("/post-a-job/", typed(plan, **{name: None})).content, "html.parser")
    [link] = page.select(".summary a")
    assert link.get_text() == str(words)
    assert str(words) in page.select_one("p.error").get_text()
    assert page.find(id=str(link["href"]).removeprefix("#")), "the link leads to the field"


def test_these_are_all_that_the_form_for_posting_requires():
    fields = forms.ListingForm.base_fields
    assert {name for name, field in fields.items() if field.required} == set(REQUIRED)


def test_what_is_wrong_is_named_by_its_field(board, client):
    plan = PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan, contact_email="robin"))
    [link] = BeautifulSoup(answer.content, "html.parser").select(".summary a")
    assert link.get_text().startswith("Your email address: ")


def test_one_way_to_apply_is_required_and_neither_is_called_optional(board, client):
    plan = PlanFactory(site=board.site)
    page = BeautifulSoup(
        client.post("/post-a-job/", typed(plan, apply_url="", apply_email="")).content, "html.parser"
    )
    group = page.find(id="id_apply_url").find_parent("fieldset")
    assert group is page.find(id="id_apply_email").find_parent("fieldset")
    assert group.legend.get_text() == "How to apply"
    assert "optional" not in group.get_text()


def test_a_place_without_its_country_lacks_the_country_alone(board, client):
    plan = PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan, country=["", "FR"]))
    page = BeautifulSoup(answer.content, "html.parser")
    refused = page.select("#id_location [aria-invalid]")
    assert [control["id"] for control in refused] == ["country-1"]
