"""Employers who buy a pack, pay for their listing with it, and what becomes of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobs.submissions.models import Pack
from payments.models import Credit
from stripe_sandbox import cards
from tests.chaos.browser import form_actions, hidden_fields, twice

if TYPE_CHECKING:
    from tests.chaos.employer import Employer

# How often a buyer looks whether the pack is there, or a button.
LOOKS = 8


def steps(employer: Employer) -> Iterator[float]:
    yield from _buy(employer)
    if not employer.thanks_url:
        return
    yield from _wait_for_credits(employer)
    yield from _use(employer, employer.place)
    ending = employer.story.pack
    yield employer.story.pace
    if ending == "race":
        yield from _race(employer)
    elif ending == "give_back":
        yield from employer.stage.give_posting_back(employer.place)
    elif ending.endswith("by_editor"):
        yield from employer.stage.refund_pack_by_editor(employer.email)
    elif ending.startswith("dispute"):
        opened = employer.stage.at_stripe("dispute", id=employer.session_id)
        if ending != "dispute" and opened:
            yield 1.0
            employer.stage.at_stripe("close_dispute", id=opened["id"], status=ending.removeprefix("dispute_"))
    elif ending.endswith("at_stripe"):
        share = {"amount": 9100} if ending.startswith("part") else {}
        employer.stage.at_stripe("refund", id=employer.session_id, **share)


def _buy(employer: Employer) -> Iterator[float]:
    fields: dict[str, object] = dict(hidden_fields(employer.browser.get("/packs/")))
    fields |= {"offer": employer.stage.offers[employer.plan], "email": employer.email}
    for _ in range(LOOKS):
        if employer.press_pay("/packs/", fields):
            break
        yield 0.3
    yield employer.story.pace
    employer.enter_payment()
    yield from employer.come_back()
    if employer.story.way in ("debit", "debit_fails") and employer.thanks_url:
        yield 1.0
        settled = "settle" if employer.story.way == "debit" else "fail"
        employer.stage.at_stripe(settled, id=employer.session_id)
        if settled == "fail" and employer.story.tries_again:
            yield from _pay_again(employer, fields)


def _pay_again(employer: Employer, fields: dict[str, object]) -> Iterator[float]:
    """Send the form once more, as it was: it is still the same pack."""
    for _ in range(LOOKS):
        yield 1.0
        if employer.press_pay("/packs/", fields):
            employer.note_thanks(employer.submit_card(cards.PAYS))
            return


def _wait_for_credits(employer: Employer) -> Iterator[float]:
    """Open the link that was emailed with the credits; from then on the browser may use them."""
    for _ in range(LOOKS):
        pack = Pack.objects.filter(payment__payer_email=employer.email).select_related("payment").first()
        if pack is not None and Credit.objects.filter(pack=pack.payment).exists():
            employer.browser.get(pack.get_absolute_url())
            return
        yield 1.0


def _use(employer: Employer, place: str) -> Iterator[float]:
    for _ in range(LOOKS):
        page = employer.browser.get(place)
        button = f"{place}credit/"
        if button not in form_actions(page):
            return
        press = partial(employer.browser.post, button, hidden_fields(page))
        if employer.story.double_pay_click:
            twice(press)
        else:
            press()
        yield 0.3


def _race(employer: Employer) -> Iterator[float]:
    """Post again three times, with two postings left, and press the button of all three at the same moment."""
    presses = []
    for _ in range(3):
        page = employer.browser.get(employer.place)
        if f"{employer.place}again/" not in form_actions(page):
            return
        answer = employer.browser.post(f"{employer.place}again/", hidden_fields(page))
        place = urlsplit(answer.headers.get("Location", "")).path
        if place in ("", employer.place):
            return
        employer.drafts += 1
        draft = employer.browser.get(place)
        presses.append(partial(employer.browser.post, f"{place}credit/", hidden_fields(draft)))
        yield employer.story.pace
    with ThreadPoolExecutor(len(presses)) as tabs:
        for done in [tabs.submit(press) for press in presses]:
            done.result()
