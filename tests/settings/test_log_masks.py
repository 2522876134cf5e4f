import logging
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path
from django.urls.resolvers import URLResolver
from pytest_django.fixtures import Settings

from boards.tokens import TokenConverter
from log_masks import MaskTokens, mask, mask_report

SECRETS = {"token", "signature", "secret", "key"}


def every_pattern(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, dict[str, object]]]:
    """Each address of the site with its parameters, those of the patterns that include it among them."""
    for entry in resolver.url_patterns:
        address, converters = prefix + str(entry.pattern), dict(entry.pattern.converters)
        if isinstance(entry, URLPattern):
            yield address, converters
        else:
            yield from ((below, converters | more) for below, more in every_pattern(entry, address))


def with_secrets(address: str, converters: dict[str, object]) -> str:
    for name, converter in converters.items():
        value = "s3cret" if isinstance(converter, TokenConverter) else "7"
        for written in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("token", "str", "slug", "int"))):
            address = address.replace(written, value)
    return address


def test_every_token_in_the_url_table_is_masked() -> None:
    table = list(every_pattern(get_resolver()))
    addresses = [with_secrets(*entry) for entry in table if any(map(is_token, entry[1].values()))]

    assert len(addresses) >= 15
    assert [address for address in addresses if "s3cret" not in address] == []
    assert [address for address in addresses if "s3cret" in mask(f"GET {address} 200")] == []


def is_token(converter: object) -> bool:
    return isinstance(converter, TokenConverter)


def test_our_secret_parameters_use_the_converter_for_tokens() -> None:
    ours = [
        entry
        for entry in every_pattern(get_resolver())
        if not entry[0].startswith(("/admin", "/django-admin"))
    ]
    plain = [
        address
        for address, converters in ours
        for name, converter in converters.items()
        if name in SECRETS and not is_token(converter)
    ]

    assert plain == []


def test_a_new_address_with_a_token_needs_no_mask_of_its_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def view(request: HttpRequest, key: str) -> HttpResponse:
        return HttpResponse()

    table = ModuleType("urls_with_a_new_token")
    table.urlpatterns = [path("keys/<int:number>/<token:key>/use/", view)]
    monkeypatch.setitem(sys.modules, table.__name__, table)
    settings.ROOT_URLCONF = table.__name__

    assert mask("/keys/7/s3cret/use/") == "/keys/7/***/use/"


def test_a_broken_url_table_shows_no_token(settings: Settings) -> None:
    settings.ROOT_URLCONF = "no_such_module"

    assert (
        mask("Internal Server Error: /submissions/s3cret/pay/") == "Internal Server Error: /submissions/***"
    )


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("/submissions/s3cret/", "/submissions/***/"),
        ("/submissions/s3cret/edit/", "/submissions/***/edit/"),
        ("https://board.example/submissions/s3cret", "https://board.example/submissions/***"),
        ("/alerts/s3cret/unsubscribe/", "/alerts/***/unsubscribe/"),
        ("/companies/wagon-works/verify/s3cret/", "/companies/wagon-works/verify/***/"),
        ("/companies/wagon-works/verify/", "/companies/wagon-works/verify/"),
        ("/submissions/s3cret/confirm/s3cret/", "/submissions/***/confirm/***/"),
        ("/admin/password_reset/confirm/MQ/s3cret/", "/admin/password_reset/confirm/MQ/***/"),
        ("/submissions/find/", "/submissions/find/"),
        ("/alerts/?q=rust", "/alerts/?q=rust"),
        ("/jobs/platform-engineer/", "/jobs/platform-engineer/"),
    ],
)
def test_only_the_token_is_masked(told: str, kept: str) -> None:
    assert mask(told) == kept


def test_a_log_line_shows_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(masks := MaskTokens())
    try:
        logging.getLogger("django.request").warning("%s: %s", "Not Found", "/submissions/s3cret/pay/")
    finally:
        caplog.handler.removeFilter(masks)

    assert "s3cret" not in caplog.text
    assert "/submissions/***/pay/" in caplog.text


def test_an_error_report_shows_no_token() -> None:
    report = mask_report(
        {
            "request": {"url": "https://board.example/submissions/s3cret/"},
            "transaction": "/submissions/s3cret/",
        },
        {},
    )

    assert "s3cret" not in str(report)
