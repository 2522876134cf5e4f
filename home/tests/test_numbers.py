"""Numbers of jobs are written as the board's language writes them."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from jobs.listings.html.facets import facet
from jobs.listings.models import Company
from jobs.listings.search import Choice, Facet


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "12,345 open jobs"), ("fr", "12\xa0345 offres en cours")]
)
def test_thousands(language, expected):
    company = Company(name="Larkspur Rail", slug="larkspur")
    with translation.override(language):
        for name, context in (
            ("jobs/_search_count.html", {"results": {"total": 12_345}}),
            (
                "jobs/_company_card.html",
                {"open_jobs": 12_345, "company": company},
            ),
        ):
            assert expected in " ".join(render_to_string(name, context).split("\n")), name
        written = facet(Facet("tag", "Skills", [Choice("x", "X", 12_345, chosen=False)]))
        assert expected.split()[0] in written
