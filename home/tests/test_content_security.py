import pytest
from django.test import Client
from django.urls import reverse


def policy_of(client: Client, url: str) -> dict[str, list[str]]:
    header = client.get(url)["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in header.split(";"))}


@pytest.fixture
def public(client: Client, board) -> dict[str, list[str]]:
    return policy_of(client, "/")


def test_readers_pages_allow_no_inline_code(public) -> None:
    assert public["default-src"] == ["'none'"]
    assert public["script-src"] == ["'self'"]
    assert public["style-src"] == ["'self'"]


def test_only_the_site_itself_may_frame_a_page(public) -> None:
    assert public["frame-ancestors"] == ["'self'"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["wagtailadmin_login", "admin:login"])
def test_the_admins_have_the_laxer_policy_that_their_pages_need(client: Client, name: str) -> None:
    policy = policy_of(client, reverse(name))

    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["form-action"] == ["'self'"]


def test_an_admins_name_elsewhere_in_an_address_changes_nothing(client: Client, board) -> None:
    assert policy_of(client, "/?next=/admin/")["script-src"] == ["'self'"]
