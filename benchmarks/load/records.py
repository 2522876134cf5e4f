"""What the load notes down: seconds by kind of request, errors; and percentiles of them."""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from benchmarks.rates import BROWSER
from tests.chaos.browser import Network

PERCENTILES = (50, 95, 99)


@dataclass
class Records:
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, error: str = "") -> None:
        with self._lock:
            self.seconds[kind].append(seconds)
            if error:
                self.errors.append(f"{kind}: {error}")

    def fail(self, what: str) -> None:
        with self._lock:
            self.errors.append(what)


class Employers(Network):
    """The network of the employers' browsers, which notes how long each answer took."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records

    def note(self, response: httpx.Response) -> None:
        super().note(response)
        # Their payment pages are Stripe's.
        if not response.request.url.path.startswith("/pay/"):
            error = f"{response.request.url.path} {response.status_code}" if response.is_error else ""
            self._records.note(f"employer {response.request.method}", response.elapsed.total_seconds(), error)


@dataclass(frozen=True)
class Host:
    """One of the servers. All are the same site behind one proxy, so all are asked under the same name."""

    port: int
    name: str

    def fetch(self, path: str) -> tuple[int, str, float]:
        """Return status, text and seconds. A new connection each time: any worker may answer."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = BROWSER | {"Host": self.name, "Accept-Encoding": "identity"}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace"), time.monotonic() - started
        except (OSError, http.client.HTTPException) as error:
            return 0, type(error).__name__, time.monotonic() - started
        finally:
            connection.close()


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def line(name: str, values: Sequence[float]) -> str:
    """Write one line of the table, in milliseconds."""
    if not values:
        return f"{name:38} {0:6}"
    figures = [*(percentile(values, percent) for percent in PERCENTILES), max(values)]
    return f"{name:38} {len(values):6}" + "".join(f"{1000 * figure:10,.0f}" for figure in figures)


HEAD = f"{'milliseconds':38} {'number':>6}" + "".join(f"{f'p{percent}':>10}" for percent in PERCENTILES)
HEAD += f"{'max':>10}"
