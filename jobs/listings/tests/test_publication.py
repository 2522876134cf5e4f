"""Nothing is published unpaid, whichever way it is tried, and the editor is told why in plain words."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowPage, WorkflowState

from jobs.listings.models import JobPage
from jobs.listings.services.publication import PublicationRefused
from payments.models import Payment
from payments.services.waiver import waive
from tests.admin_forms import messages_of, send_form
from tests.factories import (
    DraftJobFactory,
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    make_workflow,
    page_of,
    payment_of,
)

NOT_PAID = "has not been paid for"
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture(params=["editor", "superuser"])
def admin(request, board, client):
    """Someone who may publish, signed in."""
    client.force_login(make_editor(board) if request.param == "editor" else SuperuserFactory())
    return client


@pytest.fixture
def root(db, client):
    client.force_login(SuperuserFactory())
    return client


@pytest.fixture
def unpaid(board):
    return UnpaidSubmissionFactory(board=board)


def nothing_happened(submission):
    """Not live, not scheduled, still waiting for the payment, and nobody was written to."""
    page = page_of(submission)
    waiting = page.current_workflow_task_state
    return (
        not page.live
        and page.first_published_at is None
        and page.expire_at is None
        and not page.approved_schedule
        and page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        and waiting.status == TaskState.STATUS_IN_PROGRESS
        and payment_of(submission).status == Payment.Status.OPEN
    )


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def press(client, page, **data):
    return send_form(client, edit_url(page), form="#page-edit-form", **data)


def test_publish_button(admin, unpaid):
    page = page_of(unpaid)
    answer = press(admin, page, **{"title": "A better title", "action-publish": "action-publish"})
    assert NOT_PAID in messages_of(answer)
    assert "A better title" in answer.content.decode(), "what was typed is kept"
    assert nothing_happened(unpaid)


def test_publish_button_with_a_schedule(admin, unpaid):
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    answer = press(admin, page_of(unpaid), **{"go_live_at": later, "action-publish": "action-publish"})
    assert NOT_PAID in messages_of(answer)
    assert nothing_happened(unpaid)


def test_saving_a_draft_is_no_publication(admin, unpaid):
    press(admin, page_of(unpaid), title="A better title")
    assert nothing_happened(unpaid)
    assert page_of(unpaid).get_latest_revision_as_object().title == "A better title"


def bulk_publish(client, *pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{url}?{ids}&next=/admin/", follow=True)


def test_bulk_publish(admin, board, unpaid):
    of_an_editor = DraftJobFactory(board=board)
    answer = bulk_publish(admin, of_an_editor, page_of(unpaid))
    assert NOT_PAID in messages_of(answer)
    assert "Waive" in messages_of(answer)
    assert nothing_happened(unpaid)
    of_an_editor.refresh_from_db()
    assert not of_an_editor.live, "half of what was asked for must not be done"
    bulk_publish(admin, of_an_editor)
    of_an_editor.refresh_from_db()
    assert of_an_editor.live


def copy(client, page, **data):
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    parent = page.get_parent().pk
    fields = {"new_title": "The same", "new_slug": "the-same", "new_parent_page": parent}
    return client.post(url, fields | data, follow=True)


@pytest.mark.parametrize("how", [{}, {"publish_copies": "on"}, {"alias": "on"}])
def test_copy(admin, unpaid, how):
    answer = copy(admin, page_of(unpaid), **how)
    assert NOT_PAID in messages_of(answer)
    assert "cannot be copied" in messages_of(answer)
    assert "Waive" not in messages_of(answer), "it would not be the copy that is waived"
    assert JobPage.objects.count() == 1
    assert nothing_happened(unpaid)


def test_alias_and_copy_in_code(unpaid):
    with pytest.raises(PublicationRefused, match="cannot be copied"):
        page_of(unpaid).create_alias(update_slug="the-same")
    with pytest.raises(PublicationRefused, match="cannot be copied"):
        page_of(unpaid).copy(update_attrs={"slug": "the-same"}, keep_live=True)
    assert JobPage.objects.count() == 1


def test_copy_of_a_whole_board(root, board, unpaid):
    answer = copy(root, board.home, copy_subpages="on", publish_copies="on")
    assert NOT_PAID in messages_of(answer)
    assert JobPage.objects.count() == 1
    copy(root, board.home, new_slug="without-what-is-in-it")
    assert board.home.get_siblings(inclusive=False).exists()


def test_revision_and_row_in_code(unpaid):
    with pytest.raises(PublicationRefused, match=NOT_PAID):
        page_of(unpaid).get_latest_revision().publish()
    for fields in (None, ["live"]):
        page = page_of(unpaid)
        page.live = True
        with pytest.raises(PublicationRefused, match=NOT_PAID):
            page.save(update_fields=fields)
    assert nothing_happened(unpaid)


def test_scheduled_in_the_past_and_owing_since(board, unpaid):
    """However it came to be scheduled: the clock does not publish it, and goes on with the others."""
    yesterday = timezone.now() - timedelta(days=1)
    revision = page_of(unpaid).get_latest_revision()
    revision.approved_go_live_at = yesterday
    revision.save()
    of_an_editor = DraftJobFactory(board=board)
    other = of_an_editor.get_latest_revision()
    other.approved_go_live_at = yesterday + timedelta(hours=1)
    other.save()
    for _ in range(2):
        call_command("publish_scheduled")
    assert not page_of(unpaid).live
    of_an_editor.refresh_from_db()
    assert of_an_editor.live


def test_published_again_after_a_refund(admin, board):
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).unpublish()
    Payment.objects.update(status=Payment.Status.REFUNDED)
    page = page_of(submission)
    for answer in (press(admin, page, **{"action-publish": "action-publish"}), bulk_publish(admin, page)):
        assert "its payment was cancelled or given back" in messages_of(answer)
        assert "Waive" not in messages_of(answer), "there is nothing left to waive"
        assert not page_of(submission).live


def test_published_while_a_debit_is_on_its_way(admin, unpaid):
    Payment.objects.update(status=Payment.Status.PROCESSING)
    page = page_of(unpaid)
    for answer in (press(admin, page, **{"action-publish": "action-publish"}), bulk_publish(admin, page)):
        assert "is on its way" in messages_of(answer)
        assert "Waive" not in messages_of(answer)
        assert not page_of(unpaid).live


def approve(client, page):
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return client.post(url, {"comment": ""}, follow=True)


def test_workflow_without_a_payment_task(admin, board, unpaid):
    """An editor swaps the board's workflow, and sends the draft through the new one."""
    review = make_board(hostname="reviewed.example", name="Reviewed", review="after").review_task
    review.groups.add(board.editors)
    workflow = make_workflow("Review alone", review)
    WorkflowPage.objects.filter(page=board.index).update(workflow=workflow)
    page_of(unpaid).current_workflow_state.cancel()
    workflow.start(page_of(unpaid), user=None)
    answer = approve(admin, page_of(unpaid))
    assert NOT_PAID in messages_of(answer)
    page = page_of(unpaid)
    assert not page.live
    assert page.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_disabling_the_payment_task(root, board, unpaid):
    url = reverse("wagtailadmin_workflows:disable_task", args=[board.payment_task.pk])
    answer = root.post(url, follow=True)
    assert NOT_PAID in messages_of(answer)
    assert nothing_happened(unpaid)
    board.payment_task.refresh_from_db()
    assert board.payment_task.active


