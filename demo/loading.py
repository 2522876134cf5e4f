"""Load the demo boards, or move the dates of those that exist up to today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from demo import listings, sites
from demo.accounts import ensure_accounts, let_run
from demo.boards import FOLDER, read_boards
from demo.content import Board
from demo.errors import DemoRefused
from demo.furnishing import furnish
from demo.keys import listing_key
from emails.services import muted
from jobs.listings.models import JobPage
from jobs.submissions.services.refusals import SubmissionRefused
from payments import gateway

# Called with a board's name, the number of its listings done, and the number of all its listings.
Progress = Callable[[str, int, int], None]


@dataclass
class Outcome:
    """Counts of listings made and of listings with moved dates; titles of those the boards refused."""

    made: int = 0
    moved: int = 0
    left_out: list[str] = field(default_factory=list)


def load(
    *,
    port: int,
    progress: Progress | None = None,
    with_passwords: bool = True,
    content: Path = FOLDER,
) -> Outcome:
    """Load all boards of a folder in one transaction, and send no email.

    Pages that exist keep their content; only their dates change. Raises DemoRefused and ContentError.
    """
    if gateway.is_live_key():
        raise DemoRefused(
            "A live key of Stripe is configured: invented payments must not be mixed with real ones."
        )
    boards = read_boards(content)
    outcome = Outcome()
    with transaction.atomic(), muted():
        editor = ensure_accounts(with_passwords=with_passwords)
        for board in boards:
            site = _ensure_board(board, port, editor)
            _load_listings(board, site, editor, outcome, progress or _silent)
    return outcome


def _ensure_board(board: Board, port: int, editor: User) -> Site:
    if (home := sites.find_home(board)) is not None:
        return sites.set_port(home, port)
    site = sites.make_site(board, port)
    let_run(editor, site)
    furnish(board, site)
    return site


def _load_listings(board: Board, site: Site, editor: User, outcome: Outcome, progress: Progress) -> None:
    now = timezone.now()
    keys = {listing_key(board, listing): listing for listing in board.listings}
    found = {page.translation_key: page for page in JobPage.objects.filter(translation_key__in=keys)}
    for number, (key, listing) in enumerate(keys.items(), start=1):
        if key in found:
            outcome.moved += listings.bring_up_to(found[key], listing, now=now)
        else:
            try:
                listings.make(board, listing, site=site, editor=editor)
                outcome.made += 1
            except SubmissionRefused:
                outcome.left_out.append(listing.title)
        progress(board.name, number, len(keys))


def _silent(board_name: str, done: int, total: int) -> None:
    pass
