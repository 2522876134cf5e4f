"""`make run`: run the site, its scheduled jobs and the Stripe sandbox until Ctrl-C. Standard library only.

Writes nothing outside var/. Each program has a process group of its own; none of them outlives this one.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
START_SECONDS = 60
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Ctrl-C was pressed, or a signal asked the program to end."""


class Failed(Exception):
    """Something failed; the message is one plain sentence for the person at the terminal."""


def die_with_parent() -> None:
    """Have Linux end this process when its parent ends, even when the parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Programs:
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        self.running[name] = subprocess.Popen(
            [PYTHON, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def finish(self, name: str) -> int:
        """Wait for a program that ends by itself; return its exit status."""
        return self.running[name].wait()

    def fail_if_one_ended(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Failed(f"The {name} stopped by itself (exit status {process.returncode}): see above.")

    def stop(self) -> None:
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for process in self.running.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    try:
        port, sandbox_port = port_from("PORT", 8000), port_from("SANDBOX_PORT", 12111)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    programs = Programs(environment(port, sandbox_port))
    try:
        serve(programs, port, sandbox_port)
    except Stopped:
        return 0
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        programs.stop()


def serve(programs: Programs, port: int, sandbox_port: int) -> NoReturn:
    refuse_taken("PORT", port)
    uses_sandbox, var = ask_settings(programs)
    if uses_sandbox:
        refuse_taken("SANDBOX_PORT", sandbox_port)

    programs.start("preparation", "scripts/prepare.py", "--port", str(port))
    if programs.finish("preparation"):
        raise Failed("The site could not be prepared: see above for the reason.")
    del programs.running["preparation"]

    site, sandbox = f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{sandbox_port}/"
    if uses_sandbox:
        state = str(var / "sandbox.sqlite3")
        programs.start(
            "Stripe sandbox", "manage.py", "sandbox", "--port", str(sandbox_port), "--state", state
        )
    programs.start("web server", "-m", "gunicorn", "--config", "site/gunicorn.conf.py", "wsgi")
    wait_for(f"{site}healthz", programs)
    if uses_sandbox:
        wait_for(sandbox, programs)
    # The first page fills the caches of templates and routes, so that no visitor waits for it.
    wait_for(site, programs)
    programs.start("scheduler", "scripts/schedule.py")
    announce(site, port, var, sandbox if uses_sandbox else None)
    while True:
        programs.fail_if_one_ended()
        time.sleep(0.5)


def environment(port: int, sandbox_port: int) -> dict[str, str]:
    given = dict(os.environ)
    return given | {
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "DJANGO_SETTINGS_MODULE": "settings.dev",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "PYTHONUNBUFFERED": "1",
        # As in production: own error pages, compressed files.
        "DEBUG": given.get("DEBUG", "0"),
    }


def port_from(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Failed(f"{name} must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failed(
                f"Port {port} is taken or not allowed: stop what uses it, or choose another with {name}."
            ) from None


def ask_settings(programs: Programs) -> tuple[bool, Path]:
    """Return whether the sandbox is used, and the folder var. Only the settings read .env."""
    question = "import json, settings.dev as s; print(json.dumps([s.USES_SANDBOX, str(s.VAR_DIR)]))"
    answer = subprocess.run(
        [PYTHON, "-c", question], cwd=ROOT, env=programs.environment, capture_output=True, text=True
    )
    if answer.returncode:
        raise Failed(answer.stderr.strip().splitlines()[-1])
    uses_sandbox, var = json.loads(answer.stdout)
    return uses_sandbox, Path(var)


def wait_for(address: str, programs: Programs) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(address):
        programs.fail_if_one_ended()
        if time.monotonic() > deadline:
            raise Failed(f"{address} did not answer within {START_SECONDS} seconds: see above.")
        time.sleep(0.1)


def answers(address: str) -> bool:
    # Without the environment's proxy: the address is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=START_SECONDS):  # http, by construction
            return True
    except urllib.error.HTTPError as error:
        raise Failed(f"{address} answered {error.code}: see above for the reason.") from None
    except OSError:
        return False


def announce(site: str, port: int, var: Path, sandbox: str | None) -> None:
    print(f"\nReady: {site}")
    print(f"Second board: http://designers.localhost:{port}/")
    logins = var / "demo-logins.txt"
    print(f"Admin: {site}admin/")
    if logins.exists():
        print(logins.read_text(encoding="utf-8").rstrip())
    print(f"Emails: shown here, and kept in {os.path.relpath(var / 'mail')}/")
    print(f"Stripe sandbox: {sandbox}" if sandbox else "Stripe: test mode, with the keys you set")
    print("Stop with Ctrl-C.", flush=True)


def on_signal(number: int, frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
