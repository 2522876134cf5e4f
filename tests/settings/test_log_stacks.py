"""An outage, and a request that is refused, cost one line each in the log."""

import io
import logging

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError

from log_stacks import ShortStacks


@pytest.fixture
def log():
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(ShortStacks())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    yield text
    logger.removeHandler(handler)


def complain(name, error):
    try:
        raise error
    except type(error):
        logging.getLogger(name).exception("Something: %s", "/")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("django.request", OperationalError("connection refused")),
        ("django.request", InterfaceError("connection closed")),
        ("django.security.RequestDataTooBig", RequestDataTooBig("too big")),
    ],
)
def test_one_line(log, name, error):
    complain(name, error)
    assert log.getvalue().startswith("Something: /")
    assert log.getvalue().count("\n") == 1


def test_a_mistake_in_the_code_keeps_its_stack(log):
    complain("django.request", ValueError("oh"))
    assert "Traceback" in log.getvalue()
