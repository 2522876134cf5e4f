"""Staging: production in everything, except that no real money can move and every page says so.

The Stripe sandbox is allowed, and so is a Stripe account's test mode. Live keys are refused.
"""

from urllib.parse import urlsplit

from settings.content_security import public_directives
from settings.deployed import *
from settings.deployed import (
    CONTENT_SECURITY_POLICY,
    MEDIA_ORIGIN,
    MIDDLEWARE,
    STRIPE_API_BASE,
    STRIPE_CHECKOUT_ORIGINS,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRETS,
    env,
)
from settings.error_reporting import report_errors
from settings.guards import refuse_live_staging, refuse_mixed_modes, refuse_stray_sandbox

STRIPE_MODE = env("STRIPE_MODE", default="test")
refuse_live_staging(mode=STRIPE_MODE, secret_key=STRIPE_SECRET_KEY)
refuse_mixed_modes(mode=STRIPE_MODE, secret_key=STRIPE_SECRET_KEY, webhook_secrets=STRIPE_WEBHOOK_SECRETS)
refuse_stray_sandbox(secret_key=STRIPE_SECRET_KEY, api_base=STRIPE_API_BASE)

if STRIPE_API_BASE:
    # The pay page may have another address than the API: STRIPE_CHECKOUT_ORIGINS names it then.
    _address = urlsplit(STRIPE_API_BASE)
    CONTENT_SECURITY_POLICY["DIRECTIVES"] = {
        **CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "form-action": public_directives(
            media_origin=MEDIA_ORIGIN,
            checkout_origins=[*STRIPE_CHECKOUT_ORIGINS, f"{_address.scheme}://{_address.netloc}"],
        )["form-action"],
    }

# Inside of what compresses pages, and outside of what makes them.
_place = MIDDLEWARE.index("django.middleware.gzip.GZipMiddleware") + 1
MIDDLEWARE = [*MIDDLEWARE[:_place], "home.staging.StagingMiddleware", *MIDDLEWARE[_place:]]

report_errors(dsn=env("SENTRY_DSN", default=""), environment=env("SENTRY_ENVIRONMENT", default="staging"))
