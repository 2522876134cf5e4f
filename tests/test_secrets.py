"""No secret that opens a page is kept in the database."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.listings.search import SearchQuery
from jobs.submissions.models import Submission
from jobs.submissions.services import mails, mine_links
from jobs.submissions.services.proof import is_proof
from tests.factories import UnpaidSubmissionFactory

# What is sent must say the links. Old emails lose them: emails/tests/test_masking.py.
MAY_SAY_LINKS = {"post_office.email"}


@pytest.fixture
def submission(board) -> Submission:
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def alert(board) -> Alert:
    alerts.ask(
        site=board.site, email="reader@reader.example", query=SearchQuery(site=board.site), frequency="daily"
    )
    return Alert.objects.get()


def whole_database() -> str:
    rows = [
        row
        for model in apps.get_models()
        if model._meta.label_lower not in MAY_SAY_LINKS
        for row in model._base_manager.all()
    ]
    return json.dumps(serializers.serialize("json", rows))


def test_no_link_is_kept_in_the_database(client, sandbox, submission, alert):
    client.post(reverse("submissions:pay", args=[submission.token]))
    client.post(reverse("submissions:find_links"), {"email": submission.contact_email})
    text = whole_database()
    assert submission.contact_email in text
    for token in (
        submission.token,
        submission.preview_token,
        mails.sign_free_link(submission),
        mine_links.url_of(submission).split("/")[-2],
        alert.token,
    ):
        assert token not in text
        assert token.rpartition(".")[2] not in text


@pytest.mark.parametrize("name", ["manage", "edit", "plan", "receipts"])
def test_a_changed_link_dies_at_once(client, submission, name):
    old = reverse(f"submissions:{name}", args=[submission.token])
    old_preview = submission.preview_url
    assert client.get(old).status_code == client.get(old_preview).status_code == 200
    submission.change_link()
    assert client.get(old).status_code == client.get(old_preview).status_code == 404
    assert client.get(reverse(f"submissions:{name}", args=[submission.token])).status_code == 200
    assert client.get(submission.preview_url).status_code == 200


def test_the_links_of_one_purpose_open_nothing_else(client, submission):
    mine = mine_links.url_of(submission).split("/")[-2]
    for other in (submission.preview_token, mails.sign_free_link(submission), mine):
        assert client.get(reverse("submissions:manage", args=[other])).status_code == 404
        assert client.post(reverse("submissions:pay", args=[other])).status_code == 404
    assert client.get(reverse("submissions:preview", args=[submission.token])).status_code == 404


def test_the_preview_does_not_say_the_manage_link(client, submission):
    response = client.get(submission.preview_url)
    said = response.content.decode() + str(response.headers)
    assert submission.token not in submission.preview_url + said
    assert submission.token.rpartition(".")[2] not in said


def test_a_link_of_a_deleted_row_opens_nothing_that_came_after_it(client, submission):
    old = submission.manage_url
    Submission.objects.filter(pk=submission.pk).update(link_version=1, created_at=timezone.now())
    assert client.get(old).status_code == 404


def test_links_stay_good_while_the_secret_key_is_rotated(client, submission, alert, settings):
    urls = [submission.manage_url, submission.preview_url, alert.get_absolute_url()]
    confirm = submission.url_of("confirm", mails.sign_free_link(submission))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    # It leads to the manage page, as nothing is free here; a link that is not good gives 404.
    assert client.get(confirm).status_code == 303
    settings.SECRET_KEY_FALLBACKS = []
    assert [client.get(url).status_code for url in [*urls, confirm]] == [404, 404, 404, 404]


def test_an_emailed_link_proves_its_address_while_the_secret_key_is_rotated(submission, settings):
    signature = submission.address_signature
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert is_proof(submission, signature)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_proof(submission, signature)
