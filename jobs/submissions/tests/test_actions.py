"""What the manage page offers is what its views do: each refuses when its action is not offered."""

import pytest
from django.urls import get_resolver, reverse

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import mails
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.manage import close
from jobs.submissions.services.stage_view import describe
from payments.models import Payment
from tests.factories import (
    FeaturedPlanFactory,
    FreePlanFactory,
    PackOfferFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    page_of,
)

# Each page that takes a POST, with the action it needs.
POSTS = {
    "pay": ActionKey.PAY,
    "confirm": ActionKey.PUBLISH_FREE,
    "reopen": ActionKey.REOPEN,
    "edit": ActionKey.EDIT,
    "plan": ActionKey.CHANGE_PLAN,
    "renew": ActionKey.RENEW,
    "upgrade": ActionKey.UPGRADE,
    "close": ActionKey.CLOSE,
    "again": ActionKey.POST_AGAIN,
    "withdraw": ActionKey.WITHDRAW,
    "use_credit": ActionKey.PAY,
    "pack_for": ActionKey.BUY_PACK,
}
# Always possible: they change nothing of the listing.
READ_ONLY = {
    "manage",
    "preview",
    "paid",
    "unpaid",
    "receipts",
    "change_link",
    "emailed",
    "prove_address",
    "statistics_csv",
}
# Behind the link of a pack, or of nobody's.
OTHERS = {
    *("post", "saved", "live_preview", "find_links", "mine", "packs", "pack", "pay_pack"),
    *("receipt", "receipt_pdf", "my_receipts", "my_receipt", "my_receipt_pdf", "invoice_details"),
}


@pytest.fixture
def plans(board):
    standard = PlanFactory(site=board.site)
    PackOfferFactory(plan=standard)
    return [
        standard,
        FeaturedPlanFactory(site=board.site),
        FreePlanFactory(site=board.site),
    ]


@pytest.fixture
def submissions(board, plans, sandbox) -> dict[str, Submission]:
    standard, featured, free = plans
    made = {
        "unpaid": UnpaidSubmissionFactory(board=board, plan=standard),
        "free": UnpaidSubmissionFactory(board=board, plan=free),
        "live": PaidSubmissionFactory(board=board, plan=standard),
        "featured": PaidSubmissionFactory(board=board, plan=featured),
        "closed": PaidSubmissionFactory(board=board, plan=standard),
        "taken down": PaidSubmissionFactory(board=board, plan=standard),
        "forgotten": UnpaidSubmissionFactory(board=board, plan=standard),
    }
    close(submission=made["closed"], reason=Submission.CloseReason.FILLED_HERE)
    page_of(made["taken down"]).unpublish()
    Submission.objects.filter(pk=made["forgotten"].pk).update(contact_name="", contact_email="")
    return {name: Submission.objects.get(pk=submission.pk) for name, submission in made.items()}


def send(client, submission: Submission, name: str, plan_id: int):
    extra = [mails.sign_free_link(submission)] if name == "confirm" else []
    fields = {
        "plan": plan_id,
        "reason": "filled_here",
        "title": "Changed",
        "description": listing_data().title,
    }
    return client.post(reverse(f"submissions:{name}", args=[submission.token, *extra]), fields)


def state_of(submission: Submission) -> object:
    page = JobPage.objects.get(pk=submission.page_id)
    payments = list(Payment.objects.filter(page_id=page.pk).values_list("pk", "status", "amount"))
    return page.live, page.expire_at, page.featured, page.latest_revision_id, payments


def test_every_page_behind_the_token_is_covered():
    names = {name for name in get_resolver("jobs.submissions.urls").reverse_dict if isinstance(name, str)}
    # The pages of a company have links of their own (test_rights.py).
    of_companies = {name for name in names if name.startswith("company")}
    assert names - of_companies - OTHERS == set(POSTS) | READ_ONLY


@pytest.mark.parametrize("name", POSTS)
def test_every_post_is_refused_when_its_action_is_not_offered(name, submissions, plans, client):
    refused = [submission for submission in submissions.values() if not may(submission, POSTS[name])]
    assert refused
    for submission in refused:
        before = state_of(submission)
        answer = send(client, submission, name, plans[0].pk)
        assert (answer.status_code, answer.headers["Location"]) == (303, submission.get_absolute_url())
        assert state_of(submission) == before


@pytest.mark.parametrize("name", POSTS)
def test_every_action_is_possible_for_some_submission(name, submissions):
    assert any(may(submission, POSTS[name]) for submission in submissions.values())


def test_the_page_shows_each_possible_action_once_and_the_primary_one_first(submissions, client):
    for submission in submissions.values():
        actions = describe(submission).actions
        keys = [action.key for action in actions]
        possible = {key.value for key in ActionKey if may(submission, key)}
        assert len(keys) == len(set(keys)) and set(keys) <= possible
        # The free link proves the address, so it is only in the email; "see" gives way to a more useful button.
        assert possible - set(keys) <= {ActionKey.PUBLISH_FREE.value, ActionKey.SEE.value}
        assert [action.is_primary for action in actions][1:] == [False] * (len(actions) - 1)
        html = client.get(submission.get_absolute_url()).content.decode()
        assert all(f'"{action.url}"' in html and f">{action.label}<" in html for action in actions)


def test_who_was_charged_a_wrong_sum_is_offered_nothing_more(
    board, plans, pay, sandbox, deliver_webhooks, client
):
    """An editor decides first: another plan or another payment would only add to it."""
    submission = UnpaidSubmissionFactory(board=board, plan=plans[0])
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    assert describe(submission).key == "attention"
    assert describe(submission).actions == []
    assert not any(may(submission, key) for key in (ActionKey.EDIT, ActionKey.CHANGE_PLAN, ActionKey.PAY))
    before = state_of(submission)
    for name in ("edit", "plan", "pay"):
        send(client, submission, name, plans[1].pk)
    assert state_of(submission) == before
