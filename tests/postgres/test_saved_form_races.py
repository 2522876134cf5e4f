"""A saved form that is sent from two devices at the same time makes one listing."""

import uuid

import pytest

from jobs.submissions.models import SavedForm, Submission
from jobs.submissions.services import saved_forms
from jobs.submissions.services.submission import submit
from tests.factories import PlanFactory, listing_data
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_devices_at_once(board):
    plan = PlanFactory(site=board.site)
    saved = saved_forms.save(site=board.site, email="robin@larkspur.example", values={"title": ["Stoker"]})

    def send() -> str:
        try:
            submit(site=board.site, plan=plan, data=listing_data(), form_nonce=uuid.uuid4(), saved=saved)
        except saved_forms.SavedFormEnded:
            return "ended"
        return "posted"

    answers = at_once([send, send])
    assert sorted(answers) == ["ended", "posted"]
    assert Submission.objects.count() == 1
    assert not SavedForm.objects.exists()
