"""Signing in to the admin: slowed down for whoever guesses, and with a second factor for whoever must have one."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import PASSWORD, SuperuserFactory, make_editor

LOGIN = "/admin/login/"
SET_UP = "/admin/2fa/devices/new"
ASK = "/admin/2fa/auth"


@pytest.fixture
def superuser(board):
    return SuperuserFactory(username="sam")


def sign_in(client: Client, password: str = PASSWORD, username: str = "sam", **more: Any):
    return client.post(LOGIN, {"username": username, "password": password}, **more)


class TestGuessing:
    def test_wrong_passwords_are_slowed_down_and_the_right_one_does_not_help(self, client, superuser):
        codes = [sign_in(client, f"wrong {number}").status_code for number in range(6)]
        assert codes[0] == 200 and codes[-1] == 429
        answer = sign_in(client)
        assert answer.status_code == 429
        assert "Too many wrong passwords" in answer.content.decode()
        assert "_auth_user_id" not in client.session

    def test_somebody_elsewhere_is_not_locked_out(self, client, superuser):
        for number in range(8):
            sign_in(client, f"wrong {number}")
        assert sign_in(Client(), REMOTE_ADDR="203.0.113.9").status_code == 302

    def test_a_quarter_of_an_hour_later_it_is_over(self, client, superuser):
        for number in range(8):
            sign_in(client, f"wrong {number}")
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert sign_in(client).status_code == 302

    def test_the_operator_lets_somebody_in_at_once(self, client, superuser):
        for number in range(8):
            sign_in(client, f"wrong {number}")
        call_command("axes_reset_username", "sam", stdout=StringIO())
        assert sign_in(client).status_code == 302

    @pytest.mark.parametrize("url", [LOGIN, "/_util/login/"])
    def test_every_login_counts(self, superuser, url):
        client = Client()
        for number in range(6):
            client.post(url, {"username": "sam", "password": f"wrong {number}"})
        assert sign_in(client).status_code == 429

    def test_another_address_of_the_same_network_does_not_help(self, superuser, settings):
        settings.TRUSTED_PROXY_COUNT = 1
        codes = [
            sign_in(
                Client(), "wrong", headers={"X-Forwarded-For": f"[2001:db8:1:2::{n}]:{n + 50000}"}
            ).status_code
            for n in range(1, 8)
        ]
        assert codes[-1] == 429
        assert {attempt.ip_address for attempt in AccessAttempt.objects.all()} == {"2001:db8:1:2::"}

    def test_other_names_do_not_help_either(self, client, superuser, settings):
        settings.RATE_LIMIT_FACTOR = 1
        codes = [sign_in(client, "wrong", username=f"name{number}").status_code for number in range(21)]
        assert codes[-1] == 429

    def test_no_password_is_kept(self, client, superuser):
        sign_in(client, "a-mistyped-secret")
        kept = str(list(AccessAttempt.objects.values()))
        assert "sam" in kept and "a-mistyped-secret" not in kept


class TestTheOtherAdmin:
    def test_it_has_no_login_of_its_own(self, client, superuser):
        answer = client.get("/django-admin/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/admin/login/?next=/django-admin/")
        assert (
            client.post("/django-admin/login/", {"username": "sam", "password": PASSWORD}).status_code == 405
        )
        assert "_auth_user_id" not in client.session

    def test_who_may_not_use_it_is_told_so(self, client, board):
        client.force_login(make_editor(board))
        assert client.get("/django-admin/", follow=True).status_code == 403

    def test_it_asks_for_the_second_factor(self, client, superuser, settings):
        settings.SECOND_FACTOR = "superusers"
        client.force_login(superuser)
        assert client.get("/django-admin/").headers["Location"].startswith(SET_UP)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _demanded(self, settings):
        settings.SECOND_FACTOR = "superusers"

    def set_up(self, client: Client, password: str = PASSWORD) -> TOTPDevice:
        """Scan the code and type what the app shows."""
        page = client.get(SET_UP)
        assert page.status_code == 200
        device = TOTPDevice.objects.get(confirmed=False)
        assert "svg" in client.get("/admin/2fa/devices/qr-code").headers["Content-Type"]
        client.post(SET_UP, {"name": "phone", "otp_token": code_of(device), "password": password})
        return TOTPDevice.objects.get(pk=device.pk)

    def test_a_superuser_gets_nowhere_without(self, client, superuser):
        assert sign_in(client).status_code == 302
        for url in ("/admin/", "/admin/payment/", "/django-admin/auth/user/"):
            assert client.get(url).headers["Location"].startswith(SET_UP)
        assert client.post("/admin/listings/1/change-link/").headers["Location"].startswith(SET_UP)

    def test_set_up_at_the_first_login_and_asked_for_at_the_next(self, client, superuser):
        sign_in(client)
        device = self.set_up(client)
        assert device.confirmed
        assert client.get("/admin/").status_code == 200
        again = Client()
        sign_in(again)
        assert again.get("/admin/").headers["Location"].startswith(ASK)
        assert again.get(SET_UP).headers["Location"].startswith(ASK), "a second device needs the first"
        assert again.post(ASK, {"otp_token": "000000"}).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            assert again.post(ASK, {"otp_token": code_of(device)}).status_code == 302
            assert again.get("/admin/").status_code == 200

    def test_guessing_the_code_is_slowed_down(self, client, superuser, settings):
        settings.RATE_LIMIT_FACTOR = 1
        TOTPDevice.objects.create(user=superuser, name="phone")
        client.force_login(superuser)
        assert [client.post(ASK, {"otp_token": "000000"}).status_code for _ in range(11)][-1] == 429

    def test_a_lost_phone_is_made_up_for_on_the_server(self, client, superuser):
        TOTPDevice.objects.create(user=superuser, name="phone")
        said = StringIO()
        call_command("addstatictoken", "sam", stdout=said)
        sign_in(client)
        assert client.post(ASK, {"otp_token": said.getvalue().strip()}).status_code == 302
        assert client.get("/admin/").status_code == 200
        again = Client()
        sign_in(again)
        assert again.post(ASK, {"otp_token": said.getvalue().strip()}).status_code == 200, "once"

    def test_editors_are_not_asked_unless_they_have_set_one_up(self, client, board):
        editor = make_editor(board)
        client.force_login(editor)
        assert client.get("/admin/").status_code == 200
        TOTPDevice.objects.create(user=editor, name="phone")
        assert client.get("/admin/").headers["Location"].startswith(ASK)

    def test_everybody_may_be_asked(self, client, board, settings):
        settings.SECOND_FACTOR = "everybody"
        client.force_login(make_editor(board))
        assert client.get("/admin/").headers["Location"].startswith(SET_UP)

    def test_it_is_optional_where_the_setting_says_so(self, client, superuser, settings):
        settings.SECOND_FACTOR = "optional"
        client.force_login(superuser)
        assert client.get("/admin/").status_code == 200
        assert re.search("2fa", client.get("/admin/account/").content.decode())
        TOTPDevice.objects.create(user=superuser, name="phone")
        assert client.get("/admin/").headers["Location"].startswith(ASK)

    def test_pages_for_readers_ask_nobody(self, client, superuser):
        client.force_login(superuser)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/jobs/").status_code == 200
        assert not [query for query in queries if "otp_" in query["sql"]]

    def test_a_device_of_nobody_is_no_accident(self, client, superuser, settings):
        settings.SECOND_FACTOR = "optional"
        client.force_login(superuser)
        assert client.get("/admin/2fa/devices/987654/remove").status_code == 404


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, t0=device.t0):06d}"


def test_wrong_passwords_are_counted_before_the_boards_own_permissions(settings):
    """Both are needed: one line that names the backends again would take one of them away."""
    assert settings.AUTHENTICATION_BACKENDS == [
        "axes.backends.AxesStandaloneBackend",
        "boards.permissions.BoardsBackend",
    ]