def test_removing_the_payment_task_from_the_workflow(root, db):
    board = make_board(review="before")
    unpaid = UnpaidSubmissionFactory(board=board)
    url = reverse("wagtailadmin_workflows:edit", args=[board.workflow.pk])
    send_form(root, url, **{"workflow_tasks-1-DELETE": "1"})
    assert list(board.workflow.workflow_tasks.values_list("task", flat=True)) == [board.review_task.pk]
    answer = approve(root, page_of(unpaid))
    assert NOT_PAID in messages_of(answer)
    assert nothing_happened(unpaid)


def test_deleting_the_workflow(root, board, unpaid):
    root.post(reverse("wagtailadmin_workflows:disable", args=[board.workflow.pk]), follow=True)
    board.workflow.refresh_from_db()
    assert not board.workflow.active
    assert not page_of(unpaid).live
    assert payment_of(unpaid).status == Payment.Status.OPEN


def test_nobody_approves_the_payment_task_by_hand(admin, unpaid):
    page = page_of(unpaid)
    approve(admin, page)
    assert nothing_happened(unpaid)
    answer = admin.get(edit_url(page))
    assert "action-workflow-action" not in answer.content.decode()


def test_every_owing_state_is_refused(board, unpaid):
    for status in Payment.UNPAID:
        Payment.objects.update(status=status, paid_at=timezone.now())
        with pytest.raises(PublicationRefused):
            page_of(unpaid).get_latest_revision().publish()
    Payment.objects.update(status=Payment.Status.PARTIALLY_REFUNDED)
    page_of(unpaid).get_latest_revision().publish()
    assert page_of(unpaid).live


def test_what_is_paid_goes_by_every_way(admin, board):
    page = page_of(PaidSubmissionFactory(board=board))
    assert page.live
    page.unpublish()
    press(admin, page, **{"action-publish": "action-publish"})
    page.refresh_from_db()
    assert page.live
    page.unpublish()
    bulk_publish(admin, page)
    page.refresh_from_db()
    assert page.live


def test_waive_beside_the_refusal(admin, board, unpaid):
    page = page_of(unpaid)
    url = reverse("listing_waive", args=[page.pk])
    answer = bulk_publish(admin, page)
    assert f'href="{url}"' in answer.content.decode()
    admin.post(url, {"reason": ""})
    assert nothing_happened(unpaid)
    admin.post(url, {"reason": "A charity."}, follow=True)
    assert page_of(unpaid).live
    assert payment_of(unpaid).waived_reason == "A charity."


def test_waiver_takes_the_right_to_publish(client, board, second_board, unpaid):
    client.force_login(make_editor(second_board))
    url = reverse("listing_waive", args=[unpaid.page_id])
    client.post(url, {"reason": "A friend."}, follow=True)
    assert nothing_happened(unpaid)


def test_editors_listings_owe_nothing(admin, board):
    page = DraftJobFactory(board=board)
    press(admin, page, **{"action-publish": "action-publish"})
    page.refresh_from_db()
    assert page.live


def test_waived_in_code_is_published(board, unpaid):
    waive(payment=payment_of(unpaid), user=make_editor(board), reason="A charity.")
    assert page_of(unpaid).live
