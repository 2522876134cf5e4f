"""How a visitor is recognised, and how often one may try."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from boards import limits, normal_forms
from tests.parts import closed_port


def from_address(address: str, forwarded: str = ""):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().post("/", headers=headers, REMOTE_ADDR=address)


def tries(*requests, purpose: str = "post", rate: str = "2/hour") -> list[bool]:
    return [limits.allow(request, purpose, rate) for request in requests]


def test_a_visitor_may_try_as_often_as_the_rate_says() -> None:
    assert tries(*[from_address("192.0.2.1")] * 3) == [True, True, False]


def test_visitors_and_purposes_are_counted_apart() -> None:
    assert tries(*[from_address("192.0.2.1")] * 2, from_address("192.0.2.2")) == [True, True, True]
    assert tries(*[from_address("192.0.2.1")] * 2, purpose="find", rate="1/hour") == [True, False]


def test_without_a_trusted_proxy_a_claimed_address_changes_nothing(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    claims = [from_address("192.0.2.1", f"203.0.113.{n}") for n in range(3)]
    assert tries(*claims) == [True, True, False]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, " , ,", "192.0.2.1"),
        (1, "203.0.113.9, 198.51.100.7:50412", "198.51.100.7"),
        (1, "203.0.113.9, [2001:db8::7]:50412", "2001:db8::7"),
        (1, '"203.0.113.9, 198.51.100.7', "198.51.100.7"),
        # A proxy that knows no address says so; the claim before it is still only a claim.
        (1, "203.0.113.9, unknown", "192.0.2.1"),
        (2, "203.0.113.9, unknown, 10.0.0.2", "192.0.2.1"),
    ],
)
def test_only_what_trusted_proxies_saw_is_believed(
    settings: Settings, trusted: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = trusted
    assert normal_forms.client_ip(from_address("192.0.2.1", forwarded)) == address


def test_without_its_store_each_process_counts_for_itself(settings: Settings) -> None:
    settings.RATE_LIMIT_STORAGE = f"redis://127.0.0.1:{closed_port()}/0"
    assert tries(*[from_address("192.0.2.77")] * 3, purpose="without a store") == [True, True, False]


def test_one_network_is_counted_as_one_and_so_is_the_one_around_it() -> None:
    """One household has a /64; whoever rents a /48 has 65536 of them."""
    neighbours = [from_address(f"2001:db8:1:2::{n}") for n in range(3)]
    assert tries(*neighbours) == [True, True, False]
    subnets = [from_address(f"2001:db8:7:{n:x}::1") for n in range(20)]
    assert tries(*subnets).count(True) == 2 * limits.WIDER_TIMES
