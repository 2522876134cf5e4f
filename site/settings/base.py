"""Settings that all environments share. Values that differ are variables: `.env.example` lists them."""

import os
from datetime import timedelta
from pathlib import Path

import environ
from botocore.config import Config

from settings.content_security import admin_directives, public_directives
from settings.rooms import OWN_APPS as OWN_APPS

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
env.read_env(BASE_DIR / ".env")
# A variable that is set to nothing counts as not set.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}

# Everything the site writes on its own disk is under here.
VAR_DIR = BASE_DIR / env("VAR_DIR", default="var")

# Whether `load_demo` may put its boards, and accounts whose passwords everybody knows, into this database.
DEMO_ALLOWED = False

INSTALLED_APPS = [
    # Before post_office, so that its `send_queued_mail` replaces that app's own.
    "emails",
    "wagtail_2fa",
    "django_otp",
    "django_otp.plugins.otp_totp",
    # One-time codes that the operator makes for somebody who has lost their device.
    "django_otp.plugins.otp_static",
    "axes",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "post_office",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # After Wagtail's own apps: they disconnect some of the signals that those connect.
    *[app for app in OWN_APPS if app != "emails"],
]

MIDDLEWARE = [
    # First: what it keeps has been through all the others.
    "caching.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "home.middleware.PossibleAddressMiddleware",
    "payments.visitors.VisitorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After WhiteNoise, whose files are compressed once and ahead of time.
    "django.middleware.gzip.GZipMiddleware",
    "home.middleware.ContentSecurityPolicyMiddleware",
    "boards.middleware.KeptByBrowserMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "boards.middleware.BoardLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "boards.middleware.LimitsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "home.second_factor.SecondFactorMiddleware",
    "boards.admin_middleware.OwnBoardsMiddleware",
    "boards.middleware.PrivateMessagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "jobs.listings.middleware.RefusedMiddleware",
    # Last, as its documentation asks.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "urls"
WSGI_APPLICATION = "wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.board",
            ]
        },
    }
]

# --- Database, cache, slow work, search: embedded by default, swapped by one variable each.

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hitchpost.sqlite3'}")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Threads keep their connection: to open one takes 3 ms also with SQLite, more than some pages.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers wait for their turn at once instead of failing at the first write of a read transaction.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Notice within seconds that the database is away, whether it refuses, is silent or its machine is gone.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    # Pages are drawn without it while Redis is away.
    CACHES["default"]["BACKEND"] = "boards.cache.OptionalRedisCache"

TASKS = {
    "default": {"BACKEND": env("TASKS_BACKEND", default="django_tasks.backends.immediate.ImmediateBackend")}
}

WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": env("SEARCH_BACKEND", default="wagtail.search.backends.database")}
}
if SEARCH_URLS := env.list("SEARCH_URLS", default=[]):
    WAGTAILSEARCH_BACKENDS["default"]["URLS"] = SEARCH_URLS

# How much finished pages may take of each process's memory; 0 keeps none.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=32 * 1024 * 1024)
# How often a process asks the database what has changed.
GENERATIONS_POLL_SECONDS = 0.2
# How long views of listings are added up before they are stored.
VIEWS_WAIT_SECONDS = 0.5

# --- Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
# Day before month and a 24-hour clock, also in English.
FORMAT_MODULE_PATH = ["home.formats"]
# Dates and times are shown in this zone; the database keeps UTC.
TIME_ZONE = env("TIME_ZONE", default="UTC")
USE_TZ = True

# --- Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Whether Django itself answers below MEDIA_URL. In production a web server or the bucket does.
SERVE_MEDIA = False

STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ORIGIN = ""
if MEDIA_BUCKET := env("MEDIA_BUCKET", default=""):
    # The host that readers fetch files from, such as a CDN before the bucket. Keys come from boto3's own
    # variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or from the machine's role.
    MEDIA_DOMAIN = env("MEDIA_DOMAIN")
    MEDIA_ORIGIN = f"https://{MEDIA_DOMAIN}"
    MEDIA_URL = f"{MEDIA_ORIGIN}/"
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": env("MEDIA_ENDPOINT_URL", default=None),
            "region_name": env("MEDIA_REGION", default=None),
            "custom_domain": MEDIA_DOMAIN,
            "file_overwrite": False,
            "querystring_auth": False,
            # An employer waits meanwhile: a bucket that is away must be noticed soon.
            "client_config": Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2}),
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    }

# Wagtail's forms with many inline rows have more fields than Django's default of 1000 allows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]

# --- People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    # Verifies older hashes, which the first hasher then replaces.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
AUTHENTICATION_BACKENDS = [
    # First, so that a locked-out visitor's password is not even looked at.
    "axes.backends.AxesStandaloneBackend",
    # Django's own, without the plain model permissions on what belongs to boards.
    "boards.permissions.BoardsBackend",
]
# Wrong passwords, counted in the database: that is right for all processes, also without Redis.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Not by name alone: else anybody could lock an editor out. LIMITS_OF_OTHERS counts one visitor's tries at all names.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "boards.normal_forms.address_of_network"
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_RESET_ON_SUCCESS = True
# A log of every login would be personal data that nobody needs.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

