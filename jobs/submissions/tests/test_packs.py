"""Packs on the pages of a board: buy one, post with it, see what is left, lose and get back."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.submissions.models import Pack, PackOffer
from jobs.submissions.services import links
from jobs.submissions.services.moderation import decline
from jobs.submissions.services.packs import buy, pays_for
from jobs.submissions.services.pruning import prune_packs
from jobs.submissions.services.reminders import send_reminders
from jobs.submissions.services.stages import Stage, stage_of
from jobs.submissions.services.taking_down import take_down
from jobs.submissions.views.returning import path_back
from payments.models import Payment
from payments.services.credits import balance_of, use
from payments.services.refunds import refund, sync_refunds_and_disputes
from tests.factories import (
    FreePlanFactory,
    PackOfferFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_pack,
    page_of,
    payment_of,
)

BUYER = "buyer@wagonworks.example"
PACKS = "/packs/"


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site, name="Standard")


@pytest.fixture
def offer(plan):
    return PackOfferFactory(plan=plan)


@pytest.fixture
def pack(offer, sandbox):
    return make_pack(offer, BUYER)


def post(board, plan, **fields):
    return UnpaidSubmissionFactory(board=board, plan=plan, **fields)


def at(submission, name="manage"):
    return reverse(f"submissions:{name}", args=[submission.token])


def shown(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return shown(response).select_one("main").get_text(" ", strip=True)


def buttons(client, submission):
    return [form["action"] for form in shown(client.get(at(submission))).select("form[action]")]


def left(pack):
    return balance_of(Payment.objects.get(pk=pack.payment_id)).left


# --- Buying


def test_a_pack_is_bought_and_used_without_another_payment(board, plan, offer, client, sandbox):
    page = shown(client.get(PACKS))
    assert "3 postings with Standard" in page.select_one(".plan-cards").get_text()
    nonce = page.select_one("input[name=nonce]")["value"]
    answer = client.post(PACKS, {"offer": offer.pk, "email": BUYER, "nonce": nonce})
    assert answer.status_code == 303
    pack = Pack.objects.get()
    sandbox.pay(pack.payment.attempts.get().session_id)
    answer = client.get(path_back(pack.payment, "paid"))
    assert answer.headers["Location"] == pack.get_absolute_url()
    assert "3 postings with Standard left, until" in text(client.get(answer.headers["Location"]))

    # The form says so, and the manage page has the button, for whatever address was typed.
    assert "3 postings with Standard left" in text(client.get("/post-a-job/"))
    submission = post(board, plan)
    assert at(submission, "use_credit") in buttons(client, submission)
    assert "3 postings with Standard left" in text(client.get(at(submission)))
    assert client.post(at(submission, "use_credit")).status_code == 303
    assert page_of(submission).live
    assert "Paid from a pack" in text(client.get(at(submission)))
    assert submission.page.title in text(client.get(pack.get_absolute_url()))
    assert left(pack) == 2


def test_a_form_sent_twice_makes_one_pack(offer, client, sandbox):
    nonce = shown(client.get(PACKS)).select_one("input[name=nonce]")["value"]
    fields = {"offer": offer.pk, "email": BUYER, "nonce": nonce}
    answers = [client.post(PACKS, fields) for _ in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Pack.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"offer": "", "email": BUYER}, "Choose a pack."),
        ({"offer": "999", "email": BUYER}, "This pack has been withdrawn"),
        ({"email": "nobody"}, "address"),
        ({"email": ""}, "email"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(offer, client, fields, word):
    answer = client.post(PACKS, {"offer": offer.pk} | fields)
    page = shown(answer)
    assert word in page.select_one("main").get_text()
    assert page.select_one("input[name=email]").get("value", "") == fields["email"]
    assert not Pack.objects.exists()


def test_a_silent_stripe_keeps_what_was_typed(offer, client, sandbox):
    sandbox.faults.set("server_error", times=20)
    answer = client.post(PACKS, {"offer": offer.pk, "email": BUYER})
    assert "does not answer" in text(answer)
    assert shown(answer).select_one("input[name=email]")["value"] == BUYER


def test_a_board_without_packs_leads_to_the_form(plan, client):
    assert client.get(PACKS).headers["Location"] == "/post-a-job/"
    assert "pack" not in text(client.get("/post-a-job/")).lower()


def test_an_unpaid_pack_can_be_paid_later_and_gives_nothing_meanwhile(board, plan, offer, client, sandbox):
    pack = buy(offer=offer, email=BUYER, nonce=None)
    page = client.get(pack.get_absolute_url())
    assert "not paid yet" in text(page)
    assert client.post(reverse("submissions:pay_pack", args=[pack.token])).status_code == 303
    submission = post(board, plan, contact_email=BUYER)
    assert at(submission, "use_credit") not in buttons(client, submission)
    # Back from Stripe with another browser: no link.
    answer = Client().get(path_back(pack.payment, "unpaid"))
    assert pack.token not in answer.content.decode()
    assert "emailed to its buyer" in text(answer)


def test_the_email_has_receipt_and_link(pack, mailbox):
    [email] = mailbox.to(BUYER)
    assert pack.url in email.message
    assert "€250" in email.message
    assert "3 postings with Standard are left, until" in email.message


def test_a_pack_that_nobody_pays_is_pruned(offer, sandbox):
    pack = buy(offer=offer, email=BUYER, nonce=None)
    assert prune_packs() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert prune_packs() == 1
    assert not Pack.objects.exists()
    assert Payment.objects.get(pk=pack.payment_id).status == Payment.Status.CANCELLED


# --- Who may use a credit


def test_a_typed_address_uses_nothing(board, plan, pack, client):
    submission = post(board, plan, contact_email=BUYER)
    assert at(submission, "use_credit") not in buttons(client, submission)
    client.post(at(submission, "use_credit"))
    assert (left(pack), page_of(submission).live) == (3, False)


def test_the_link_that_was_only_emailed_does(board, plan, pack, client):
    submission = post(board, plan, contact_email=BUYER.upper())
    client.get(submission.emailed_url)
    assert at(submission, "use_credit") in buttons(client, submission)
    client.post(at(submission, "use_credit"))
    assert (left(pack), page_of(submission).live) == (2, True)
    submission.refresh_from_db()
    assert submission.is_proved


def test_an_emailed_link_of_another_address_does_not(board, plan, pack, client):
    submission = post(board, plan)
    client.get(submission.emailed_url)
    client.post(at(submission, "use_credit"))
    assert left(pack) == 3


def test_a_changed_link_of_the_pack_opens_nothing(board, plan, pack, client):
    client.get(pack.get_absolute_url())
    submission = post(board, plan)
    assert at(submission, "use_credit") in buttons(client, submission)
    pack.change_link()
    client.post(at(submission, "use_credit"))
    assert left(pack) == 3


def test_a_pack_stays_on_its_board(pack, second_board, client):
    other = PlanFactory(site=second_board.site)
    submission = post(second_board, other, contact_email=BUYER)
    elsewhere = Client(headers={"host": second_board.host})
    elsewhere.get(submission.emailed_url)
    assert elsewhere.get(pack.get_absolute_url()).status_code == 404
    elsewhere.post(at(submission, "use_credit"))
    assert left(pack) == 3


def test_a_credit_is_for_its_plan_until_that_is_withdrawn(board, plan, pack):
    dearer = PlanFactory(site=board.site, amount=9901)
    cheaper = PlanFactory(site=board.site, amount=9900)
    postings = [post(board, each) for each in (plan, cheaper, dearer)]
    assert [pays_for(pack, each) for each in postings] == [True, False, False]
    plan.active = False
    plan.save()
    pack = Pack.objects.get()
    assert [pays_for(pack, each) for each in postings] == [True, True, False]


def test_an_open_payment_page_is_closed_before_a_credit_is_used(board, plan, pack, client, sandbox):
    submission = post(board, plan)
    client.get(pack.get_absolute_url())
    client.post(at(submission, "pay"))
    session = payment_of(submission).attempts.get().session_id
    client.post(at(submission, "use_credit"))
    assert sandbox.session(session)["status"] == "expired"
    assert (left(pack), page_of(submission).live) == (2, True)


def test_the_way_from_a_listing_to_a_pack_and_back(board, plan, offer, client, sandbox):
    submission = post(board, plan)
    assert at(submission, "pack_for") in buttons(client, submission)
    assert client.post(at(submission, "pack_for")).headers["Location"] == PACKS
    client.post(PACKS, {"offer": offer.pk, "email": BUYER})
    pack = Pack.objects.get()
    sandbox.pay(pack.payment.attempts.get().session_id)
    client.get(path_back(pack.payment, "paid"))
    page = shown(client.get(pack.get_absolute_url()))
    assert page.select_one("a.button")["href"] == at(submission)


# --- What editors do


def test_declining_says_that_the_posting_is_back(db, sandbox, mailbox):
    board = make_board(review="after")
    plan = PlanFactory(site=board.site)
    pack = make_pack(PackOfferFactory(plan=plan), BUYER)
    submission = post(board, plan)
    use(payment=payment_of(submission), pack=pack.payment)
    assert stage_of(page_of(submission)) == Stage.IN_REVIEW
    assert decline(page=page_of(submission), user=SuperuserFactory(), reason="Not here.") == []
    assert left(pack) == 3
    [email] = [each for each in mailbox.to(submission.contact_email) if "Not published" in each.subject]
    assert "back in your pack" in email.message
    assert mailbox.kinds(BUYER) == ["pack_bought", "pack_used", "pack_credit_back"]
    assert "back in the pack" in text(Client().get(at(submission)))


@pytest.mark.parametrize(("gives_back", "kept"), [(True, 3), (False, 2)])
def test_taking_down_gives_the_posting_back_or_not(board, plan, pack, mailbox, gives_back, kept):
    submission = post(board, plan)
    use(payment=payment_of(submission), pack=pack.payment)
    take_down(page=page_of(submission), user=SuperuserFactory(), reason="Spam.", refund=gives_back)
    assert left(pack) == kept
    assert not page_of(submission).live
    [email] = [each for each in mailbox.to(submission.contact_email) if "Taken down" in each.subject]
    assert ("back in your pack" in email.message) is gives_back


def test_the_screen_that_takes_down_offers_the_posting(board, plan, pack, admin_client):
    submission = post(board, plan)
    use(payment=payment_of(submission), pack=pack.payment)
    url = f"{reverse('listings_take_down')}?do=unpublish&id={submission.page_id}"
    assert "1 posting of a pack" in admin_client.get(url).content.decode()
    admin_client.post(url, {"reason": "Spam.", "money": "refund"})
    assert left(pack) == 3


def test_the_list_of_packs_and_what_became_of_them(board, plan, pack, admin_client):
    submission = post(board, plan)
    use(payment=payment_of(submission), pack=pack.payment)
    listed = admin_client.get("/admin/packs/").content.decode()
    assert BUYER in listed
    page = admin_client.get(reverse("pack:inspect", args=[pack.pk])).content.decode()
    assert submission.page.title in page


def test_a_posting_is_given_and_taken_by_hand_with_a_reason(pack, admin_client):
    admin_client.post(reverse("pack_grant", args=[pack.pk]), {"reason": ""})
    assert left(pack) == 3
    admin_client.post(reverse("pack_grant", args=[pack.pk]), {"reason": "For the outage."})
    assert left(pack) == 4
    assert "For the outage." in admin_client.get(reverse("pack:inspect", args=[pack.pk])).content.decode()
    admin_client.post(reverse("pack_take_back", args=[pack.pk]), {"reason": "By mistake."})
    assert left(pack) == 3
    page = shown(admin_client.get(reverse("pack:inspect", args=[pack.pk])))
    said = page.get_text(" ", strip=True)
    assert "One more posting given: For the outage." in said
    assert "A posting taken back: By mistake." in said


def test_an_unpaid_pack_is_waived_with_a_reason(offer, sandbox, admin_client):
    pack = buy(offer=offer, email=BUYER, nonce=None)
    admin_client.post(reverse("pack_waive", args=[pack.pk]), {"reason": "A sponsor."})
    assert (left(pack), Payment.objects.get().status) == (3, Payment.Status.WAIVED)


def test_the_refund_screen_offers_unused_postings(board, plan, pack, admin_client, sandbox):
    use(payment=payment_of(post(board, plan)), pack=pack.payment)
    url = reverse("payment_refund", args=[pack.payment_id])
    page = shown(admin_client.get(url))
    assert [each["value"] for each in page.select("select[name=postings] option")] == ["1", "2"]
    admin_client.post(url, {"postings": "2", "reason": "Changed plans."})
    assert left(pack) == 0
    assert Payment.objects.get(pk=pack.payment_id).refunds.get().amount == 16666
    answer = admin_client.get(url, follow=True)
    assert "no unused posting left" in answer.content.decode()


def test_the_payment_screen_gives_a_posting_back(board, plan, pack, admin_client):
    submission = post(board, plan)
    payment = payment_of(submission)
    use(payment=payment, pack=pack.payment)
    page = admin_client.get(reverse("payment:inspect", args=[payment.pk])).content.decode()
    url = reverse("payment_give_credit_back", args=[payment.pk])
    assert url in page and str(pack.payment.uuid) in page
    admin_client.post(url)
    assert (left(pack), page_of(submission).live) == (3, False)
    assert stage_of(page_of(submission)) == Stage.REFUNDED
    assert "Your pack has its posting back" in text(Client().get(at(submission)))


def test_an_offer_is_made_in_whole_units(board, plan, admin_client):
    url = reverse("wagtailsnippets_submissions_packoffer:add")
    fields = {"site": board.site.pk, "plan": plan.pk, "postings": 10, "price": "799.50", "valid_days": 180}
    admin_client.post(url, fields | {"active": "on"})
    offer = PackOffer.objects.get()
    assert (offer.amount, offer.price_of_one, offer.saves_percent) == (79950, "€79.95", 19)


def test_no_pack_of_a_free_plan_or_of_another_board(board, second_board, plan):
    free = PackOffer(site=board.site, plan=FreePlanFactory(site=board.site), postings=3, amount=100)
    elsewhere = PackOffer(site=second_board.site, plan=plan, postings=3, amount=100)
    for wrong in (free, elsewhere):
        with pytest.raises(ValidationError):
            wrong.full_clean()


# --- What is shown and emailed


def test_readers_see_packs_on_the_pricing_page(board, plan, offer, client):
    from home.models import StandardPage

    page = board.home.add_child(
        instance=StandardPage(title="Pricing", slug="pricing", body=[("plans", None)])
    )
    page.save_revision().publish()
    said = text(client.get("/pricing/"))
    assert "3 postings with Standard" in said and "15 % less" in said
    offer.active = False
    offer.save()
    assert "3 postings" not in text(client.get("/pricing/"))


def test_my_listings_and_the_email_with_links_have_the_packs(board, plan, pack, client, mailbox):
    submission = post(board, plan, contact_email=BUYER)
    links.ask(site=board.site, email=BUYER)
    call_command("send_links")
    email = mailbox.to(BUYER)[-1]
    assert pack.url in email.message
    from jobs.submissions.services import mine_links

    assert "3 postings with Standard left" in text(client.get(mine_links.url_of(submission)))


def test_who_has_only_packs_gets_their_links(board, pack, mailbox):
    links.ask(site=board.site, email=BUYER)
    call_command("send_links")
    assert pack.url in mailbox.to(BUYER)[-1].message
    assert mailbox.kinds(BUYER)[-1] == "links"


def test_a_pack_that_ends_soon_is_told_once(board, plan, pack, mailbox):
    with time_machine.travel(timezone.now() + timedelta(days=352)) as clock:
        assert send_reminders().packs == 1
        assert send_reminders().packs == 0
        email = mailbox.to(BUYER)[-1]
        assert "3 postings of your pack" in email.message
        clock.shift(timedelta(days=20))
        assert send_reminders().packs == 0
    assert mailbox.kinds(BUYER).count("pack_ends_soon") == 1


def test_a_pack_without_postings_left_is_not_told_of(pack, mailbox, sandbox):
    refund(payment=pack.payment, amount=25000, reason="All.", user=None)
    with time_machine.travel(timezone.now() + timedelta(days=352)):
        assert send_reminders().packs == 0


def test_frozen_postings_are_said_and_not_offered(board, plan, pack, client, sandbox):
    sandbox.dispute(sandbox.charge_of(pack.payment.attempts.get().session_id)["id"])
    sync_refunds_and_disputes(pack.payment)
    assert "Your bank has questioned the payment" in text(client.get(pack.get_absolute_url()))
    submission = post(board, plan)
    assert at(submission, "use_credit") not in buttons(client, submission)


def test_a_pack_whose_time_is_over_says_so(pack, client):
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert "The time of this pack is over." in text(client.get(pack.get_absolute_url()))
