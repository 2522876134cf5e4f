"""The admin’s home page and the screens of payments: accessible, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from jobs.submissions.models import Plan
from tests.browser.journeys.people import Editor
from tests.factories import Board, LiveJobFactory, PaidSubmissionFactory, UnpaidSubmissionFactory, make_editor

SCREENS = ("", "payments/", "payments/accounts/", "payments/revenue/")
WIDTHS = (1440, 390)


@pytest.mark.parametrize("board", ["after"], indirect=True)
def test_the_desk_is_accessible_and_fits_a_phone(
    board: Board, plan: Plan, page: Page, sign_in: Callable[[User], Editor]
) -> None:
    PaidSubmissionFactory(board=board, plan=plan)
    UnpaidSubmissionFactory(board=board, plan=plan)
    LiveJobFactory(board=board)
    editor = sign_in(make_editor(board, refunds=True))
    axe = Axe()
    for width in WIDTHS:
        editor.page.set_viewport_size({"width": width, "height": 900})
        for screen in SCREENS:
            editor.open(screen)
            expect(editor.page.locator("main .listing, main .desk-boards").first).to_be_visible()
            found = axe.run(
                editor.page, context="main", options={"resultTypes": ["violations"], "preload": False}
            )
            assert found.response["passes"]
            named = [
                f"{violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
                for violation in found.response["violations"]
            ]
            assert named == [], (screen, width)
            wide = editor.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (screen, width, wide)
