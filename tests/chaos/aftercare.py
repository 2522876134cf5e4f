"""What happens to a paid listing: edits, closing, renewal, upgrade, refunds."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from stripe_sandbox import cards
from tests.chaos.browser import hidden_fields

if TYPE_CHECKING:
    from tests.chaos.employer import Employer

# How often an employer looks whether the listing is up.
LOOKS = 8


def steps(employer: Employer) -> Iterator[float]:
    after = employer.story.after
    if after == "edit":
        employer.edit()
    elif after.startswith("close"):
        yield from _close(employer, reopens=after.endswith("reopen"))
    elif after.startswith("renew"):
        yield from _renew(employer)
    elif after == "upgrade":
        yield from _buy(employer, "upgrade", employer.stage.plans["featured"])
    elif after.startswith("dispute"):
        yield from _dispute(employer)
    elif after.endswith("by_editor"):
        yield from employer.stage.refund_by_editor(employer.place, part=after.startswith("part"))
    else:
        share = {"amount": 3300} if after.startswith("part") else {}
        employer.stage.at_stripe("refund", id=employer.session_id, **share)


def _close(employer: Employer, *, reopens: bool) -> Iterator[float]:
    fields = yield from _form_of(employer, "close")
    if fields is None:
        return
    employer.browser.post(f"{employer.place}close/", fields | {"reason": "filled_here"})
    if reopens:
        yield employer.story.pace
        employer.browser.post(f"{employer.place}reopen/", fields)


def _renew(employer: Employer) -> Iterator[float]:
    yield from _buy(employer, "renew", employer.plan)
    if employer.story.after == "renew_and_back" and employer.thanks_url:
        yield 1.0
        employer.stage.at_stripe("refund", id=employer.session_id)


def _buy(employer: Employer, page: str, plan: int) -> Iterator[float]:
    """Choose a purchase, pay it, and return to the site or not."""
    fields = yield from _form_of(employer, page)
    employer.thanks_url = ""
    if fields is None or not employer.press_pay(f"{employer.place}{page}/", fields | {"plan": plan}):
        return
    yield employer.story.pace
    if employer.story.after == "renew_by_debit":
        employer.note_thanks(employer.submit_debit())
        yield 1.0
        employer.stage.at_stripe("settle", id=employer.session_id)
    else:
        employer.note_thanks(employer.submit_card(cards.PAYS))
    yield from employer.come_back()


def _form_of(employer: Employer, page: str) -> Generator[float, None, dict[str, str] | None]:
    """Return the hidden fields of one of the employer's pages once the listing is live; None if it never is."""
    address = f"{employer.place}{page}/"
    for _ in range(LOOKS):
        shown = employer.browser.get(address)
        if shown.url.path == address:
            return hidden_fields(shown)
        yield 1.0
    return None


def _dispute(employer: Employer) -> Iterator[float]:
    after = employer.story.after
    opened = employer.stage.at_stripe("dispute", id=employer.session_id)
    if after != "dispute" and opened:
        yield 1.0
        employer.stage.at_stripe("close_dispute", id=opened["id"], status=after.removeprefix("dispute_"))
