"""What goes live is what somebody chose: no autosave, no save over a newer version, no unread old version."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from jobs.listings.models import Company, JobPage
from jobs.listings.services.publication import PublicationRefused
from jobs.submissions.models import Submission
from jobs.submissions.services.manage import close, reopen
from jobs.submissions.services.submission import update
from payments.services.settlement import confirm
from payments.services.waiver import waive
from tests.admin_forms import fields_of, messages_of, send_form
from tests.factories import (
    CompanyFactory,
    DraftJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)

TYPED = "Half a wo"


def edit_url(submission):
    return reverse("wagtailadmin_pages:edit", args=[submission.page_id])


def form_at(client, url):
    found = BeautifulSoup(client.get(url).content, "html.parser").select_one("#page-edit-form")
    assert found is not None
    return fields_of(found)


def autosave(client, submission, **changes):
    """What the editor's browser sends by itself, as Wagtail's autosave does."""
    data = form_at(client, edit_url(submission)) | changes
    return client.post(edit_url(submission), data, headers={"Accept": "application/json"})


def save(client, submission, **changes):
    return send_form(client, edit_url(submission), form="#page-edit-form", **changes)


def latest(submission) -> JobPage:
    return page_of(submission).get_latest_revision_as_object()


@pytest.fixture
def editor(board, client) -> Client:
    client.force_login(make_editor(board))
    return client


def pay_at_stripe(submission, editor, pay):
    pay(submission)
    confirm(payment=payment_of(submission))


def by_waiver(submission, editor, pay):
    waive(payment=payment_of(submission), user=SuperuserFactory(), reason="A friend of the board")


@pytest.mark.parametrize("publish", [pay_at_stripe, by_waiver])
def test_what_an_editor_typed_and_did_not_save_is_never_published(board, editor, pay, publish):
    submission = UnpaidSubmissionFactory(board=board, title="What the employer saw")
    answer = autosave(editor, submission, title=TYPED)
    assert answer.status_code == 400 and not answer.json()["success"]
    assert TYPED not in editor.get(submission.get_absolute_url()).content.decode()
    publish(submission, editor, pay)
    assert page_of(submission).live
    assert page_of(submission).title == "What the employer saw"


def test_the_editor_in_the_browser_does_not_save_by_itself(editor, board):
    submission = UnpaidSubmissionFactory(board=board)
    assert b"w-autosave#save" not in editor.get(edit_url(submission)).content


def test_what_an_editor_saved_on_purpose_is_published(board, editor, pay):
    submission = UnpaidSubmissionFactory(board=board, title="What the employer saw")
    save(editor, submission, title="Corrected by an editor")
    pay_at_stripe(submission, editor, pay)
    assert page_of(submission).title == "Corrected by an editor"


def test_no_version_is_overwritten_in_place(board, editor, sandbox):
    """Wagtail lets one's own newest version be overwritten; here it may be the one that is live."""
    submission = PaidSubmissionFactory(board=board, title="Live")
    save(editor, submission, title="Published by an editor", **{"action-publish": "1"})
    published = page_of(submission).live_revision
    save(editor, submission, title=TYPED, overwrite_revision_id=str(published.pk))
    published.refresh_from_db()
    assert published.content["title"] == "Published by an editor"
    close(submission=submission, reason=Submission.CloseReason.WITHDRAWN)
    reopen(submission=submission)
    assert page_of(submission).title == "Published by an editor"


def test_an_old_version_restored_as_a_draft_is_not_what_is_published_again(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board, title="First")
    first = page_of(submission).live_revision
    update(submission=submission, data=listing_data(title="Second"))
    url = reverse("wagtailadmin_pages:revisions_revert", args=[submission.page_id, first.pk])
    send_form(editor, url, form="#page-edit-form", title="Restored, unread")
    assert PageLogEntry.objects.filter(action="wagtail.revert").exists()
    close(submission=submission, reason=Submission.CloseReason.WITHDRAWN)
    reopen(submission=submission)
    assert page_of(submission).live
    assert page_of(submission).title == "Second"


def test_an_old_version_restored_and_published_is_what_is_published_again(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board, title="First")
    first = page_of(submission).live_revision
    update(submission=submission, data=listing_data(title="Second"))
    url = reverse("wagtailadmin_pages:revisions_revert", args=[submission.page_id, first.pk])
    send_form(editor, url, form="#page-edit-form", **{"action-publish": "1"})
    close(submission=submission, reason=Submission.CloseReason.WITHDRAWN)
    reopen(submission=submission)
    assert page_of(submission).title == "First"


