"""Employers' links are no recommendation of the board's, whichever editor saved the description last."""

import re

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from jobs.listings.models import JobPage
from jobs.listings.models.listing import DESCRIPTION_FEATURES
from jobs.submissions.markdown import to_html
from tests.factories import LiveJobFactory

MARKDOWN = (
    'Look [at us](https://company.example/a?b=1&c=2) and [write](mailto:jobs@company.example), "please".'
)


def after_draftail(html):
    """What Wagtail's editor stores when somebody opens the text and saves it."""
    converter = ContentstateConverter(DESCRIPTION_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def links(html):
    text = html[html.index('<div class="listing-text">') : html.index("</article>")]
    return re.findall(r'<a href="(https://company[^"]*|mailto:jobs[^"]*)"([^>]*)>', text)


@pytest.mark.parametrize("saved_by", ["employer", "editor"])
def test_links_of_a_description(board, client, saved_by):
    description = to_html(MARKDOWN) if saved_by == "employer" else after_draftail(to_html(MARKDOWN))
    assert ("nofollow" in description) == (saved_by == "employer")
    page = LiveJobFactory(board=board, description=description)
    assert links(client.get(page.url).content.decode())[0] == (
        "https://company.example/a?b=1&amp;c=2",
        ' rel="nofollow noopener"',
    )


def test_links_inside_the_site_stay_plain(board, client):
    other = LiveJobFactory(board=board)
    text = f'<p>As <a linktype="page" id="{other.pk}">this one</a></p>'
    page = LiveJobFactory(board=board, description=text)
    assert f'As <a href="{other.url}">this one</a>' in client.get(page.url).content.decode()


def test_an_address_cannot_leave_its_attribute(board, client):
    page = LiveJobFactory(board=board)
    JobPage.objects.update(description='<p><a href="https://x.example/&quot;onclick=alert(1)">x</a></p>')
    assert 'href="https://x.example/&quot;onclick=alert(1)"' in client.get(page.url).content.decode()
