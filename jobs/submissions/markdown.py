"""Descriptions: employers write Markdown, the site stores rich text that Wagtail's editor also understands.

Raw HTML in the Markdown stays text. What is stored holds only paragraphs, second and third level headings,
lists, quotations, rules, bold, italic, code and links, each shaped as Draftail writes it (no paragraph
inside a list item or a quotation), so nothing is lost when an editor saves.
"""

import re
from collections.abc import Sequence

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # its stubs are a package of their own
from linkify_it.main import Match  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdownify import MarkdownConverter
from wagtail.models import Page

LINK_SCHEMES = frozenset({"http", "https", "mailto"})


class _WebAddresses(LinkifyIt):
    """Find web addresses in text: with a scheme, or beginning with www.; not Node.js or main.py."""

    def match(self, text: str) -> list[Match] | None:
        return [found for found in super().match(text) or [] if _is_web_address(found)] or None


def _is_web_address(found: Match) -> bool:
    if found.schema in ("http:", "https:"):
        return True
    if found.schema == "" and found.text.casefold().startswith("www."):
        found.url = f"https://{found.text}"
        return True
    return False


_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    .enable("linkify")
    # Indented text is far more often pasted text than code, and there is no block of code to store it as.
    .disable(["code", "fence", "html_block", "html_inline", "image"])
)
_parser.linkify = _WebAddresses(options={"fuzzy_email": False})
_cleaner = nh3.Cleaner(
    tags={
        *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br"),
        *("strong", "em", "code", "a"),
    },
    attributes={"a": {"href"}},
    url_schemes=set(LINK_SCHEMES),
    url_relative="deny",
    link_rel="nofollow noopener",
)


def to_html(markdown: str) -> str:
    return _render(_parse(normalise(markdown)))


def to_markdown(html: str) -> str:
    """Convert stored rich text to Markdown; escape only what Markdown would interpret."""
    return normalise(DescriptionConverter(bullets="-", heading_style="atx").convert(html))


def revise(stored: str, markdown: str) -> str:
    """Return the rich text after its Markdown was edited.

    Unchanged Markdown gives back the stored text itself, and an unchanged block keeps its stored form,
    so what Markdown cannot express (an editor's link to a page of the site) survives edits elsewhere.
    """
    markdown = normalise(markdown)
    if markdown == to_markdown(stored):
        return stored
    kept = {to_markdown(block): block for block in _blocks(stored)}
    lines = markdown.split("\n")
    parts = []
    for tokens in _top_level(_parse(markdown)):
        start, end = tokens[0].map or (0, 0)
        source = "\n".join(lines[start:end]).strip()
        parts.append(kept.get(source) or _render(tokens))
    return "\n".join(parts)


def normalise(markdown: str) -> str:
    """Remove differences that browsers make: CR LF line ends, a dropped first line end."""
    return markdown.replace("\r\n", "\n").replace("\r", "\n").strip()


def _parse(markdown: str) -> list[Token]:
    tokens = _parser.parse(markdown)
    _shape_for_storage(tokens)
    return tokens


def _render(tokens: Sequence[Token]) -> str:
    html: str = _cleaner.clean(_parser.renderer.render(tokens, _parser.options, {}))
    # Draftail needs `<br/>`: it reads `<br>` as an unclosed element.
    return re.sub(r"<br>\n?", "<br/>", html.strip()).replace("<hr>", "<hr/>")


def _shape_for_storage(tokens: list[Token]) -> None:
    """Use two heading levels; in items and quotations, replace paragraphs by breaks."""
    open_types: list[str] = []
    for index, token in enumerate(tokens):
        if token.type.startswith("heading_"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        elif token.type == "paragraph_open":
            inside = bool(open_types) and open_types[-1] in (
                "list_item_open",
                "blockquote_open",
            )
            token.hidden = tokens[index + 2].hidden = inside
            children = tokens[index + 1].children
            if inside and children is not None and tokens[index - 1].type == "paragraph_close":
                children.insert(0, Token("hardbreak", "br", 0))
        if token.nesting == 1:
            open_types.append(token.type)
        elif token.nesting == -1:
            open_types.pop()


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for token in tokens:
        groups[-1].append(token)
        if token.level == 0 and token.nesting <= 0:
            groups.append([])
    return groups[:-1]


def _blocks(html: str) -> list[str]:
    return [str(node) for node in BeautifulSoup(html, "html.parser").children if isinstance(node, Tag)]


# Characters that Markdown would interpret; not an underscore inside a word, nor a lone ampersand.
_MARKS = re.compile(r"[\\`*\[\]]|_(?![^\W_])|(?<![^\W_])_|<(?=[/A-Za-z])|&(?=#?\w+;)")
_LINE_MARKS = re.compile(
    r"^ *(?:(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]+ *$)|(?P<number>\d{1,9})(?=[.)](?:\s|$)))"
)


class DescriptionConverter(MarkdownConverter):
    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]  # not in its stubs
        if "_noformat" in (parent_tags or ()):
            return text
        text = text.replace("\n", " ")
        return _escape_line_start(text.lstrip(" ")) if _starts_line(el) else text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return _MARKS.sub(r"\\\g<0>", text)

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return " "
        if el.next_sibling is None:
            return ""
        # A blank line would begin a new paragraph, so the second break is written as a backslash.
        return "\\\n" if getattr(el.previous_sibling, "name", "") == "br" else "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        # Trailing #s would parse as an ATX close.
        text = re.sub(r"(\s)(#+\s*)$", r"\1\\\2", text)
        heading: str = super().convert_hN(n, el, text, parent_tags)  # type: ignore[misc]  # not in its stubs
        return heading

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = _page_url(el) if el.get("linktype") == "page" else str(el.get("href", ""))
        if not href or not text.strip() or "_noformat" in parent_tags:
            return text
        if el.get_text() == href and re.match(r"https?://[^\s<>]+$", href):
            return f"<{href}>"
        if re.search(r"[\s()<>\\]", href):
            href = "<" + re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", href) + ">"
        inner = text.strip()
        before, _, after = text.partition(inner)
        return f"{before}[{inner}]({href}){after}"

    def convert_embed(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        url, alt = el.get("url"), el.get("alt")
        shown = f"<{url}>" if url else self.escape(str(alt or ""), parent_tags)
        return f"\n\n{shown}\n\n" if shown else ""


def _starts_line(el: NavigableString) -> bool:
    previous = el.previous_sibling
    if previous is not None:
        return getattr(previous, "name", "") == "br"
    return el.parent is not None and el.parent.name in (
        "p",
        "li",
        "blockquote",
        "[document]",
    )


def _escape_line_start(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        whole = found[0]
        return f"{whole}\\" if found["number"] else whole.replace(found["mark"], f"\\{found['mark']}", 1)

    return _LINE_MARKS.sub(escaped, text, count=1)


def _page_url(link: Tag) -> str:
    page_id = str(link.get("id", ""))
    page = Page.objects.filter(pk=page_id).first() if page_id.isdecimal() else None
    return page.full_url or "" if page else ""
