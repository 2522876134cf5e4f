"""A PostgreSQL and mail servers of the run's own."""

import os
import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.parts import closed_port


def programs_of_postgres() -> Path | None:
    """The folder with initdb and pg_ctl, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@dataclass
class Postgres:
    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "--pgdata", str(self.folder / "db"), *arguments]
        # PostgreSQL refuses to run as root.
        unprivileged = ["runuser", "--user", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*unprivileged, *command],
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} "
            "-c fsync=off"
        )
        self.run(
            "pg_ctl", "--wait", "--silent", "--log", str(self.folder / "log"), "start", "--options", options
        )

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "--wait", "--silent", "--mode", mode, "stop")


@contextmanager
def postgres() -> Iterator[Postgres]:
    programs = programs_of_postgres()
    if programs is None:
        raise FileNotFoundError("PostgreSQL's initdb is not installed")
    folder = Path(tempfile.mkdtemp(prefix="hitchpost-outages-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Postgres(programs, folder, closed_port())
    server.run("initdb", "--username", "postgres", "--auth", "trust", "--no-sync")
    server.start()
    try:
        yield server
    finally:
        if (folder / "db" / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


class MailServer(socketserver.ThreadingTCPServer):
    """Takes emails and counts them. Can be slow over each, or say nothing at all to whoever connects."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.seconds = 0.0
        self.is_silent = False
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.is_silent:
            while self.server.is_silent:
                time.sleep(0.1)
            return
        self._say("220 mail.example")
        recipients: list[str] = []
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"RCPT":
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
            if word == b"DATA":
                self._say("354 go on")
                for text in iter(self.rfile.readline, b""):
                    if text == b".\r\n":
                        break
                time.sleep(self.server.seconds)
                with self.server.lock:
                    self.server.taken.update(recipients)
                recipients = []
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer(closed_port())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.is_silent = False
        server.shutdown()
        server.server_close()
