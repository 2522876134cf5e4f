"""Signing up, confirming, changing and ending an alert, by a reader and by those who mean no good."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from emails.models import Notice
from jobs.alerts.models import Alert
from tests.factories import CategoryFactory, LiveJobFactory

ROBIN = "robin@reader.example"
SENT = "/alerts/sent/"

pytestmark = pytest.mark.django_db


def sign_up(client, search="", host="testserver", **fields):
    data = {"email": ROBIN, "frequency": "daily", "website": ""} | fields
    return client.post(f"/alerts/{search}", data, headers={"host": host})


@pytest.fixture
def alert(board, client):
    sign_up(client)
    return Alert.objects.get()


@pytest.fixture
def running(alert, client):
    client.post(path_of(alert, "confirm/"))
    return Alert.objects.get()


def path_of(alert, page=""):
    return f"/alerts/{alert.token}/{page}"


class TestSignUp:
    def test_the_search_in_words(self, board, client):
        LiveJobFactory(board=board, remote="remote", category=CategoryFactory(site=board.site, slug="rust"))
        html = client.get("/alerts/?category=rust&remote=remote&page=3").content.decode()
        assert ", Remote" in html
        assert 'href="/jobs/?category=rust&amp;remote=remote"' in html
        assert "1 open now" in html
        assert "jobs on this board" in client.get("/alerts/").content.decode()

    def test_a_mail_with_a_link_and_nothing_else(self, board, client, mailbox):
        answer = sign_up(client, "?q=rust&page=2&sort=salary", frequency="weekly")
        assert (answer.status_code, answer.headers["location"]) == (303, SENT)
        assert client.get(SENT).status_code == 200
        alert = Alert.objects.get()
        assert (alert.email, alert.search, alert.frequency) == (ROBIN, "q=rust", "weekly")
        assert not alert.is_active
        assert mailbox.kinds() == ["alert_confirm"]
        email = mailbox.one("alert_confirm")
        assert f"http://testserver{path_of(alert, 'confirm/')}" in email.message
        assert "rust" not in email.message + email.subject, "the address may be a stranger's"

    def test_the_same_answer_whether_known_or_not(self, board, client, mailbox):
        answers = []
        for _ in range(2):
            answers.append(sign_up(client))
            client.post(path_of(Alert.objects.get(), "confirm/"))
        answers.append(sign_up(client, email=ROBIN.upper()))
        assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {(303, SENT)}
        assert Alert.objects.count() == 1
        assert mailbox.kinds() == ["alert_confirm"] * 3
        assert "You already have it" in mailbox.all()[-1].message

    def test_a_stranger_changes_nothing_that_runs(self, running, client):
        sign_up(client, frequency="weekly")
        assert Alert.objects.get().frequency == "daily"

    def test_one_alert_for_each_search_and_board(self, board, second_board, client):
        for _ in range(2):
            sign_up(client, "?tag=b&tag=a")
            sign_up(client, "?tag=a&tag=b")
            sign_up(client, "?tag=a")
            sign_up(client, "?tag=a", host="designers.localhost")
        assert Alert.objects.count() == 3
        assert Alert.objects.filter(site=second_board.site).count() == 1

    def test_programs_that_fill_in_everything(self, board, client):
        answer = sign_up(client, website="https://spam.example")
        assert answer.headers["location"] == SENT
        assert not Alert.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"email": ""},
            {"email": "robin"},
            {"email": "a@b.example\r\nBcc: all@b.example"},
            {"email": f"{'a' * 250}@reader.example"},
            {"frequency": "hourly"},
            {"frequency": ""},
        ],
    )
    def test_a_form_with_faults(self, board, client, fields):
        answer = sign_up(client, "?q=rust", **fields)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert 'role="alert"' in html
        assert "“rust”" in html
        assert not Alert.objects.exists()

    @pytest.mark.parametrize("search", ["?q=%08%0a<script>alert(1)</script>", "?page=-1&sort=x&category=%ff"])
    def test_hostile_searches(self, board, client, mailbox, search):
        assert "<script>alert" not in client.get(f"/alerts/{search}").content.decode()
        assert sign_up(client, search).headers["location"] == SENT
        assert "<script>" not in mailbox.one("alert_confirm").html_message
        assert client.get(path_of(Alert.objects.get())).status_code == 200

    def test_a_search_beyond_measure(self, board, client):
        endless = "&".join(f"tag={'x' * 90}{number}" for number in range(20))
        answer = sign_up(client, f"?{endless}")
        assert "too many filters" in answer.content.decode()
        assert not Alert.objects.exists()

    def test_not_too_often(self, board, client, settings):
        settings.ALERT_RATE = "2/hour"
        codes = [sign_up(client, email=f"{number}@reader.example").status_code for number in range(3)]
        assert codes == [303, 303, 429]
        assert Alert.objects.count() == 2

    def test_no_address_is_flooded(self, board, client, settings, mailbox):
        settings.ALERT_MAIL_RATE = "2/day"
        answers = [
            client.post(
                f"/alerts/?q=word{number}",
                {"email": ROBIN, "frequency": "daily"},
                REMOTE_ADDR=f"192.0.2.{number}",
            )
            for number in range(4)
        ]
        assert {answer.headers["location"] for answer in answers} == {SENT}
        assert len(mailbox.all()) == 2

    def test_no_other_site_signs_anybody_up(self, board):
        careful = Client(enforce_csrf_checks=True)
        assert sign_up(careful).status_code == 403
        assert not Alert.objects.exists()


class TestConfirm:
    def test_opening_the_link_is_not_enough(self, alert, client):
        for _ in range(2):
            assert client.get(path_of(alert, "confirm/")).status_code == 200
            assert client.head(path_of(alert, "confirm/")).status_code == 200
        assert not Alert.objects.get().is_active

    def test_the_button_is(self, alert, client):
        answer = client.post(path_of(alert, "confirm/"))
        assert (answer.status_code, answer.headers["location"]) == (303, path_of(alert))
        first = Alert.objects.get()
        assert first.is_active
        client.post(path_of(alert, "confirm/"))
        assert Alert.objects.get().confirmed_at == first.confirmed_at
        assert "Your alert is on" in client.get(path_of(alert)).content.decode()

    def test_a_link_is_good_on_its_own_board_only(self, alert, second_board, client):
        for page in ("", "confirm/", "unsubscribe/"):
            elsewhere = client.get(path_of(alert, page), headers={"host": "designers.localhost"})
            assert elsewhere.status_code == 404
        client.post(path_of(alert, "confirm/"), headers={"host": "designers.localhost"})
        assert not Alert.objects.get().is_active

    @pytest.mark.parametrize("token", ["x", "%08", "a" * 500, "..%2F"])
    def test_links_of_nobody(self, board, client, token):
        for page in ("", "confirm/", "unsubscribe/"):
            assert client.get(f"/alerts/{token}/{page}").status_code == 404


class TestManage:
    def test_another_frequency(self, running, client):
        client.post(path_of(running), {"frequency": "weekly"})
        changed = Alert.objects.get()
        assert changed.frequency == "weekly"
        assert changed.next_run_at.weekday() == 0

    def test_not_any_frequency(self, running, client):
        assert client.post(path_of(running), {"frequency": "x"}).status_code == 200
        assert Alert.objects.get().frequency == "daily"

    def test_nobody_keeps_or_finds_the_page(self, running, client):
        for page in ("", "unsubscribe/"):
            headers = client.get(path_of(running, page)).headers
            assert "no-store" in headers["cache-control"]
            assert headers["x-robots-tag"] == "noindex, nofollow"
            assert headers["referrer-policy"] == "strict-origin"


class TestUnsubscribe:
    def test_opening_the_link_is_not_enough(self, running, client):
        assert client.get(path_of(running, "unsubscribe/")).status_code == 200
        assert Alert.objects.get().is_active

    def test_one_click_of_a_mail_program(self, running):
        """RFC 8058: no cookie, no token, no page before, and as often as it likes."""
        program = Client(enforce_csrf_checks=True)
        for _ in range(3):
            answer = program.post(path_of(running, "unsubscribe/"), {"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
        ended = Alert.objects.get()
        assert not ended.is_active
        assert ended.next_run_at is None

    def test_the_link_in_the_mail_is_that_one(self, running, mailbox, client):
        (link,) = re.findall(r"http://\S+/confirm/", mailbox.one("alert_confirm").message)
        assert urlsplit(link).path == path_of(running, "confirm/")

    def test_before_it_was_confirmed(self, alert, client):
        client.post(path_of(alert, "unsubscribe/"))
        assert "has ended" in client.get(path_of(alert, "unsubscribe/")).content.decode()

    def test_an_alert_forgotten_meanwhile_has_ended(self, running, client):
        path = path_of(running, "unsubscribe/")
        running.delete()
        answer = client.post(path)
        assert answer.status_code == 200
        assert "has ended" in answer.content.decode()

    def test_on_whatever_host_the_link_arrives(self, running, second_board):
        """The board may have moved since the mail; the answer that it has ended has to be true."""
        elsewhere = {"host": second_board.host}
        answer = Client().post(path_of(running, "unsubscribe/"), headers=elsewhere)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "has ended" in page
        assert "Turn it on again" not in page
        assert not Alert.objects.get().is_active

    def test_and_on_again(self, running, client):
        client.post(path_of(running, "unsubscribe/"))
        assert "Your alert is off" in client.get(path_of(running)).content.decode()
        client.post(path_of(running, "confirm/"))
        assert Alert.objects.get().is_active


def test_mails_are_taken_from_the_queue_by_their_own_alert_alone(board, client, mailbox):
    """The key of alert 1 begins the key of alert 11."""
    first = Alert.objects.create(pk=1, site=board.site, email=ROBIN, search="q=a")
    Alert.objects.create(pk=11, site=board.site, email=ROBIN, search="q=b")
    sign_up(client, "?q=a")
    sign_up(client, "?q=b")
    client.post(path_of(first, "unsubscribe/"))
    assert [notice.event.split(":")[1] for notice in Notice.objects.exclude(email=None)] == ["11"]
