"""Turn what people paste into a description into Markdown: HTML, and lists whose bullets are characters."""

import re

from bs4.element import Tag
from markdown_it import MarkdownIt

from jobs.submissions.markdown import LINK_SCHEMES, DescriptionConverter, normalise

# Elements that an editor, a word processor or a web page pastes; other names between < and > are text.
_BLOCKS = (
    "address article blockquote body dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section "
    "table tbody td th thead tr ul"
)
_SPANS = (
    "a abbr b big br center code del em font i img ins kbd mark o:p s small span strike strong sub sup tt u"
)
_UNSEEN = "head link meta script style title"
_ELEMENTS = frozenset(f"{_BLOCKS} {_SPANS} {_UNSEEN}".split())
_CODE_OR_TAG = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).{1,500}?(?<!`)(?P=ticks)(?!`))|\\\\.|(?P<tag><(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?=[\s/>])[^<>]*>)",
    re.DOTALL,
)
_WITH_HTML = MarkdownIt("commonmark", {"html": True, "breaks": False}).disable(["code", "fence"])

_BULLETS = "•‣⁃◦▪▫●○■□◆◇➢➤►▸✓✔✦★∙·"
# A dash is a bullet only where several lines begin with one.
_DASHES = "–—−"
_BULLET = re.compile(rf"^(?P<indent>[ \t]*)(?:[{_BULLETS}][ \t\u00a0]*|\*(?=[^\s*])(?!.*\*))(?P<text>.*)$")
_DASH = re.compile(rf"^(?P<indent>[ \t]*)[{_DASHES}][ \t\u00a0]+(?P<text>\S.*)$")


def tidy(text: str) -> str:
    """Return Markdown. Text that is Markdown already stays as it is."""
    return _with_lists(_without_html(normalise(text)))


def _without_html(text: str) -> str:
    if not _is_html(text):
        return text
    html = _WITH_HTML.render(_CODE_OR_TAG.sub(_as_text_unless_known, text))
    try:
        return normalise(_PastedConverter(bullets="-", heading_style="atx").convert(html))
    except RecursionError:
        return text  # Thousands of elements inside each other: nobody's text.


def _is_html(text: str) -> bool:
    """Whether it has a known element that is closed, or one that stands alone; in code it is text."""
    tags = [found for found in _CODE_OR_TAG.finditer(text) if found["tag"]]
    opened = {found["name"].casefold() for found in tags if not found["close"]} & _ELEMENTS
    closed = {found["name"].casefold() for found in tags if found["close"]}
    return "br" in opened or bool(opened & closed)


def _as_text_unless_known(found: re.Match[str]) -> str:
    if found["tag"] and found["name"].casefold() not in _ELEMENTS:
        return f"&lt;{found[0][1:]}"
    return found[0]


class _PastedConverter(DescriptionConverter):
    """Drop what no description has: pictures, dead links, and the cells of tables, whose rows become lines."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        scheme = str(el.get("href", "")).partition(":")[0].casefold()
        return super().convert_a(el, text, parent_tags) if scheme in LINK_SCHEMES else text

    def convert_head(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    convert_title = convert_head

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.escape(str(el.get("alt") or ""), parent_tags)

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_table = convert_pre

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {' '.join(text.split())} ·"

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip().removesuffix('·').strip()}\n\n"


def _with_lists(text: str) -> str:
    lines = text.split("\n")
    dashes = sum(bool(_DASH.match(line)) for line in lines) > 1
    done: list[str] = []
    bullet = after_item = ""
    # The first line has lost its indent; items of one level have one sign.
    indents: dict[str, str] = {}
    for line in lines:
        item = _BULLET.match(line) or (_DASH.match(line) if dashes else None)
        if item is None and not line.strip():
            done.append(line)
            after_item = ""
        elif item is None:
            # A bullet may stand on a line of its own, with its text on the next.
            if not bullet and after_item and not line[0].isspace() and not line[0].islower():
                done.append("")  # Otherwise Markdown reads on in the last item.
            done.append(f"{bullet}{line.strip()}" if bullet else line)
            bullet, after_item = "", bullet
        else:
            indent = indents.setdefault(line.lstrip()[0], item["indent"].expandtabs(2))
            bullet = f"{indent}- "
            texts = [part for part in re.split(r"\s•\s", item["text"].strip()) if part]
            done += [f"{bullet}{part}" for part in texts]
            bullet, after_item = ("", bullet) if texts else (bullet, "")
    return "\n".join(done)
