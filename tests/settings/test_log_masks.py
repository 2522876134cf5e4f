import io
import logging
import runpy
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import quote, unquote

import pytest
import sentry_sdk
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, path
from django.urls.resolvers import URLResolver
from django.views.debug import get_exception_reporter_class
from error_reports import MaskingReporter
from gunicorn.config import Config
from pytest_django.fixtures import Settings
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from boards import tokens
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


TOKEN = tokens.sign(salt="one", pk=7, version=12)
VERIFY = signing.dumps([7, "wagonworks.example"], salt="one")


@pytest.mark.parametrize(
    "told",
    [
        f"/submissions/{TOKEN}/pay/",
        f"Referer: https://board.example/submissions/{TOKEN}/",
        f"/admin/login/?next=/submissions/{TOKEN}/edit/",
        f"/admin/login/?next=%2Fsubmissions%2F{TOKEN}%2Fedit%2F&a=b",
        f"next={quote(quote(quote(f'/submissions/{TOKEN}/', safe=''), safe=''), safe='')}",
        f"/%73ubmissions/{TOKEN}/",
        f"/submissions/{TOKEN.replace('.', '%2E')}/",
        f"{{'token': '{TOKEN}'}}",
        f"token = '{TOKEN}'",
        f"Http404: no submission {TOKEN}",
        f"Cookie: a=b; returning-7={TOKEN}:1abcde:{'x' * 43}; c=d",
        f"/companies/wagon-works/verify/{VERIFY}/",
        f"kwargs={{'token': '{VERIFY}'}}",
        f'<a href="https://board.example/alerts/{TOKEN}/unsubscribe/">',
        "/admin/password_reset/confirm/MQ/cabcde-0123456789abcdef0123456789abcdef/",
        "GET /status?token=0123456789abcdef&a=b 200",
        "/admin/login/?next=%2Fstatus%3Ftoken%3D0123456789abcdef",
        "reset cabcde-0123456789abcdef0123456789abcdef was used",
    ],
)
def test_a_token_is_masked_wherever_it_stands(told: str) -> None:
    found = unquote(unquote(unquote(mask(told))))

    assert "***" in found
    for secret in (TOKEN, TOKEN.rpartition(".")[2], VERIFY, VERIFY.rpartition(":")[2], "0123456789abcdef"):
        assert secret not in found


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-27 10:00:00,123 level=INFO 100% of 12.5.7 done",
        "checkout-3f2a1c3e-1111-4a5b-8c9d-0123456789ab",
        "cs_test_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4",
        "/jobs/?q=caf%C3%A9&page=2",
        "192.0.2.1:443 2001:db8::7 v1.2.3",
    ],
)
def test_what_is_no_token_stays_as_it_is(told: str) -> None:
    assert mask(told) == told


@pytest.mark.parametrize(
    "told", ["a" * 200_000, "a=" * 100_000, "1." * 100_000, "%2F" * 60_000, "%25" * 60_000]
)
def test_hostile_lines_are_masked_in_no_time(told: str) -> None:
    started = time.monotonic()
    mask(told)
    assert time.monotonic() - started < 5


def test_a_log_line_shows_no_token() -> None:
    """Not in its words, its arguments, its traceback or its stack."""

    class Request:
        def __repr__(self) -> str:
            return f"<WSGIRequest: GET '/submissions/{TOKEN}/'>"

    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(MaskTokens())
    logger = logging.Logger("a logger of its own")
    logger.addHandler(handler)
    logger.warning("%s: %s", "Not Found", f"/submissions/{TOKEN}/pay/")
    logger.warning("%(path)s", {"path": f"/submissions/{TOKEN}/pay/"})
    logger.warning("%r", Request())
    logger.warning(Request())
    logger.warning("A call that does not fit: /submissions/%s/ %s", TOKEN)
    logger.warning("here", stack_info=True)
    try:
        raise LookupError(f"nothing at /submissions/{TOKEN}/")
    except LookupError:
        logger.exception("Failed")

    assert text.getvalue().count("/submissions/***/pay/") == 2
    assert "LookupError: nothing at /submissions/***/" in text.getvalue()
    assert TOKEN not in text.getvalue()


