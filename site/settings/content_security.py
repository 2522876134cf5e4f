"""Say which origins a page may load from, be framed by and send forms to."""

from collections.abc import Sequence

from csp.constants import NONE, SELF, UNSAFE_INLINE

Directives = dict[str, Sequence[str] | bool]


def public_directives(*, media_origin: str, checkout_origins: Sequence[str]) -> Directives:
    """Allow no inline code and no nonces, so that a page is the same for everyone and can be cached."""
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # `data:` is for the small pictures inside the stylesheet.
        "img-src": [SELF, "data:", *([media_origin] if media_origin else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF, *checkout_origins],
        "base-uri": [SELF],
        "manifest-src": [SELF],
    }


def admin_directives(*, media_origin: str) -> Directives:
    """Allow inline code: Wagtail's date fields, choosers and inline panels need it."""
    return {
        "default-src": [NONE],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *([media_origin] if media_origin else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF, *([media_origin] if media_origin else [])],
        "worker-src": [SELF, "blob:"],
    }
