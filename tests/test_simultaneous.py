"""Many at the same moment, on whichever database the suite runs."""

import uuid

import pytest
from django.utils import timezone
from wagtail.models import Page

from emails.models import Notice
from jobs.listings.models import Company, JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.submission import submit
from payments.models import Payment
from tests.factories import PlanFactory, listing_data
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


def same_listing():
    return listing_data(
        title="Site reliability engineer",
        company_name="Wagon Works",
        company_url="https://wagonworks.example",
        contact_email="robin@wagonworks.example",
    )


def test_twenty_submissions_to_one_board(board):
    plan = PlanFactory(site=board.site)
    at_once([lambda: submit(site=board.site, plan=plan, data=same_listing())] * MANY)
    slugs = set(JobPage.objects.values_list("slug", flat=True))
    assert len(slugs) == Submission.objects.count() == Payment.objects.count() == MANY
    assert Company.objects.filter(is_proposed=True).count() == MANY, "each draft proposes its own"
    assert Notice.objects.filter(kind="draft_saved").count() == MANY
    assert JobPage.objects.child_of(board.index).count() == MANY
    problems = Page.find_problems()
    assert not any(problems), problems


def test_listings_of_one_company_that_go_live_at_once_end_under_one_record(board):
    plan = PlanFactory(site=board.site)
    pages = [submit(site=board.site, plan=plan, data=same_listing()).page for _ in range(5)]
    Payment.objects.update(status=Payment.Status.PAID, paid_at=timezone.now())
    at_once([page.get_latest_revision().publish for page in pages])
    company = Company.objects.get()
    assert not company.is_proposed
    assert {page.company_id for page in JobPage.objects.live()} == {company.pk}


def test_one_form_sent_twenty_times(board):
    plan = PlanFactory(site=board.site)
    nonce = uuid.uuid4()
    made = at_once([lambda: submit(site=board.site, plan=plan, data=same_listing(), form_nonce=nonce)] * MANY)
    assert len({submission.token for submission in made}) == 1
    assert JobPage.objects.count() == Payment.objects.count() == 1
