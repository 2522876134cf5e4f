"""What employers write is stored safely, and editing without a change changes nothing."""

import re
from html import escape, unescape

import pytest
from django.utils.html import strip_tags
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from jobs.submissions.markdown import revise, to_html, to_markdown
from tests.factories import Board

FEATURES = [
    "h2",
    "h3",
    "bold",
    "italic",
    "link",
    "ul",
    "ol",
    "hr",
    "blockquote",
    "code",
]

words = st.text(
    alphabet=st.sampled_from("abcÄé漢🙂 *_`[]()<>#+-=.1:!&;\\~|\"'/\u200f\u00a0"),
    min_size=1,
    max_size=24,
).filter(str.strip)
html_words = words.map(lambda text: escape(text, quote=False))
spans = st.one_of(
    html_words,
    st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["b", "i", "strong", "em", "code"]),
        html_words,
    ),
    html_words.map('<a href="https://example.com/a(b)?c=1&amp;d=2">{}</a>'.format),
    st.just("<br/>"),
)
phrases = st.lists(spans, min_size=1, max_size=4).map("".join)
blocks = st.one_of(
    st.builds(
        "<{0} data-block-key='k1'>{1}</{0}>".format,
        st.sampled_from(["p", "h2", "h3"]),
        phrases,
    ),
    phrases.map("<blockquote data-block-key='k2'>{}</blockquote>".format),
    st.builds(
        lambda tag, items: f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>",
        st.sampled_from(["ul", "ol"]),
        st.lists(phrases, min_size=1, max_size=3),
    ),
    st.just("<hr/>"),
)
stored_html = st.one_of(st.lists(blocks, max_size=5).map("".join), st.text(max_size=200))
markdown_text = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="ab12 \n\t#*_->`[]()<>&;.!\\=~+|", max_size=120),
)


@given(stored_html)
@example('<p>See <a linktype="document" id="4">our terms</a></p><embed embedtype="image" id="3" alt="Us"/>')
@example("<ul><li>a<ul><li>b</li></ul></li></ul><ul><li>c</li></ul>")
def test_saving_the_shown_markdown_gives_back_the_stored_html(stored: str) -> None:
    shown = to_markdown(stored)
    assert revise(stored, shown) == stored
    assert revise(stored, "\r\n" + shown.replace("\n", "\r\n")) == stored


@given(markdown_text)
def test_what_an_employer_wrote_stands_after_an_unchanged_edit(markdown: str) -> None:
    stored = to_html(markdown)
    assert revise(stored, to_markdown(stored)) == stored


@settings(deadline=None)  # The first example pays for Wagtail's registry of features.
@given(markdown_text)
def test_what_an_editor_saved_stands_after_an_unchanged_edit(markdown: str) -> None:
    stored = _through_draftail(to_html(markdown))
    assert revise(stored, to_markdown(stored)) == stored


@given(words)
def test_typed_text_means_itself_whatever_its_characters(text: str) -> None:
    again = to_html(to_markdown(f"<p>{escape(text.strip(), quote=False)}</p>"))
    assert re.fullmatch(r"<p>.*</p>", again)
    assert unescape(strip_tags(again)).split() == text.split()


@given(markdown_text)
def test_only_known_marks_are_stored(markdown: str) -> None:
    tags = set(re.findall(r"<(\w+)", to_html(markdown)))
    assert tags <= {
        *(
            "p",
            "h2",
            "h3",
            "ul",
            "ol",
            "li",
            "blockquote",
            "hr",
            "br",
            "strong",
            "em",
            "code",
            "a",
        )
    }


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVa&#x53;cript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "<javascript:alert(1)>",
        "![a](https://example.com/pixel.gif)",
        '[a](https://example.com "onmouseover=alert(1)")',
        '<embed embedtype="image" id="1">',
        '<a linktype="page" id="1">a</a>',
    ],
)
def test_nothing_that_runs_loads_or_reaches_inside_is_stored(hostile: str) -> None:
    stored = to_html(hostile)
    assert not re.search(r"<(?!/?(p|a|em)\b)|\son\w+=[^<]*>|href=\"(?!https://)", stored)
    assert "linktype=" not in re.sub(r"&lt;.*?&gt;", "", stored)


def test_links_leave_with_a_rel_and_only_to_the_web_or_a_mailbox() -> None:
    stored = to_html("[web](https://example.com) <me@example.com> [phone](tel:123) [inside](/admin/)")
    assert '<a href="https://example.com" rel="nofollow noopener">web</a>' in stored
    assert 'href="mailto:me@example.com"' in stored
    assert "tel:123" not in stored and "/admin/" not in stored


def test_headings_and_items_take_the_shape_the_editors_use() -> None:
    stored = to_html("# Role\n\n#### Detail\n\n- one\n\n  more\n\n- two\n\n> said\n>\n> twice\n\n---")
    assert stored.split("\n") == [
        "<h2>Role</h2>",
        "<h3>Detail</h3>",
        "<ul>",
        "<li>one<br/>more</li>",
        "<li>two</li>",
        "</ul>",
        "<blockquote>said<br/>twice</blockquote>",
        "<hr/>",
    ]
    assert to_markdown(_through_draftail(stored)).startswith(to_markdown(stored))


def test_line_ends_that_were_typed_are_kept() -> None:
    assert to_html("one\r\ntwo") == "<p>one<br/>two</p>"
    assert to_markdown("<p>one<br/>two<br/><br/>three</p>") == "one\ntwo\n\\\nthree"


def test_common_names_are_shown_without_escapes() -> None:
    plain = "C++ & C#, R&D at <5 people; snake_case, 2.5 years - or #3 (see *)"
    assert to_markdown(to_html(plain)) == plain.replace("*", r"\*")


def test_a_change_elsewhere_leaves_an_editors_block_as_it_was() -> None:
    kept = '<p data-block-key="a1">Call <a href="tel:123">us</a>, <b>now</b>.</p>'
    revised = revise(f"{kept}<p>Old</p>", to_markdown(kept) + "\n\nNew")
    assert revised == f"{kept}\n<p>New</p>"


def test_a_link_to_a_page_of_the_site_is_shown_as_its_address(board: Board) -> None:
    page = board.home
    stored = (
        f'<p>Read <a linktype="page" id="{page.pk}">this</a> and <a linktype="page" id="999999">that</a></p>'
    )
    assert re.fullmatch(r"Read \[this\]\(http://testserver(:\d+)?/\) and that", to_markdown(stored))
    assert revise(stored, to_markdown(stored)) == stored


def _through_draftail(html: str) -> str:
    converter = ContentstateConverter(FEATURES)
    return str(converter.to_database_format(converter.from_database_format(html)))
