"""Render external links in rich text."""

from typing import Any

from django.utils.html import format_html
from wagtail.rich_text import LinkHandler


class ExternalLinkHandler(LinkHandler):
    """Add `rel` when rendering, because Draftail drops it when an editor saves.

    `nofollow`: the board does not recommend what employers link to.
    """

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        return format_html('<a href="{}" rel="nofollow noopener">', attrs["href"])
