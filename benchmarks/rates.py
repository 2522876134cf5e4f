"""Measure how many requests a second a page answers: with wrk when it is installed, else from Python."""

import http.client
import re
import shutil
import statistics
import subprocess
import threading
import time
from urllib.parse import urlsplit

from benchmarks.servers import Server

CONNECTIONS = 4
# What takes longer is timed one by one, twice: a short run would count next to nothing.
SLOW_SECONDS = 0.5
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Encoding": "gzip",
    "Accept": "text/html,*/*",
}
# As the proxy of a real site says it.
PROXIED = BROWSER | {"X-Forwarded-Proto": "https"}


def generator() -> str:
    return "wrk -t1 -c4" if shutil.which("wrk") else "benchmarks.rates (Python, 4 connections)"


def requests_per_second(server: Server, path: str, seconds: float) -> float:
    """Raise Failed when any answer is not 200. The first two requests, which fill caches, do not count."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        server.get(path)
        times.append(time.perf_counter() - started)
    if min(times) > SLOW_SECONDS:
        # Two workers.
        return 2 / statistics.median(times[1:])
    return _with_wrk(server, path, seconds) if shutil.which("wrk") else _from_python(server, path, seconds)


def _with_wrk(server: Server, path: str, seconds: float) -> float:
    headers = [part for name, value in server.headers.items() for part in ("-H", f"{name}: {value}")]
    duration = f"{max(1, round(seconds))}s"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{duration}", "--timeout", "60s", *headers]
    output = subprocess.run([*command, server.url + path], capture_output=True, text=True).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if wrong or not rate:
        raise server.failed(f"{path}: wrk says: {output.strip()}")
    return float(rate[1])


def _from_python(server: Server, path: str, seconds: float) -> float:
    counts = [0] * CONNECTIONS
    wrong: list[int] = []
    ends = time.perf_counter() + seconds

    def ask(number: int) -> None:
        place = urlsplit(server.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        while time.perf_counter() < ends and not wrong:
            connection.request("GET", path, headers=dict(server.headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)
            counts[number] += 1
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise server.failed(f"{path} was answered {wrong[0]}")
    return sum(counts) / (time.perf_counter() - started)
