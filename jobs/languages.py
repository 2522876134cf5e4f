"""The language a board speaks, for words that no request asks for, such as mails. The room above knows it."""

from collections.abc import Callable

from wagtail.models import Site

_source: Callable[[Site], str] | None = None


def learn_from(source: Callable[[Site], str]) -> None:
    """Called once, when the apps are ready."""
    global _source
    _source = source


def language_of(site: Site) -> str | None:
    """None is whatever language is active."""
    return _source(site) if _source else None
