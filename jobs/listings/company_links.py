"""A company's links to its own pages elsewhere: kept as lines of text, shown by what people read of an address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

MAX_LINKS = 5
MAX_LINK_LENGTH = 200
# What is shown of a longer path ends here.
MAX_LABEL_LENGTH = 60

_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Link:
    url: str
    label: str


def links_of(text: str) -> list[Link]:
    return [Link(url, _label(url)) for url in text.split()]


def validate_links(text: str) -> None:
    """Raise ValidationError, whose message names the line that is wrong."""
    urls = [line.strip() for line in text.split("\n") if line.strip()]
    if len(urls) > MAX_LINKS:
        raise ValidationError(
            _("Give at most %(most)d links; these are %(count)d."),
            code="too_many",
            params={"most": MAX_LINKS, "count": len(urls)},
        )
    for url in urls:
        _validate(url)


def web_host(url: str) -> str:
    """The URL's host without `www.`; `www.com` itself is kept whole."""
    host = urlsplit(url).hostname or ""
    bare = host.removeprefix("www.")
    return bare if "." in bare else host


def _validate(url: str) -> None:
    wrong = ValidationError(
        _("“%(url)s” is no web address: write the whole address, such as https://example.com/careers."),
        code="invalid",
        params={"url": url[:80]},
    )
    try:
        _is_web_address(url)
        parts = urlsplit(url)
        has_login = parts.username is not None or parts.password is not None
    except (ValidationError, ValueError) as error:
        raise wrong from error
    if has_login or len(url) > MAX_LINK_LENGTH or any(char.isspace() for char in url):
        raise wrong


def _label(url: str) -> str:
    parts = urlsplit(url)
    label = f"{web_host(url)}{parts.path.rstrip('/')}"
    return label if len(label) <= MAX_LABEL_LENGTH else f"{label[: MAX_LABEL_LENGTH - 1]}…"
