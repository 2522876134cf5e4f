"""An employer takes an unpaid draft back: asked first, gone afterwards, on a desk and on a phone without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from jobs.listings.models import JobPage
from jobs.submissions.models import Plan
from tests.browser.journeys.people import Employer
from tests.browser.journeys.waiting import SECONDS
from tests.factories import Board, UnpaidSubmissionFactory


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, 1440), (False, 390)], ids=["desk with scripts", "phone without scripts"]
)
def test_a_draft_is_withdrawn(
    board: Board,
    plan: Plan,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
    scripts: bool,
    width: int,
) -> None:
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    context = new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    watch(context)
    employer = Employer(context.new_page(), board.site.root_url)
    page = employer.page
    page.goto(submission.manage_url)
    expect(page.get_by_text("Next:")).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    expect(employer.heading).to_have_text("Withdraw your draft")
    assert JobPage.objects.filter(pk=submission.page_id).exists()
    page.get_by_role("button", name="Withdraw and delete it").click()
    expect(employer.heading).to_have_text("Post a job")
    expect(page.get_by_text("Your draft is withdrawn and deleted.")).to_be_visible()
    assert not JobPage.objects.filter(pk=submission.page_id).exists()
