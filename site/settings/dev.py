"""A developer's machine, and the demo of `make run`: the Stripe sandbox, emails in files, no secrets."""

from settings.base import *
from settings.base import (
    POST_OFFICE,
    STORAGES,
    STRIPE_CHECKOUT_ORIGINS,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRETS,
    VAR_DIR,
    env,
)
from settings.content_security import public_directives
from settings.guards import SANDBOX_KEY, SANDBOX_WEBHOOK_SECRET, refuse_live_key

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=True)
DEMO_ALLOWED = True
SECRET_KEY = env("SECRET_KEY", default="insecure-development-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".localhost", "127.0.0.1", "[::1]"])

PORT = env.int("PORT", default=8000)
WAGTAILADMIN_BASE_URL = env("WAGTAILADMIN_BASE_URL", default=f"http://127.0.0.1:{PORT}")

SERVE_MEDIA = True

# All tries on this machine, by hand or by script, come from one address.
RATE_LIMIT_FACTOR = env.int("RATE_LIMIT_FACTOR", default=50)
SUBMISSION_RATE = env("SUBMISSION_RATE", default="1000/hour")
FIND_LINKS_RATE = env("FIND_LINKS_RATE", default="100/hour")
ALERT_RATE = env("ALERT_RATE", default="100/hour")
ALERT_MAIL_RATE = env("ALERT_MAIL_RATE", default="100/day")

if not DEBUG:
    # As in production: compressed files whose names change with their content. `make run` collects them.
    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "static_storage.JoinedStylesheetsStorage"}}

# Sandbox by default; a key of Stripe's test mode in the environment or .env makes it Stripe instead.
SANDBOX_PORT = env.int("SANDBOX_PORT", default=12111)
STRIPE_SECRET_KEY = STRIPE_SECRET_KEY or SANDBOX_KEY
STRIPE_WEBHOOK_SECRETS = STRIPE_WEBHOOK_SECRETS or [SANDBOX_WEBHOOK_SECRET]
refuse_live_key(STRIPE_SECRET_KEY)
USES_SANDBOX = STRIPE_SECRET_KEY == SANDBOX_KEY
if USES_SANDBOX:
    STRIPE_API_BASE = env("STRIPE_API_BASE", default=f"http://127.0.0.1:{SANDBOX_PORT}")
    CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": public_directives(
            media_origin="", checkout_origins=[*STRIPE_CHECKOUT_ORIGINS, STRIPE_API_BASE]
        )
    }

# Emails are printed and kept as files, unless EMAIL_URL says where they go.
if not env("EMAIL_URL", default=""):
    POST_OFFICE = POST_OFFICE | {"BACKENDS": {"default": "emails.backends.ConsoleAndFileBackend"}}
