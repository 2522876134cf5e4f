"""Text as feeds can carry it: no characters that XML forbids, and no address without a host."""

import re

from wagtail.rich_text import expand_db_html

# What XML 1.0 cannot hold, not even as a character reference.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOCAL_ADDRESS = re.compile(r'(\s(?:href|src)=")/(?!/)')


def legal(text: str) -> str:
    return ILLEGAL.sub("", text)


def cdata(text: str) -> str:
    """A CDATA section; one that would end inside the text is begun anew there."""
    return f"<![CDATA[{legal(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def full_html(rich_text: str, root_url: str) -> str:
    """Rich text as a page shows it, with links that work anywhere."""
    return legal(LOCAL_ADDRESS.sub(rf"\1{root_url}/", expand_db_html(rich_text)))
