"""When logos cannot be stored, the form is shown again with all that was typed, and can be sent without one."""

import pytest
from botocore.config import Config

from jobs.listings.models import JobPage
from jobs.submissions.forms import wording
from jobs.submissions.tests.typed import logo_file, typed
from tests.factories import PaidSubmissionFactory, PlanFactory
from tests.parts import closed_port

URL = "/post-a-job/"


@pytest.fixture(params=["disk", "bucket"])
def no_storage(request, settings, tmp_path, monkeypatch):
    """A disk that takes no files, and a bucket at whose address nothing answers."""
    if request.param == "disk":
        (tmp_path / "taken").write_text("a file where the folder should be")
        settings.MEDIA_ROOT = tmp_path / "taken" / "media"
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    options = {
        "bucket_name": "media",
        "endpoint_url": f"http://127.0.0.1:{closed_port()}",
        "region_name": "eu-west-1",
        "custom_domain": "media.example.com",
        "client_config": Config(connect_timeout=1, retries={"total_max_attempts": 1}),
    }
    bucket = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": bucket}


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site)


def test_a_new_listing_can_be_sent_without_its_logo(client, plan, no_storage):
    response = client.post(URL, typed(plan, title="Ferry captain", company_logo=logo_file()))
    assert response.status_code == 503
    assert response["Retry-After"]
    text = response.content.decode()
    assert str(wording.LOGO_NOT_STORED) in text and "Ferry captain" in text
    assert not JobPage.objects.exists()
    assert client.post(URL, typed(plan, title="Ferry captain")).status_code == 303
    assert JobPage.objects.get().title == "Ferry captain"


def test_a_form_with_another_fault_is_shown_all_the_same(client, plan, no_storage):
    response = client.post(URL, typed(plan, contact_name="", company_logo=logo_file()))
    assert response.status_code == 200
    assert str(wording.LOGO_NOT_STORED) in response.content.decode()


def test_a_kept_logo_that_cannot_be_read_is_asked_for_again(client, plan, settings, tmp_path):
    first = client.post(URL, typed(plan, title="", company_logo=logo_file()))
    kept = first.context["form"]["company_logo_kept"].value()
    settings.MEDIA_ROOT = tmp_path / "another disk"
    response = client.post(URL, typed(plan, company_logo_kept=kept))
    assert response.status_code == 200
    assert str(wording.LOGO_GONE) in response.content.decode()


def test_an_edit_is_kept_too(board, sandbox, client, no_storage):
    submission = PaidSubmissionFactory(board=board)
    values = typed(title="Another title", company_logo=logo_file()) | {"company_name": "A new company"}
    response = client.post(submission.url_of("edit"), values)
    assert response.status_code == 503
    assert "Another title" in response.content.decode()