# Who must have a second factor in the admin: "optional", "superusers" or "everybody". Whoever has one is always asked.
SECOND_FACTOR = env("SECOND_FACTOR", default="optional")
# SECOND_FACTOR decides instead.
WAGTAIL_2FA_REQUIRED = True
OTP_TOTP_ISSUER = "Hitchpost"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Browsers

# Previews alone may be framed, and only by this site: their views say so. Browsers that know content security
# policies ignore this header and read `frame-ancestors` below.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "jobs.submissions.views.csrf_failure.csrf_failure"

# The pay button's form redirects to these origins, and browsers apply `form-action` to redirects too.
# A list, for accounts with a Checkout domain of their own.
STRIPE_CHECKOUT_ORIGINS = env.list("STRIPE_CHECKOUT_ORIGINS", default=["https://checkout.stripe.com"])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": public_directives(media_origin=MEDIA_ORIGIN, checkout_origins=STRIPE_CHECKOUT_ORIGINS)
}
ADMIN_CONTENT_SECURITY_POLICY = admin_directives(media_origin=MEDIA_ORIGIN)

# How many reverse proxies append to X-Forwarded-For before a request arrives. With 0 the header is ignored.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Multiplies the limits that views declare, for machines whose visitors all have one address.
RATE_LIMIT_FACTOR = env.int("RATE_LIMIT_FACTOR", default=1)
# Limits of Wagtail's own public addresses, by name: purpose, rate, and what is counted (boards.limits.Limit).
_PASSWORDS: list[tuple[str, ...]] = [("password", "20/15 minutes")]
LIMITS_OF_OTHERS: dict[str, list[tuple[str, ...]]] = {
    "wagtailadmin_login": _PASSWORDS,
    "wagtailcore_login": _PASSWORDS,
    "wagtailcore_authenticate_with_password": _PASSWORDS,
    "wagtaildocs_authenticate_with_password": _PASSWORDS,
    "wagtail_2fa_auth": [("second-factor", "10/15 minutes")],
    "wagtailadmin_password_reset": [("reset", "5/hour"), ("reset", "3/hour", "email")],
    "wagtailadmin_password_reset_confirm": [("reset-confirm", "20/hour")],
    # Pages are only shown; their forms have addresses of their own.
    "wagtail_serve": [("page", "60/minute")],
    "wagtaildocs_serve": [("page", "60/minute")],
}
# How often one visitor may try, as `<number>/<period>`.
SUBMISSION_RATE = env("SUBMISSION_RATE", default="20/hour")
FIND_LINKS_RATE = env("FIND_LINKS_RATE", default="5/hour")
ALERT_RATE = env("ALERT_RATE", default="20/hour")
# How many emails may ask one address to confirm an alert, from all visitors together.
ALERT_MAIL_RATE = env("ALERT_MAIL_RATE", default="5/day")
# Shared by all processes when the cache is Redis; otherwise each process counts for itself.
CACHE_URL = env("CACHE_URL", default="")
RATE_LIMIT_STORAGE = CACHE_URL if CACHE_URL.startswith(("redis://", "rediss://")) else "memory://"

# An address at a public email provider verifies no company. Packages list the providers (`jobs.listings.shared_hosts`):
# the first set adds those that they lack, the second takes out employers that they count as providers.
_UNLISTED_PROVIDERS = (
    "aliceadsl.fr bbox.fr club-internet.fr gmx.co.uk gmx.fr hey.com hotmail.be inbox.lv mailbox.org mailo.com "
    "neuf.fr numericable.fr sfr.fr sympatico.ca tuta.com tuta.io tutamail.com tutanota.com tutanota.de voila.fr "
    "autistici.org cock.li disroot.org duck.com firemail.de inventati.org mozmail.com passmail.net "
    "privaterelay.appleid.com riseup.net systemli.org tilde.team users.noreply.github.com"
)
EMAIL_PROVIDERS_ADDED = {*_UNLISTED_PROVIDERS.split(), *env.list("EMAIL_PROVIDERS_ADDED", default=[])}
EMAIL_PROVIDERS_EXCEPT = {"clerk.com", *env.list("EMAIL_PROVIDERS_EXCEPT", default=[])}

# --- Email: every email is first a row in the queue; the queue sends it through EMAIL_URL.
# `emails.delivery` decides how often a failed one is tried again.