def test_an_error_report_shows_no_token() -> None:
    address = f"https://board.example/submissions/{TOKEN}/"
    report = mask_report(
        {
            "request": {
                "url": address,
                "query_string": [("next", f"/submissions/{TOKEN}/")],
                "headers": {"Referer": address, "Cookie": f"returning-7={TOKEN}"},
                "data": {"next": address},
                "env": {"PATH_INFO": f"/submissions/{TOKEN}/"},
            },
            "transaction": f"/submissions/{TOKEN}/",
            "breadcrumbs": {"values": [{"message": address, "data": {"url": address}}]},
            "exception": {
                "values": [
                    {"value": address, "stacktrace": {"frames": [{"vars": {"token": TOKEN, "number": 7}}]}}
                ]
            },
            "extra": {TOKEN: (address, None)},
        },
        {},
    )

    assert TOKEN not in str(report)
    assert report["exception"]["values"][0]["stacktrace"]["frames"][0]["vars"] == {
        "token": "***",
        "number": 7,
    }


def test_the_error_tracker_is_sent_no_token() -> None:
    """With the tracker's own client, and the options that production gives it."""
    source = Path("site/settings/error_reporting.py").read_text(encoding="utf-8")
    for option in ("before_send", "before_send_transaction", "before_breadcrumb"):
        assert f"{option}=mask_report" in source
    sent: list[Envelope] = []

    class Kept(Transport):
        def capture_envelope(self, envelope: Envelope) -> None:
            sent.append(envelope)

    client = sentry_sdk.Client(
        dsn="https://key@errors.example/1",
        transport=Kept,
        before_send=mask_report,
        before_breadcrumb=mask_report,
        include_local_variables=True,
        default_integrations=False,
    )
    with sentry_sdk.new_scope() as scope:
        scope.set_client(client)
        scope.add_breadcrumb(message=f"GET /submissions/{TOKEN}/")
        try:
            token = TOKEN
            raise LookupError(f"nothing at /submissions/{token}/")
        except LookupError as error:
            scope.capture_exception(error)
    client.flush()

    (envelope,) = sent
    assert "LookupError" in str(envelope.get_event())
    assert TOKEN not in str(envelope.get_event())


def test_djangos_own_report_shows_no_token(rf: RequestFactory) -> None:
    request = rf.post(
        f"/submissions/{TOKEN}/edit/?next=/submissions/{TOKEN}/",
        {"again": TOKEN},
        headers={"Referer": f"https://board.example/submissions/{TOKEN}/"},
    )
    request.COOKIES["returning-7"] = TOKEN
    try:
        token = TOKEN
        raise LookupError(f"nothing at /submissions/{token}/")
    except LookupError:
        chosen: object = get_exception_reporter_class(request)
        assert chosen is MaskingReporter
        reporter = MaskingReporter(request, *sys.exc_info(), is_email=True)
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "LookupError" in report
        assert TOKEN not in report


def test_both_logs_of_the_server_show_no_token() -> None:
    configuration = runpy.run_path("site/gunicorn.conf.py")
    config = Config()
    config.set("errorlog", "-")
    logger = configuration["logger_class"](config)
    text = io.StringIO()
    for handler in logger.error_log.handlers:
        handler.setStream(text)
    try:
        logger.error("Error handling request %s", f"/submissions/{TOKEN}/")
    finally:
        logger.error_log.handlers.clear()
        logger.error_log.filters.clear()
    environment = {
        "REQUEST_METHOD": "GET",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "RAW_URI": f"/submissions/{TOKEN}/",
        "HTTP_REFERER": f"/a/{TOKEN}",
    }
    answer = SimpleNamespace(status="200 OK", headers=[], sent=1)
    atoms = logger.atoms(answer, SimpleNamespace(headers=[]), environment, timedelta(seconds=1))

    assert "/submissions/***/" in text.getvalue()
    assert TOKEN not in text.getvalue() + str(dict(atoms))
