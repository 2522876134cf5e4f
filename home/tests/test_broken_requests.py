"""Requests that cannot be answered get a plain error page, without the database, which may be the cause."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

HEADING = "<h1>This request cannot be read</h1>"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00", "/jobs/%00/", "/jobs/?q=%00"])
def test_a_null_character_is_refused_in_words(client: Client, address: str) -> None:
    """Without the database: this test has none."""
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert HEADING in answer.content.decode()


@pytest.mark.django_db
def test_so_is_a_host_that_is_not_ours(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert HEADING in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_without_a_board_say_which_language_they_are_in(template: str) -> None:
    for language in ("en", "fr"):
        with translation.override(language):
            assert f'<html lang="{language}">' in render_to_string(template)
