"""A small browser: cookies, forms with their hidden fields, and reloading."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape

import httpx

PATIENCE_SECONDS = 60
RELOADS = 12
HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|nonce)" value="([^"]*)"')
ACTION = re.compile(r'<form[^>]*action="([^"]*)"')


class GaveUp(Exception):
    """The site did not respond, however often the page was reloaded."""


@dataclass
class Network:
    """Shared by all browsers: connections, and a list of responses that no visitor should get."""

    transport: httpx.HTTPTransport = field(
        default_factory=lambda: httpx.HTTPTransport(limits=httpx.Limits(max_connections=200), verify=False)
    )
    failures: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, response: httpx.Response) -> None:
        with self._lock:
            self.answers[response.status_code] += 1
            if response.status_code >= 500:
                request = response.request
                self.failures.append(f"{request.method} {request.url.path} answered {response.status_code}")

    def note_cut_off(self) -> None:
        with self._lock:
            self.cut_off += 1


class Browser:
    def __init__(self, network: Network, root_url: str) -> None:
        self._network = network
        self._client = httpx.Client(
            base_url=root_url, transport=network.transport, timeout=PATIENCE_SECONDS, trust_env=False
        )

    def get(self, url: str) -> httpx.Response:
        """Follows redirects within the site and back to it, as browsers do."""
        response = self._send("GET", url)
        for _ in range(5):
            if not response.is_redirect:
                break
            response = self._send("GET", str(response.url.join(response.headers["Location"])))
        return response

    def post(self, url: str, data: Mapping[str, object], *, once: bool = False) -> httpx.Response:
        """Return the response. A form that got none is sent again, unless it must not be."""
        return self._send("POST", url, data, tries=1 if once else RELOADS)

    def _send(
        self, method: str, url: str, data: Mapping[str, object] | None = None, tries: int = RELOADS
    ) -> httpx.Response:
        for number in range(tries):
            try:
                response = self._client.request(method, url, data=data)
            except httpx.TransportError:
                self._network.note_cut_off()
                time.sleep(0.1 * (number + 1))
                continue
            self._network.note(response)
            return response
        raise GaveUp(f"{method} {url}")


def hidden_fields(page: httpx.Response) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def form_actions(page: httpx.Response) -> list[str]:
    return [unescape(action) for action in ACTION.findall(page.text)]


def twice(press: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """A double click: the second request leaves before the first is answered."""
    with ThreadPoolExecutor(2) as hands:
        return [click.result() for click in [hands.submit(press) for _ in range(2)]]
