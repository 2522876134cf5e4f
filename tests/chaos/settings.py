"""Settings of a chaos run: real workers, the sandbox over HTTP, emails in one file, no rate limits."""

from settings.test import *
from settings.test import DATABASES, LOGGING, POST_OFFICE, VAR_DIR, env

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 60
# Shared by all workers, and gone with the run.
MEDIA_ROOT = VAR_DIR / "media"
STRIPE_API_BASE = env("STRIPE_API_BASE")
STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
# The queue is delivered by its own command, when all is over.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
POST_OFFICE = POST_OFFICE | {"BACKENDS": {"default": "tests.chaos.mailbox.Backend"}}
SUBMISSION_RATE = "1000000/hour"
RATE_LIMIT_FACTOR = 1_000_000
WHITENOISE_AUTOREFRESH = False
# What workers and sweeps complain of is expected here; it is kept for whoever looks into a difference.
LOGGING["handlers"] |= {  # type: ignore[operator]
    "stderr": {
        "class": "logging.FileHandler",
        "filename": str(VAR_DIR.parent / "django.log"),
        "formatter": "line",
    }
}