EMAIL_BACKEND = "post_office.EmailBackend"
delivery = env.email("EMAIL_URL", default="consolemail://")
EMAIL_HOST = delivery["EMAIL_HOST"] or "localhost"
EMAIL_PORT = delivery["EMAIL_PORT"] or 25
EMAIL_HOST_USER = delivery["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = delivery["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = delivery.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = delivery.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
# A provider's API instead of SMTP: one of anymail's backends, with its keys as JSON in ANYMAIL.
EMAIL_DELIVERY_BACKEND = env("EMAIL_DELIVERY_BACKEND", default=delivery["EMAIL_BACKEND"])
ANYMAIL = env.json("ANYMAIL", default={})
# Whether a task sends an email right after it is queued. Without workers the scheduled job does: no request waits
# for the mail server.
EMAILS_BY_TASK = TASKS["default"]["BACKEND"] != "django_tasks.backends.immediate.ImmediateBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Hitchpost <jobs@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where emails.backends keeps a developer's emails.
EMAIL_FILE_PATH = VAR_DIR / "mail"
POST_OFFICE = {
    "BACKENDS": {"default": EMAIL_DELIVERY_BACKEND},
    "MESSAGE_ID_ENABLED": True,
    # post_office joins this to the system's folder for temporary files; an absolute path stays as it is.
    "LOCK_FILE_NAME": str(VAR_DIR / "post_office"),
}

# --- Wagtail

WAGTAIL_SITE_NAME = "Hitchpost"
WAGTAILADMIN_BASE_URL = env("WAGTAILADMIN_BASE_URL", default="http://127.0.0.1:8000")
# Wagtail publishes the latest revision: without this, an edit made after review would go live unread.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# A payment publishes the newest revision, so one must never hold half a word that nobody chose to save.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Reviewers get emails; superusers, who only run the install, get none.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
# These would send the version in use and the editors' addresses to other companies.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# --- Stripe

STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
# A list, so that a new secret can be added before the old one is retired.
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])
# The sandbox's address in development; empty for Stripe itself.
STRIPE_API_BASE = env("STRIPE_API_BASE", default="")
# How long one request of a scheduled job to Stripe may take; it is sent up to three times.
STRIPE_TIMEOUT_SECONDS = env.float("STRIPE_TIMEOUT_SECONDS", default=10)
# How long one visitor may wait for Stripe; nothing is sent twice then.
STRIPE_VISITOR_SECONDS = env.float("STRIPE_VISITOR_SECONDS", default=5)
# Of each process of the web server. Half of them may wait for Stripe at the same time.
WEB_THREADS = env.int("WEB_THREADS", default=4)
# Dotted path of the factory of the HTTP client that the gateway uses.
STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"

# --- Personal data: see docs/privacy.md

# How many days the contact of a listing is kept after the listing is over.
CONTACTS_KEPT_DAYS = env.int("CONTACTS_KEPT_DAYS", default=365)
# How many days a payer is kept after paying: ten years, as many countries want invoices to be kept.
PAYERS_KEPT_DAYS = env.int("PAYERS_KEPT_DAYS", default=3653)
# How many days reports, logins and addresses in logs of editors' actions are kept.
LOGS_KEPT_DAYS = env.int("LOGS_KEPT_DAYS", default=180)

# --- Watching

# Whoever has it reads at /status whether the site does its work; without it that address does not exist.
STATUS_TOKEN = env("STATUS_TOKEN", default="")
# Whoever has it reads the site's figures at /metrics; without it that address does not exist.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# How old the last run of `manage.py backup` may be before /status reports it; 0 where backups are made otherwise.
BACKUP_MAX_AGE_HOURS = env.int("BACKUP_MAX_AGE_HOURS", default=0)
# For monitors that cannot send a header. Addresses end up in more logs than headers do.
STATUS_TOKEN_IN_ADDRESS = env.bool("STATUS_TOKEN_IN_ADDRESS", default=False)

# --- Error reports, and logs to standard error

DEFAULT_EXCEPTION_REPORTER = "error_reports.MaskingReporter"
# What hides tokens in old emails. Below, log lines pass the same function.
EMAIL_MASK = "log_masks.mask"

LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "mask_tokens": {"()": "log_masks.MaskTokens"},
        "short_stacks": {"()": "log_stacks.ShortStacks"},
    },
    "formatters": {
        "line": {"format": "{asctime} level={levelname} logger={name} {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["short_stacks", "mask_tokens"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Replaces Django's own handlers, which email admins and print to the console in development only.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # Scanners send any Host header they like.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # A line for every task and every page saved; Wagtail's audit log and the tables of tasks have them.
        "django_tasks": {"level": "WARNING"},
        # Two lines at each start.
        "axes": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # A line for every table of the font in a receipt, and one for each letter that the font has not.
        "fontTools": {"level": "ERROR"},
        "fpdf": {"level": "ERROR"},
        # It logs every request and retry; the gateway logs their results.
        "stripe": {"level": "WARNING"},
        # It comes with a handler of its own.
        "post_office": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
