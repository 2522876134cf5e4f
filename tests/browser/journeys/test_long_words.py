"""Words longer than any column, in every field: no page gets wider than its window, and nothing leaves its box."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from boards.models import BoardSettings
from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.listings.models import Company, JobLocation, JobPage
from jobs.listings.search import SearchQuery
from jobs.submissions.models import Plan, Submission
from tests.factories import (
    Board,
    CategoryFactory,
    ClosedJobFactory,
    FeaturedPlanFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
)

WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
WIDTHS = (320, 390, 768, 1024, 1280, 1440)
# Text that is wider than the element around it, where nothing scrolls or hides it. The padding of a small link, which
# makes it easy to hit, may reach out by 12 pixels.
SPILLED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(el => {
    const style = getComputedStyle(el);
    const unseen = el.closest('.sr, svg, select, iframe, [aria-hidden]') || !el.getClientRects().length;
    const shown = style.display !== 'inline' && !unseen;
    const kept = style.overflowX === 'visible' && el.clientWidth > 1;
    return shown && kept && el.scrollWidth > el.clientWidth + 12;
}).map(el => `${el.tagName}.${el.className}: ${el.scrollWidth} in ${el.clientWidth}`)"""


def _said(**more: Any) -> dict[str, Any]:
    return {
        "title": WORD * 2,
        "company_name": WORD,
        "company_url": f"https://{WORD}.example",
        "locations": [("GB", WORD)],
        "tags": [WORD[:30], WORD[10:40]],
        "salary_min": Decimal("99999999.99"),
        "salary_max": Decimal("100000000.00"),
        "salary_unit": "hour",
        "salary_currency": "XAF",
        "description_html": f"<h2>{WORD * 2}</h2><p>{WORD * 4} <code>{WORD * 2}</code></p><ul><li>{WORD * 3}</li></ul>",
        "apply_url": f"https://{WORD}.example/{WORD}",
        "contact_name": WORD,
        "contact_email": f"{WORD}@{WORD}.example",
        **more,
    }


@pytest.fixture
def paths(board: Board) -> dict[str, str]:
    """The addresses of a board on which everything is one long word."""
    category = CategoryFactory(site=board.site, name=WORD, title=WORD * 2)
    plan = FeaturedPlanFactory(
        site=board.site, name=WORD, description=WORD * 3, amount=99_999_999, currency="XAF"
    )
    other: Plan = FeaturedPlanFactory(
        site=board.site, name=WORD[::-1], amount=999_999_999, currency="XAF", days=60
    )
    live: Submission = PaidSubmissionFactory(board=board, plan=plan, category=category, **_said())
    Company.objects.update(name=WORD)
    draft: Submission = UnpaidSubmissionFactory(board=board, plan=other, **_said())
    listing = JobPage.objects.get(pk=live.page_id)
    closed = ClosedJobFactory(board=board, title=WORD * 2, company=listing.company)
    JobLocation.objects.create(
        page=LiveJobFactory(board=board, title=WORD, remote="hybrid"), country="GB", location=WORD
    )
    search = SearchQuery.parse({"q": WORD, "category": category.slug}, site=board.site)
    alerts.ask(site=board.site, email=f"{WORD}@{WORD}.example", query=search, frequency="daily")
    alert = Alert.objects.get()
    company = listing.company.get_absolute_url()
    return {
        "home": "/",
        "index": "/jobs/",
        "search": f"/jobs/?q={WORD}&category={category.slug}&salary_min=1",
        "category": category.get_absolute_url(),
        "listing": listing.get_url_parts()[2],
        "closed": closed.get_url_parts()[2],
        "report": reverse("jobs:listing_report", args=[listing.pk]),
        "companies": "/companies/",
        "company": company,
        "verify": f"{company}verify/",
        "form": "/post-a-job/",
        "alert": alert.get_absolute_url(),
        "alert sign-up": f"/alerts/?q={WORD}&category={category.slug}",
        **{
            f"{name} {kind}": submission.url_of(name).removeprefix(submission.site_root)
            for kind, submission, names in (
                ("of a draft", draft, ("manage", "preview", "edit", "plan")),
                ("when live", live, ("manage", "close", "renew", "receipts")),
            )
            for name in names
        },
    }


@pytest.mark.parametrize("layout", BoardSettings.Layout.values)
def test_no_word_is_too_long_for_its_place(
    board: Board, page: Page, paths: dict[str, str], layout: str
) -> None:
    BoardSettings.objects.update(layout=layout, name=WORD[:60], tagline=WORD * 2)
    faults = []
    for kind, path in paths.items():
        page.goto(board.site.root_url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            faults += [f"{layout}, {kind}, {width}: {wider} wider"] if wider > 0 else []
            faults += [f"{layout}, {kind}, {width}: {spilled}" for spilled in page.evaluate(SPILLED)]
    assert not faults, "\n".join(faults)
