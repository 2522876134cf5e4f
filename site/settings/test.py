"""The test suite: nothing leaves the process, and a developer's own keys in .env are never used."""

import os

from settings.base import *
from settings.base import DATABASES, POST_OFFICE, VAR_DIR
from settings.content_security import public_directives
from settings.guards import SANDBOX_KEY, SANDBOX_WEBHOOK_SECRET

DEBUG = False
DEMO_ALLOWED = True
SECRET_KEY = "insecure-test-key"  # noqa: S105
ALLOWED_HOSTS = ["*"]

# Apart from what a developer's own site keeps in var/.
VAR_DIR = VAR_DIR / "test"

# DATABASE_URL is honoured. An SQLite database in memory has one connection for everyone, and the browser
# journeys have a server beside the test: so a file, which each run makes for itself and removes.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"{os.getpid()}.sqlite3")}
# A test that leaves a connection open would keep the database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# A test sees at once what it changed and counted.
GENERATIONS_POLL_SECONDS = 0
VIEWS_WAIT_SECONDS = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RATE_LIMIT_STORAGE = "memory://"
# A test that is about limits says so; in the others one address stands for everybody.
RATE_LIMIT_FACTOR = 1000
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# A test sees an email right after the commit that queued it.
EMAILS_BY_TASK = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Browser journeys fetch what they uploaded; the folder goes with the run.
MEDIA_ROOT = VAR_DIR / f"media-{os.getpid()}"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_URL = "/media/"
SERVE_MEDIA = True
# Static files as they lie in the apps: nothing has to be collected before a test.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

POST_OFFICE = POST_OFFICE | {"BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "Hitchpost <jobs@hitchpost.example>"

STRIPE_SECRET_KEY = SANDBOX_KEY
STRIPE_WEBHOOK_SECRETS = [SANDBOX_WEBHOOK_SECRET]
# Answered in this process by the sandbox of the test; nothing listens at the address.
STRIPE_API_BASE = "http://stripe.test"
STRIPE_HTTP_CLIENT = "tests.stripe_door.http_client"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": public_directives(media_origin="", checkout_origins=["http://127.0.0.1:*"])
}
