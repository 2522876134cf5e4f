import logging

import pytest

from log_masks import MaskTokens, mask, mask_report


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("/submissions/s3cret/", "/submissions/***/"),
        ("/submissions/s3cret/edit/", "/submissions/***/edit/"),
        ("https://board.example/submissions/s3cret", "https://board.example/submissions/***"),
        ("/alerts/s3cret/unsubscribe/", "/alerts/***/unsubscribe/"),
        ("/companies/wagon-works/verify/s3cret/", "/companies/wagon-works/verify/***/"),
        ("/companies/wagon-works/verify/", "/companies/wagon-works/verify/"),
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
