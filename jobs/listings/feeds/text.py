"""Clean text for feeds: only characters that XML allows, only absolute links."""

import re

from wagtail.rich_text import expand_db_html

# Characters that XML 1.0 forbids, even as references.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOCAL_ADDRESS = re.compile(r'(\s(?:href|src)=")/(?!/)')


def legal(text: str) -> str:
    return ILLEGAL.sub("", text)


def cdata(text: str) -> str:
    """Wrap in CDATA; a `]]>` inside the text is split over two sections."""
    return f"<![CDATA[{legal(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def full_html(rich_text: str, root_url: str) -> str:
    """Expand rich text to HTML with absolute links."""
    return legal(LOCAL_ADDRESS.sub(rf"\1{root_url}/", expand_db_html(rich_text)))
