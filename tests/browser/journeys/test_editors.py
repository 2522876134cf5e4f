"""Editors and employers over the same listing: review, changes asked for, waivers, and what is on record."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from jobs.submissions.models import Plan, Submission
from tests.browser.journeys.people import Editor, Employer
from tests.factories import (
    Board,
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_editor,
    page_of,
)
from tests.fixtures import Mailbox

SignIn = Callable[[User], Editor]

LIVE = "Your listing is live"
IN_REVIEW = "Your listing is being reviewed"


@pytest.mark.parametrize("board", ["after"], indirect=True)
def test_changes_asked_for_are_made_and_approved(
    employer: Employer, board: Board, plan: Plan, page: Page, sign_in: SignIn, mailbox: Mailbox
) -> None:
    submission: Submission = PaidSubmissionFactory(board=board, plan=plan)
    editor = sign_in(make_editor(board))
    editor.edit(submission.page_id)
    editor.choose_action("Request changes")
    editor.dialog.get_by_label("What should be changed?").fill("Please say what the rota is.")
    editor.dialog.get_by_role("button", name="Request changes").click()
    expect(editor.message).to_contain_text("updated")

    assert submission.manage_url in mailbox.one("changes_requested").message
    page.goto(submission.manage_url)
    expect(employer.heading).to_have_text("The editors ask you to change something")
    expect(page.get_by_text("Please say what the rota is.")).to_be_visible()
    page.get_by_role("link", name="Make the changes").click()
    employer.field("Description").fill("A rota of five, one week in five. " * 5)
    page.get_by_role("button", name="Save and preview").click()
    expect(employer.heading).to_have_text(IN_REVIEW)

    editor.edit(submission.page_id)
    editor.choose_action("Approve")
    expect(editor.message).to_contain_text("updated")
    page.reload()
    expect(employer.heading).to_have_text(LIVE)
    page.goto(page_of(submission).full_url)
    expect(page.get_by_text("A rota of five").first).to_be_visible()


@pytest.mark.parametrize("board", ["after"], indirect=True)
def test_an_editor_corrects_and_approves_in_one_go(board: Board, plan: Plan, sign_in: SignIn) -> None:
    submission: Submission = PaidSubmissionFactory(board=board, plan=plan)
    editor = sign_in(make_editor(board))
    editor.edit(submission.page_id)
    editor.page.locator("#id_title").fill("Keeper of tables")
    editor.choose_action("Approve")
    expect(editor.message).to_contain_text("updated")
    assert (page_of(submission).title, page_of(submission).live) == ("Keeper of tables", True)


def test_a_review_added_after_payment_in_the_admin(
    employer: Employer, board: Board, plan: Plan, page: Page, sign_in: SignIn
) -> None:
    editor = sign_in(SuperuserFactory())
    editor.add_review_task(board.workflow.pk, board.editors.name, first=False)

    employer.post()
    employer.pay()
    expect(employer.heading).to_have_text(IN_REVIEW)
    submission = Submission.objects.get()
    editor.edit(submission.page_id)
    editor.choose_action("Approve")
    expect(editor.message).to_contain_text("updated")
    page.reload()
    expect(employer.heading).to_have_text(LIVE)


def test_a_review_added_before_payment_in_the_admin(
    employer: Employer, board: Board, plan: Plan, page: Page, sign_in: SignIn, mailbox: Mailbox
) -> None:
    editor = sign_in(SuperuserFactory())
    editor.add_review_task(board.workflow.pk, board.editors.name, first=True)

    employer.open_form()
    employer.fill_in()
    employer.preview()
    expect(employer.heading).to_have_text(IN_REVIEW)
    submission = Submission.objects.get()
    editor.edit(submission.page_id)
    editor.choose_action("Approve")
    expect(editor.message).to_contain_text("updated")
    assert submission.manage_url in mailbox.one("pay_link").message
    page.goto(submission.manage_url)
    employer.pay()
    expect(employer.heading).to_have_text(LIVE)


def test_the_history_and_the_report_name_the_payment_task(board: Board, plan: Plan, sign_in: SignIn) -> None:
    submission: Submission = PaidSubmissionFactory(board=board, plan=plan)
    editor = sign_in(SuperuserFactory())
    editor.open(f"pages/{submission.page_id}/history/")
    history = editor.page.get_by_role("table")
    expect(history).to_contain_text("Published")
    expect(history).to_contain_text("Payment")
    editor.open("reports/workflow_tasks/")
    row = editor.page.get_by_role("row", name=page_of(submission).title)
    expect(row).to_contain_text("Payment")
    expect(row).to_contain_text("Approved")


def test_an_unpaid_listing_is_not_published_until_its_payment_is_waived(
    employer: Employer, board: Board, plan: Plan, page: Page, sign_in: SignIn
) -> None:
    submission: Submission = UnpaidSubmissionFactory(board=board, plan=plan)
    editor = sign_in(make_editor(board))
    editor.edit(submission.page_id)
    editor.choose_action("Publish")
    # Wagtail asks first whether the workflow may be given up.
    editor.dialog.get_by_role("button", name="Publish").click()
    expect(editor.page.get_by_text("has not been paid for")).to_be_visible()
    assert not page_of(submission).live

    editor.page.get_by_role("link", name="Waive the payment").first.click()
    editor.page.get_by_label("Reason").fill("A gift to a charity.")
    editor.page.get_by_role("button", name="Waive the payment").click()
    expect(editor.message).to_contain_text("waived")
    page.goto(submission.manage_url)
    expect(employer.heading).to_have_text(LIVE)
    expect(employer.pay_button).to_have_count(0)


def test_the_list_of_listings_can_be_read_on_a_phone(board: Board, plan: Plan, sign_in: SignIn) -> None:
    submission: Submission = PaidSubmissionFactory(board=board, plan=plan)
    editor = sign_in(make_editor(board))
    editor.page.set_viewport_size({"width": 390, "height": 844})
    editor.open("listings/")
    title = editor.page.get_by_role("cell", name=page_of(submission).title)
    place = title.bounding_box()
    assert place is not None
    assert place["width"] > 390 / 2
    last = editor.page.get_by_role("columnheader").last
    expect(last).not_to_be_in_viewport()
    title.hover()
    editor.page.mouse.wheel(1000, 0)
    expect(last).to_be_in_viewport()