# --- Two people at one listing


def test_an_editors_save_over_the_employers_newer_edit_is_refused_once(board, editor):
    submission = UnpaidSubmissionFactory(board=board, title="First")
    opened = form_at(editor, edit_url(submission))
    update(submission=submission, data=listing_data(title="The employer's newer text"))
    answer = editor.post(edit_url(submission), opened | {"title": "The editor's text"}, follow=True)
    assert "The employer has changed this listing" in messages_of(answer)
    assert "The editor" in answer.content.decode()
    assert latest(submission).title == "The employer's newer text"
    # The form shown again is for the newer version: who presses once more has been told.
    again = BeautifulSoup(answer.content, "html.parser").select_one("#page-edit-form")
    editor.post(edit_url(submission), fields_of(again) | {"title": "The editor's text"})
    assert latest(submission).title == "The editor's text"


@pytest.mark.parametrize("action", [{"action-publish": "1"}, {"action-submit": "1"}])
def test_publishing_over_a_newer_edit_is_refused_too(board, editor, sandbox, action):
    submission = PaidSubmissionFactory(board=board)
    opened = form_at(editor, edit_url(submission))
    update(submission=submission, data=listing_data(title="The employer's newer text"))
    editor.post(edit_url(submission), opened | {"title": "The editor's text"} | action)
    assert page_of(submission).title == "The employer's newer text"


# --- History


def test_employers_edits_are_in_the_history_and_can_be_compared(board, editor):
    submission = UnpaidSubmissionFactory(board=board, contact_email="robin@wagonworks.example")
    update(
        submission=submission,
        data=listing_data(title="A better title", contact_email="robin@wagonworks.example"),
    )
    html = editor.get(reverse("wagtailadmin_pages:history", args=[submission.page_id])).content.decode()
    assert "Posted by the employer (r…@wagonworks.example)" in html
    assert "Edited by the employer (r…@wagonworks.example)" in html
    assert "robin@" not in html
    first, second = page_of(submission).revisions.order_by("pk")
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[submission.page_id, first.pk, second.pk])
    assert compare in html
    assert "A better title" in editor.get(compare).content.decode()


def test_closing_and_reopening_are_in_the_history(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board)
    close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    reopen(submission=submission)
    html = editor.get(reverse("wagtailadmin_pages:history", args=[submission.page_id])).content.decode()
    assert "Closed by the employer" in html and "Filled, through this board" in html
    assert "Reopened by the employer" in html


# --- What a version names is gone


def deleted_company(board) -> tuple[Submission, Company]:
    """An editor gives a draft another company, and the one it leaves behind is deleted."""
    submission = UnpaidSubmissionFactory(board=board, company_name="Old name")
    page = page_of(submission)
    old, page.company = page.company, CompanyFactory(site=board.site)
    page.save_revision()
    waive(payment=payment_of(submission), user=SuperuserFactory(), reason="A friend of the board")
    old.delete()
    return submission, old


