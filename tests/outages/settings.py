"""Settings of an outages run: real parts, each of the run's own; no rate limits."""

from settings.test import *
from settings.test import CACHES, DATABASES, LOGGING, POST_OFFICE, VAR_DIR, env

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 60
CACHES["default"] = {"BACKEND": "boards.cache.OptionalRedisCache", "LOCATION": env("CACHE_URL")}
RATE_LIMIT_STORAGE = env("CACHE_URL")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MEDIA_ROOT = VAR_DIR / "media"
STRIPE_API_BASE = env("STRIPE_API_BASE")
STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
POST_OFFICE = POST_OFFICE | {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
EMAIL_TIMEOUT = 8
SUBMISSION_RATE = "1000000/hour"
STATUS_TOKEN = "outages"
WHITENOISE_AUTOREFRESH = False
# The stacks of an outage are expected; they are kept for whoever looks into a broken expectation.
LOGGING["handlers"] |= {  # type: ignore[operator]
    "stderr": {
        "class": "logging.FileHandler",
        "filename": str(VAR_DIR.parent / "django.log"),
        "formatter": "line",
        "filters": ["short_stacks", "mask_tokens"],
    }
}
