"""Where the demo must not be loaded, load_demo refuses and writes nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from wagtail.models import Site

from demo.accounts import ADMIN, ensure_accounts, known_logins
from demo.errors import DemoRefused
from home.models import HomePage
from jobs.submissions.models import Submission
from tests.demo import load
from tests.factories import ensure_root

PORT = 8417


@pytest.mark.django_db
def test_another_default_site_is_never_replaced():
    root = ensure_root()
    own = root.add_child(instance=HomePage(title="Our own board", slug="own"))
    Site.objects.create(root_page=own, hostname="jobs.example", is_default_site=True)
    with pytest.raises(DemoRefused, match="jobs.example"):
        load(port=PORT)
    assert not Submission.objects.exists()
    assert not get_user_model().objects.filter(username=ADMIN.username).exists()


@pytest.mark.django_db
def test_the_demo_never_stands_beside_real_money(settings):
    settings.STRIPE_SECRET_KEY = "sk_live_not_a_real_key"
    with pytest.raises(DemoRefused, match="live key"):
        load(port=PORT)


@pytest.mark.django_db
def test_the_command_refuses_where_demo_content_is_not_allowed(settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="DEMO_ALLOWED"):
        call_command("load_demo", port=PORT)
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_accounts_made_by_force_open_with_no_password():
    ensure_accounts(with_passwords=False)
    assert known_logins() == []
