"""What the tests' own databases promise to every test."""

import pytest
from wagtail.models import Site

from jobs.listings.models import JobPage
from tests.factories import LiveJobFactory


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_committed_is_gone_in_the_next(turn, board):
    assert not JobPage.objects.exists()
    assert LiveJobFactory(board=board).live


def test_the_default_board_is_there_and_nothing_else(db):
    assert [site.hostname for site in Site.objects.all()] == ["testserver"]
    assert not JobPage.objects.exists()
