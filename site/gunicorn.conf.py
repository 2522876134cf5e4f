"""gunicorn's configuration. Run from the project's folder: `gunicorn --config site/gunicorn.conf.py wsgi`."""

import multiprocessing
import os
import sys
from typing import Any

from gunicorn.glogging import Logger

pythonpath = "site"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
development = os.environ.get("DJANGO_SETTINGS_MODULE") == "settings.dev"

# Caches and rate limits in memory belong to one process, so development has one worker, with threads.
workers = int(os.environ.get("WEB_CONCURRENCY", "1" if development else str(multiprocessing.cpu_count())))
threads = int(os.environ.get("WEB_THREADS", "8" if development else "4"))
# The settings read it: a setting in .env alone would not have reached this file.
os.environ["WEB_THREADS"] = str(threads)
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - its heartbeat must not wait for a disk
reload = development and os.environ.get("DEBUG", "0").lower() in ("1", "true", "yes", "on")
timeout = 30
graceful_timeout = 8 if development else 30
keepalive = 5
# Slow leaks end with the worker; the jitter keeps all of them from restarting at once.
max_requests = 0 if development else 10_000
max_requests_jitter = 1_000
# Nobody uses its control socket, and an unprivileged user has no home to put it into: an error at each start.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Let threads take turns five times as often as Python does by itself.

    After each query of the database, a request waits until another thread's turn ends, and some have hundreds.
    """
    sys.setswitchinterval(0.001)


loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning" if development else "info")
errorlog = "-"
accesslog = None if development else "-"
access_log_format = '%(t)s %(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'


class MaskingLogger(Logger):
    """Mask tokens in both logs: whoever knows one can manage the listing."""

    def setup(self, cfg: Any) -> None:
        from log_masks import MaskTokens

        super().setup(cfg)
        self.error_log.addFilter(MaskTokens())

    def atoms(self, *arguments: Any) -> dict[str, Any]:
        from log_masks import mask

        atoms: dict[str, Any] = super().atoms(*arguments)
        return {name: mask(value) if isinstance(value, str) else value for name, value in atoms.items()}


logger_class = MaskingLogger
