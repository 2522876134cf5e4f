"""Production. Refuses to start with settings that would lose money or leak secrets."""

from settings.deployed import *
from settings.deployed import STRIPE_API_BASE, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS, env
from settings.error_reporting import report_errors
from settings.guards import refuse_mixed_modes, refuse_sandbox

refuse_sandbox(secret_key=STRIPE_SECRET_KEY, webhook_secrets=STRIPE_WEBHOOK_SECRETS, api_base=STRIPE_API_BASE)
# Set by name, so that nobody runs the real site with a test key by accident.
STRIPE_MODE = env("STRIPE_MODE", default="live")
refuse_mixed_modes(mode=STRIPE_MODE, secret_key=STRIPE_SECRET_KEY, webhook_secrets=STRIPE_WEBHOOK_SECRETS)

report_errors(dsn=env("SENTRY_DSN", default=""), environment=env("SENTRY_ENVIRONMENT", default="production"))
