"""A listing that an editor has locked is not changed by its employer, who is told, and loses nothing typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.purchases import buy
from jobs.submissions.services.refusals import LOCKED, SCHEDULED, SubmissionRefused
from jobs.submissions.services.submission import update
from jobs.submissions.tests.typed import typed
from payments.models import Payment
from payments.services.settlement import confirm
from tests.factories import (
    FeaturedPlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    listing_data,
    page_of,
    payment_of,
)


def lock(submission: Submission) -> None:
    user = SuperuserFactory()
    JobPage.objects.filter(pk=submission.page_id).update(
        locked=True, locked_by=user, locked_at=timezone.now()
    )


def post(client, submission, name, **data):
    return client.post(reverse(f"submissions:{name}", args=[submission.token]), data, follow=True)


@pytest.fixture
def plan(board):
    return FeaturedPlanFactory(site=board.site)


@pytest.fixture
def unpaid(board):
    return UnpaidSubmissionFactory(board=board, title="Before")


@pytest.fixture
def paid(board, sandbox):
    return PaidSubmissionFactory(board=board, plan=PlanFactory(site=board.site))


def test_an_edit_is_refused_in_words_and_what_was_typed_is_shown_again(client, unpaid):
    lock(unpaid)
    answer = post(client, unpaid, "edit", **typed(title="Typed for ten minutes"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert str(LOCKED) in html and "Typed for ten minutes" in html
    assert page_of(unpaid).get_latest_revision_as_object().title == "Before"


def test_every_other_change_is_refused_in_words(client, unpaid, paid, plan):
    changes = [
        (unpaid, "plan", {"plan": plan.pk}),
        (paid, "close", {"reason": "filled_here"}),
        (paid, "renew", {"plan": plan.pk}),
        (paid, "upgrade", {"plan": plan.pk}),
    ]
    for submission in (unpaid, paid):
        lock(submission)
    payments = Payment.objects.count()
    for submission, name, data in changes:
        assert str(LOCKED) in post(client, submission, name, **data).content.decode(), name
    assert page_of(paid).live and not page_of(unpaid).get_latest_revision_as_object().featured
    assert Payment.objects.count() == payments


def test_a_closed_listing_that_is_locked_stays_closed(client, paid):
    manage.close(submission=paid, reason=Submission.CloseReason.WITHDRAWN)
    lock(paid)
    assert str(LOCKED) in post(client, paid, "reopen").content.decode()
    assert not page_of(paid).live


def test_a_lock_set_between_the_page_and_the_button_holds(unpaid, paid, plan):
    """The services ask again under the lock of the row."""
    for submission in (unpaid, paid):
        lock(submission)
    verbs = [
        lambda: update(submission=unpaid, data=listing_data()),
        lambda: manage.change_plan(submission=unpaid, plan=plan),
        lambda: manage.close(submission=paid, reason=Submission.CloseReason.WITHDRAWN),
        lambda: buy(submission=paid, plan=plan, purpose=Payment.Purpose.RENEWAL),
    ]
    for verb in verbs:
        with pytest.raises(SubmissionRefused, match="locked"):
            verb()


def test_the_manage_page_says_it_and_shows_no_button_that_is_refused(client, paid):
    lock(paid)
    shown = client.get(paid.get_absolute_url())
    assert str(LOCKED) in shown.content.decode()
    assert {action.key for action in shown.context["stage"].actions} == {"see", "post_again"}


def test_a_locked_draft_can_be_paid_and_is_published_as_it_was_locked(unpaid, pay):
    lock(unpaid)
    assert may(unpaid, ActionKey.PAY)
    pay(unpaid)
    confirm(payment=payment_of(unpaid))
    assert page_of(unpaid).live and page_of(unpaid).title == "Before"


def test_a_scheduled_listing_is_not_changed_before_its_time(client, board, sandbox):
    submission = UnpaidSubmissionFactory(board=board, title="Before")
    draft = page_of(submission).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=2)
    draft.save_revision(clean=False)
    from tests import stripe_door
    from tests.factories import open_checkout

    stripe_door.current().pay(open_checkout(payment_of(submission)))
    confirm(payment=payment_of(submission))
    assert page_of(submission).approved_schedule
    answer = post(client, submission, "edit", **typed(title="Typed for ten minutes"))
    assert str(SCHEDULED) in answer.content.decode() and "Typed for ten minutes" in answer.content.decode()
    assert page_of(submission).get_latest_revision_as_object().title == "Before"


def test_a_live_listing_with_a_scheduled_version_can_be_closed_and_not_edited(paid):
    draft = page_of(paid).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=2)
    draft.save_revision(clean=False).publish()
    assert page_of(paid).live and page_of(paid).approved_schedule
    assert not may(paid, ActionKey.EDIT)
    with pytest.raises(SubmissionRefused, match="set a time"):
        update(submission=paid, data=listing_data())
    manage.close(submission=paid, reason=Submission.CloseReason.WITHDRAWN)
    assert not page_of(paid).live and not page_of(paid).approved_schedule
