"""How links in rich text are rendered, whoever wrote them and whatever editor saved them last."""

from typing import Any

from django.utils.html import format_html
from wagtail.rich_text import LinkHandler


class ExternalLinkHandler(LinkHandler):
    """Stored text says where a link leads, no more: Draftail drops `rel`, and what employers post is no
    recommendation of the board's."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        return format_html('<a href="{}" rel="nofollow noopener">', attrs["href"])