def test_an_old_version_of_a_deleted_company_can_be_seen_compared_and_restored(board, client):
    client.force_login(SuperuserFactory())
    submission, _old = deleted_company(board)
    first, second = page_of(submission).revisions.order_by("pk")[:2]
    pages = [
        reverse("wagtailadmin_pages:revisions_view", args=[submission.page_id, first.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[submission.page_id, first.pk, second.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[submission.page_id, first.pk]),
        reverse("wagtailadmin_pages:history", args=[submission.page_id]),
    ]
    for url in pages:
        assert client.get(url).status_code == 200, url
    restored = send_form(client, pages[2], form="#page-edit-form")
    assert restored.status_code == 200
    assert latest(submission).company == page_of(submission).company


def test_a_draft_that_names_a_deleted_company_still_opens(board, client, sandbox):
    """The row protects its own company only; here it is the newest version whose company goes."""
    reviewed = make_board(review="after", hostname="second.example", name="Second")
    submission = PaidSubmissionFactory(board=reviewed)
    page_of(submission).current_workflow_task_state.approve(user=make_editor(reviewed))
    update(submission=submission, data=listing_data(company_name="Never published"))
    latest(submission).company.delete()
    assert client.get(submission.get_absolute_url(), headers={"Host": "second.example"}).status_code == 200
    assert latest(submission).company == page_of(submission).company


# --- Nobody could apply


NO_WAY = "Say how to apply"


@pytest.mark.parametrize("action", [{"action-publish": "1"}, {"action-submit": "1"}])
def test_an_editor_cannot_publish_what_nobody_can_apply_to(board, editor, action):
    page = DraftJobFactory(board=board)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = send_form(editor, url, form="#page-edit-form", apply_url="", apply_email="", **action)
    assert NO_WAY in messages_of(answer)
    assert not JobPage.objects.get(pk=page.pk).live


def test_a_paying_employers_listing_never_loses_its_way_to_apply(board, editor):
    submission = UnpaidSubmissionFactory(board=board)
    assert NO_WAY in messages_of(save(editor, submission, apply_url="", apply_email=""))
    assert latest(submission).apply_url


def test_an_editors_own_draft_may_be_saved_without_one(board, editor):
    page = DraftJobFactory(board=board)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    send_form(editor, url, form="#page-edit-form", apply_url="", apply_email="")
    assert JobPage.objects.get(pk=page.pk).get_latest_revision_as_object().apply_url == ""


def test_no_other_way_publishes_what_nobody_can_apply_to(board, client):
    client.force_login(SuperuserFactory())
    page = DraftJobFactory(board=board, apply_url="")
    with pytest.raises(PublicationRefused):
        page.get_latest_revision().publish()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert "cannot be published" in messages_of(client.post(f"{bulk}?id={page.pk}", follow=True))
    page.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(PublicationRefused):
        page.save_revision(clean=False).publish()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not JobPage.objects.get(pk=page.pk).live


def test_a_live_listing_without_one_can_still_be_taken_down(board):
    page = LiveJobFactory(board=board)
    JobPage.objects.filter(pk=page.pk).update(apply_url="")
    JobPage.objects.get(pk=page.pk).unpublish()
    assert not JobPage.objects.get(pk=page.pk).live


# --- Comments that are emailed


@pytest.fixture
def in_review(db, sandbox, client) -> Submission:
    reviewed = make_board(review="after")
    client.force_login(make_editor(reviewed))
    return PaidSubmissionFactory(board=reviewed, contact_email="robin@wagonworks.example")


def reject_url(submission, view="workflow_action"):
    state = page_of(submission).current_workflow_task_state
    return reverse(f"wagtailadmin_pages:{view}", args=[submission.page_id, "reject", state.pk])


@pytest.mark.parametrize("view", ["workflow_action", "collect_workflow_action_data"])
@pytest.mark.parametrize("comment", ["", "  \n"])
def test_requesting_changes_asks_for_a_comment(in_review, client, mailbox, view, comment):
    answer = client.post(
        reject_url(in_review, view), {"comment": comment}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "This field is required" in json.loads(answer.content)["html"]
    assert page_of(in_review).workflow_in_progress
    assert "changes_requested" not in mailbox.kinds()


def test_the_edit_screen_cannot_request_changes_without_a_comment(in_review, client, mailbox):
    extra = {"action-workflow-action": "1", "workflow-action-name": "reject"}
    answer = save(client, in_review, **extra, **{"workflow-action-extra-data": json.dumps({"comment": " "})})
    assert "No changes were requested" in messages_of(answer)
    assert page_of(in_review).workflow_in_progress
    assert "changes_requested" not in mailbox.kinds()


def test_a_paid_listing_that_needs_changes_owes_nothing(in_review, client):
    client.post(reject_url(in_review), {"comment": "Say what it pays."})
    client.logout()
    shown = client.get(in_review.get_absolute_url()).context["stage"]
    assert {step.name: step.label for step in shown.steps}["Payment"] == "Done"
    assert shown.key == "changes_requested"


def test_nothing_to_pay_is_said_of_a_review_before_the_payment_too(db, pay, client):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)
    confirm(payment=payment_of(submission))
    page_of(submission).current_workflow_task_state.reject(user=make_editor(board), comment="Say more.")
    steps = client.get(submission.get_absolute_url()).context["stage"].steps
    assert {step.name: step.label for step in steps}["Payment"] == "Done"
