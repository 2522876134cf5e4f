"""What people paste into a description arrives as what it looked like where they copied it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.submissions.forms import EditListingForm
from jobs.submissions.markdown import to_html, to_markdown
from jobs.submissions.pasted import tidy
from jobs.submissions.tests.typed import typed
from tests.factories import Board, UnpaidSubmissionFactory, page_of


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        (
            "<div><h1>Role</h1><p>We are <b>great</b>.</p><ul><li>One</li><li>Two</li></ul></div>",
            "<h2>Role</h2>\n<p>We are <strong>great</strong>.</p>\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>",
        ),
        ("one<br>two<BR/>three", "<p>one<br/>two<br/>three</p>"),
        ('<p class="MsoNormal">Hi<o:p></o:p></p>\n\n    <p>there</p>', "<p>Hi</p>\n<p>there</p>"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a · b</p>\n<p>c</p>"),
        ("<head><title>t</title><style>p{}</style></head><p>a</p><script>x()</script>", "<p>a</p>"),
        ('<p>a<img src="x" onerror="y()"> <a href="javascript:x()">b</a></p>', "<p>a b</p>"),
        ("## Head\n\nSome <b>bold</b> text", "<h2>Head</h2>\n<p>Some <strong>bold</strong> text</p>"),
        ("<p>5 * 3 * 2</p><p>1. x</p>", "<p>5 * 3 * 2</p>\n<p>1. x</p>"),
        # Names of elements that somebody writes about stay text.
        ("You know <section> from <div>.", "<p>You know &lt;section&gt; from &lt;div&gt;.</p>"),
        ("Vec<T> and `<b>x</b>`", "<p>Vec&lt;T&gt; and <code>&lt;b&gt;x&lt;/b&gt;</code></p>"),
        ("<b>x</b> Vec<T>", "<p><strong>x</strong> Vec&lt;T&gt;</p>"),
    ],
)
def test_html_becomes_what_it_looked_like(pasted: str, shown: str) -> None:
    assert to_html(tidy(pasted)) == shown


@pytest.mark.parametrize(
    "pasted",
    [
        "• a\n• b", "‣\ta\n‣\tb", "•a\n▪b", "– a\n– b", "— a\n\n— b", "*a\n*b", "* a\n* b", "· a\n◦ b",
        "\u2022\u00a0a\n\u2022\u00a0b", "•\na\n•\n\nb", "• a • b", "  • a\n  • b", "✓ a\n➢ b",
    ],
)  # fmt: skip
def test_pasted_bullets_become_a_list(pasted: str) -> None:
    html = to_html(tidy(pasted)).replace("\n", "")
    assert html.replace("</ul><ul>", "") == "<ul><li>a</li><li>b</li></ul>"


def test_a_list_ends_where_it_ended() -> None:
    assert to_html(tidy("We offer:\n• pay\n• time\nApply now.")) == (
        "<p>We offer:</p>\n<ul>\n<li>pay</li>\n<li>time</li>\n</ul>\n<p>Apply now.</p>"
    )
    assert to_html(tidy("• a\n   ◦ b")).count("<ul>") == 2


@pytest.mark.parametrize(
    "text", ["*stress* here\n**more** there", "We are\n– oddly – here", "- a\n- b\n\n1. c", "a*b"]
)
def test_markdown_and_lone_dashes_stay(text: str) -> None:
    assert tidy(text) == text


@given(st.text(alphabet="ab <>/pbi`*•–-\n\\&;", max_size=60))
def test_what_is_tidy_stays_so(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text) or "<" in text or "•" in text


@pytest.mark.parametrize(
    "text", ["<b>" * 30_000 + "</b>", "<div>" * 5_000 + "x</div>", "` " * 40_000 + "<p></p>"]
)
def test_nothing_pasted_breaks_the_form(text: str) -> None:
    assert isinstance(tidy(text), str)


def test_bare_web_addresses_become_links() -> None:
    html = to_html("See https://example.com/a_b?c=1, or www.example.com. (http://x.example/y)")
    assert 'href="https://example.com/a_b?c=1"' in html
    assert '<a href="https://www.example.com" rel="nofollow noopener">www.example.com</a>.' in html
    assert 'href="http://x.example/y"' in html and html.count("<a ") == 3
    assert to_html(to_markdown(html)) == html


@pytest.mark.parametrize(
    "text", ["Node.js and ASP.NET", "main.py, README.md", "a@b.example", "`https://x.example`"]
)
def test_names_with_a_dot_are_no_addresses(text: str) -> None:
    assert "<a " not in to_html(text)


def test_what_an_editor_wrote_is_not_made_over_by_an_edit_elsewhere(board: Board) -> None:
    page = page_of(UnpaidSubmissionFactory(board=board))
    page.description = "<p>• one</p><p>• two</p>"
    page.save_revision()
    page = page.get_latest_revision_as_object()
    sent = typed(description=to_markdown(page.description), plan=None, terms=None)
    form = EditListingForm(_post(sent), site=board.site, submission=page.submission, page=page)
    assert form.is_valid(), form.errors
    assert form.description_html() == "<p>• one</p><p>• two</p>"


def _post(sent: dict) -> object:
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
