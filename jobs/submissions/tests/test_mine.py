"""My listings: one emailed link to all listings of an address on a board."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from post_office.models import Email

from boards import tokens
from boards.models import BoardSettings
from jobs.listings.models import DailyCounts, JobPage
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import links, mine_links
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.mine import MAX_LISTINGS, listings_of
from jobs.submissions.services.mine_links import LIFETIME, LINK_SALT
from jobs.submissions.services.purchases import buy
from payments.models import Payment
from tests.factories import (
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    page_of,
)

ROBIN = "robin@larkspur.example"


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


@pytest.fixture
def draft(board, plan) -> Submission:
    return UnpaidSubmissionFactory(board=board, plan=plan, contact_email=ROBIN, title="Signal engineer")


@pytest.fixture
def live(board, plan, sandbox) -> Submission:
    return PaidSubmissionFactory(board=board, plan=plan, contact_email=ROBIN, title="Night dispatcher")


def path_to(submission: Submission) -> str:
    return mine_links.url_of(submission).removeprefix(submission.site_root)


def emailed_path(email: str = ROBIN) -> str:
    """The link in the newest email with links."""
    links.send_asked()
    message = Email.objects.filter(to=email, subject="Your links").latest("pk").message
    found = re.search(r"https?://[^/\s]+(/submissions/mine/\S+)", message)
    assert found, message
    return found[1]


def row_of(submission: Submission):
    listings, _has_more = listings_of(submission.page.get_site(), submission.contact_email)
    return next(row for row in listings if row.submission.pk == submission.pk)


# --- What it shows


def test_the_email_leads_to_all_listings_of_the_address(client, board, draft, live):
    UnpaidSubmissionFactory(board=board, title="Somebody else’s", contact_email="other@a.example")
    client.post(reverse("submissions:find_links"), {"email": ROBIN.upper()})
    html = client.get(emailed_path()).content.decode()
    assert "Signal engineer" in html and "Night dispatcher" in html
    assert "Somebody else" not in html


def test_it_is_the_first_button_of_the_email(client, draft, live):
    client.post(reverse("submissions:find_links"), {"email": ROBIN})
    path = emailed_path()
    message = Email.objects.filter(to=ROBIN, subject="Your links").latest("pk").message
    assert re.findall(r"/submissions/\S+/", message)[0] == path
    assert draft.token in message and live.token in message


def test_it_says_stage_end_and_views(client, draft, live):
    for _ in range(3):
        DailyCounts.objects.count_one("views", page_id=live.page_id, day=timezone.localdate())
    DailyCounts.objects.count_one("views", page_id=live.page_id, day=timezone.localdate() - timedelta(days=1))
    first, second = row_of(live), row_of(draft)
    assert (first.stage, first.views, first.end[:6]) == ("Live", 4, "until ")
    assert (second.stage, second.views, second.end) == ("Awaiting payment", None, "")
    html = client.get(path_to(draft)).content.decode()
    assert "Awaiting payment" in html and "4 views" in html and first.end in html


def test_the_newest_title_is_shown(client, draft):
    page = page_of(draft)
    page.title = "Signal engineer, nights"
    page.save_revision(clean=False)
    assert "Signal engineer, nights" in client.get(path_to(draft)).content.decode()


@pytest.mark.parametrize(("days", "words"), [(20, "Live until"), (3, "Ends soon"), (-3, "Ended")])
def test_the_end_is_said_as_it_is(live, days, words):
    end = timezone.now() + timedelta(days=days)
    JobPage.objects.filter(pk=live.page_id).update(expire_at=end)
    row = row_of(live)
    assert f"{row.stage} {row.end}" == f"{words} {date_format(timezone.localtime(end), 'DATE_FORMAT')}"


def test_closed_while_paid_days_are_left(live):
    page_of(live).unpublish()
    Submission.objects.filter(pk=live.pk).update(closed_at=timezone.now())
    assert row_of(live).end.startswith("paid for until ")


@pytest.mark.parametrize("change", ["none", "locked", "far ahead", "withdrawn", "being paid by debit"])
def test_renewing_is_offered_when_the_manage_page_offers_it(live, plan, sandbox, client, change):
    if change == "locked":
        JobPage.objects.filter(pk=live.page_id).update(locked=True)
    elif change == "far ahead":
        end = timezone.now() + timedelta(days=370)
        JobPage.objects.filter(pk=live.page_id).update(expire_at=end)
    elif change == "withdrawn":
        Plan.objects.update(active=False)
    elif change == "being paid by debit":
        payment = buy(submission=live, plan=plan, purpose=Payment.Purpose.RENEWAL).payment
        sandbox.pay_by_debit(open_checkout(payment))
        Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.PROCESSING)
    submission = Submission.objects.get(pk=live.pk)
    assert bool(row_of(submission).renew_url) == may(submission, ActionKey.RENEW) == (change == "none")


def test_its_buttons_are_those_of_each_listing(client, draft, live):
    html = client.get(path_to(draft)).content.decode()
    assert live.token in html and draft.token in html
    answer = client.post(row_of(live).again_url, {"nonce": row_of(live).nonce})
    copy = Submission.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (303, copy.get_absolute_url())
    assert "Night dispatcher" in client.get(path_to(draft)).context["listings"][0].title


def test_its_way_to_the_manage_page_proves_the_address_as_an_email_does(client, draft):
    page = client.get(row_of(draft).manage_url, follow=True)
    assert "Confirm the address" in page.content.decode()
    draft.refresh_from_db()
    assert not draft.is_proved, "opening proves nothing"


def test_a_changed_link_stays_changed_and_the_new_one_is_shown(client, draft):
    path, old = path_to(draft), draft.token
    links.change(submission=draft)
    draft.refresh_from_db()
    html = client.get(path).content.decode()
    assert draft.token in html and old not in html
    assert client.get(reverse("submissions:manage", args=[old])).status_code == 404


def test_opening_it_changes_nothing_and_takes_no_post(client, draft):
    path = path_to(draft)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert client.post(path).status_code == 405


def test_it_is_kept_nowhere(client, draft):
    for path in (path_to(draft), "/submissions/mine/x/"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_french_board_says_it_in_french(client, board, draft, live):
    BoardSettings.objects.filter(site=board.site).update(language="fr")
    cache.clear()
    html = client.get(path_to(draft)).content.decode()
    for words in ("Mes annonces", "Republier", "Renouveler", "Gérer", "En attente de paiement", "jusqu’au"):
        assert words in html


# --- What it costs


def test_as_many_queries_for_fifty_as_for_two(client, board, plan, draft, live):
    path = path_to(draft)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    cost()
    two = cost()
    for _ in range(48):
        UnpaidSubmissionFactory(board=board, plan=plan, contact_email=ROBIN)
    assert cost() == two <= 12


def test_of_very_many_the_newest_are_shown_and_it_is_said(client, board, plan):
    for number in range(MAX_LISTINGS + 1):
        newest = UnpaidSubmissionFactory(
            board=board, plan=plan, contact_email=ROBIN, title=f"Number {number}!"
        )
    answer = client.get(path_to(newest))
    assert len(answer.context["listings"]) == MAX_LISTINGS
    html = answer.content.decode()
    assert "Number 100!" in html and "Number 0!" not in html
    assert "Only the 100 newest are shown." in html


# --- Whose link it is


def gone(client: Client, path: str) -> bool:
    answer = client.get(path)
    if answer.status_code == 200:
        return False
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "This link no longer works" in html and 'action="/submissions/find/"' in html
    return True


@pytest.mark.parametrize(
    "token", ["x", "1.2.3", "." * 50, "9" * 5000, "9" * 18 + ".1." + "A" * 43, "🙂", "٣.1." + "A" * 43]
)
def test_a_wrong_link_leads_to_the_form_for_a_new_one(client, board, token):
    assert gone(client, reverse("submissions:mine", args=["TOKEN"]).replace("TOKEN", token))


def test_it_works_for_a_day(client, draft):
    path = path_to(draft)
    with time_machine.travel(timezone.now() + LIFETIME - timedelta(minutes=1)):
        assert not gone(client, path)
    with time_machine.travel(timezone.now() + LIFETIME + timedelta(minutes=1)):
        assert gone(client, path)


def test_no_other_link_opens_it_and_it_opens_no_other_page(client, draft):
    for other in (draft.token, draft.preview_token, draft.token_for(LINK_SALT)):
        assert gone(client, reverse("submissions:mine", args=[other]))
    token = path_to(draft).split("/")[-2]
    for name in ("manage", "preview", "pay", "again", "edit"):
        assert client.get(reverse(f"submissions:{name}", args=[token])).status_code in (404, 405)
        assert client.post(reverse(f"submissions:{name}", args=[token])).status_code in (404, 405)


def test_a_time_or_a_listing_that_was_changed_by_hand_opens_nothing(client, draft, live):
    pk, at, signature = path_to(draft).split("/")[-2].split(".")
    for said in (f"{pk}.{int(at) + 1}", f"{live.pk}.{at}", f"0{pk}.{at}"):
        assert gone(client, reverse("submissions:mine", args=[f"{said}.{signature}"]))


def test_a_link_from_the_future_opens_nothing(client, draft):
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        path = path_to(draft)
    assert gone(client, path)


def test_it_leads_to_its_own_board(client, board, draft, second_board):
    there = UnpaidSubmissionFactory(board=second_board, contact_email=ROBIN, title="On the other board")
    path = path_to(draft)
    answer = client.get(path, headers={"host": second_board.host})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"http://testserver{path}")
    assert "On the other board" not in client.get(path).content.decode()
    html = client.get(path_to(there), headers={"host": second_board.host}).content.decode()
    assert "On the other board" in html and "Signal engineer" not in html


def test_after_a_restored_backup_an_id_that_is_given_out_again_is_not_meant(client, draft):
    path = path_to(draft)
    Submission.objects.filter(pk=draft.pk).update(contact_email="another@a.example")
    assert gone(client, path)


def test_what_the_board_has_forgotten_or_deleted_is_gone(client, board, draft, live):
    path, other = path_to(draft), path_to(live)
    Submission.objects.filter(pk=draft.pk).update(contact_email="")
    assert gone(client, path)
    page_of(live).delete()
    assert gone(client, other)


def test_it_stays_good_while_the_secret_key_is_rotated(client, draft, settings):
    path = path_to(draft)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert not gone(client, path)
    settings.SECRET_KEY_FALLBACKS = []
    assert gone(client, path)


def test_its_address_says_no_email_address(draft):
    token = path_to(draft).split("/")[-2]
    assert re.fullmatch(rf"{draft.pk}\.\d+\.[\w-]{{43}}", token)
    assert tokens.read(token, salt=LINK_SALT) is None
