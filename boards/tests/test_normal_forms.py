"""One client and one mailbox are recognised, however they are written."""

import pytest
from django.test import RequestFactory

from boards import normal_forms


def request_from(address: str):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("written", "visitor"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5678", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::6]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::6]", "2001:db8:1:2::/64"),
        ("[::1]:80", "::/64"),
        ("", ""),
        ("unknown", ""),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_one_client_is_one_visitor(settings, written: str, visitor: str, proxies: int) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = request_from("" if proxies else written)
    if proxies:
        request.META["HTTP_X_FORWARDED_FOR"] = written
    assert normal_forms.visitor(request) == visitor


def test_each_port_is_the_same_visitor(settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    requests = [
        RequestFactory().get("/", headers={"X-Forwarded-For": f"198.51.100.7:{port}"})
        for port in range(1, 99)
    ]
    assert {normal_forms.visitor(request) for request in requests} == {"198.51.100.7"}


def test_an_ipv6_client_is_in_a_network_and_a_wider_one() -> None:
    request = request_from("2001:db8:1:2:3:4:5:6")
    assert normal_forms.wider_network(request) == "2001:db8:1::/48"
    assert normal_forms.wider_network(request_from("192.0.2.1")) == ""


@pytest.mark.parametrize(
    "written",
    [
        "robin@gmail.com",
        "Robin@Gmail.com",
        "ro.bin@gmail.com",
        "robin+jobs@gmail.com",
        "r.o.b.i.n+a+b@googlemail.com",
        " robin@gmail.com ",
        "robin@gmail.com.",
        "ｒｏｂｉｎ@gmail.com",
    ],
)
def test_one_mailbox_is_one_mailbox(written: str) -> None:
    assert normal_forms.mailbox(written) == "robin@gmail.com"


def test_the_two_ways_to_write_an_international_domain_are_one() -> None:
    assert normal_forms.mailbox("a@bücher.example") == normal_forms.mailbox("A@XN--BCHER-KVA.example")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ro.bin@wagonworks.example", "robin@wagonworks.example"),
        ("robin@gmail.com", "robin@gmail.example"),
        ("robin@gmail.com", "kim@gmail.com"),
    ],
)
def test_two_mailboxes_are_two(one: str, other: str) -> None:
    assert normal_forms.mailbox(one) != normal_forms.mailbox(other)


@pytest.mark.parametrize(
    "written", ["", "@", "a@", "@b", "+@b.example", "a@@b", "\0", "a@\ud800", "x" * 10_000 + "@a"]
)
def test_what_is_no_address_is_no_accident(written: str) -> None:
    assert isinstance(normal_forms.mailbox(written), str)
    assert isinstance(normal_forms.key_of(written), str)


def test_a_key_tells_nothing_of_what_is_counted() -> None:
    assert "robin" not in normal_forms.key_of("robin@gmail.com")
