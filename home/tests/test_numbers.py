"""Numbers of jobs are written as the board's language writes them."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "12,345 open jobs"), ("fr", "12\xa0345 offres en cours")]
)
def test_thousands(language, expected):
    with translation.override(language):
        for name, context in (
            ("jobs/_search_count.html", {"results": {"total": 12_345}}),
            ("jobs/_company_card.html", {"open_jobs": 12_345, "company": {"name": "Larkspur Rail"}}),
        ):
            assert expected in " ".join(render_to_string(name, context).split("\n")), name
        choice = {"facet": {"name": "tag"}, "choice": {"count": 12_345, "value": "x", "label": "X"}}
        assert expected.split()[0] in render_to_string("jobs/_facet_choice.html", choice)
