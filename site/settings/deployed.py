"""What production and staging share. Refuses to start with settings that would lose data or leak secrets."""

from settings.base import *
from settings.base import (
    CONTENT_SECURITY_POLICY,
    STORAGES,
    env,
)
from settings.guards import refuse_unknown_second_factor, require

require(
    env.ENVIRON,
    [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "WAGTAILADMIN_BASE_URL",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRETS",
    ],
)

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
# For rotation: sessions and signed links made with an older key stay good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
# A superuser's password alone opens all boards and all money.
SECOND_FACTOR = env("SECOND_FACTOR", default="superusers")
refuse_unknown_second_factor(SECOND_FACTOR)

# Compressed, and with names that change with the content, so that browsers may keep them for ever.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "static_storage.JoinedStylesheetsStorage"}}

# TLS ends at the proxy, which must set this header itself and pass none on from outside.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Load balancers check these over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY["DIRECTIVES"] = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "upgrade-insecure-requests": True,
}
