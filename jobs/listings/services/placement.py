"""Keep every listing on its own board, and keep boards that have payments.

The models ask here, and so do the hooks of the admin's screens: code, commands and screens are refused alike.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from boards.admin import board_name
from boards.places import boards_at, boards_within, overlapping
from boards.refusals import Refused
from payments.models import Payment

if TYPE_CHECKING:
    from jobs.listings.models import JobPage

MOVED = _(
    "“%(title)s” stays on its board: its payments, company and category belong there. To list a job on another board, "
    "add a new listing there."
)
FOREIGN = _("“%(name)s” belongs to another board than the listing “%(title)s”.")
STAYS = _("“%(name)s” cannot be given to another board. Add a new one there.")
NESTED = _("“%(title)s” is the home page of a board, and one board cannot be below another.")
SHARED = _("“%(title)s” is on the board “%(board)s” already, and two boards cannot share pages.")
LEFT = _("The board “%(board)s” has listings below its home page, so it keeps this home page.")
HAS_PAYMENTS = _(
    "“%(title)s” cannot be deleted: payments were made on the board “%(board)s”, and they have to be kept. Unpublish "
    "its pages to close the board."
)
HAS_LISTINGS = _("“%(title)s” cannot be deleted while the board “%(board)s” has listings. Delete them first.")


def refuse_foreign_parts(listing: "JobPage") -> None:
    """Raise Refused if the listing's company or category is of another board than its place in the tree."""
    boards = boards_at(listing.path)
    for part in (listing.company, listing.category):
        if part is not None and boards and part.site_id not in boards:
            raise Refused(FOREIGN % {"name": part, "title": listing.title})


def refuse_parent(listing: "JobPage", parent: Page | None) -> None:
    """Raise Refused if a copy of the listing would be on another board."""
    if parent is not None and boards_at(parent.path) != boards_at(listing.path):
        raise Refused(MOVED % {"title": listing.title})


def refuse_move(page: Page, parent: Page) -> None:
    """Raise Refused if the move would take listings, or a whole board, to another board."""
    after = boards_at(parent.path)
    if after and boards_within(page).exists():
        raise Refused(NESTED % {"title": page.title})
    if boards_within(page).exists() or boards_at(page.path) == after:
        return
    if _listings().descendant_of(page, inclusive=True).exists():
        raise Refused(MOVED % {"title": page.title})


def refuse_site(site: Site) -> None:
    """Raise Refused if the Site's root page is on another board, or leaves this board's listings behind."""
    if (other := overlapping(site)) is not None:
        raise Refused(SHARED % {"title": site.root_page.title, "board": board_name(other)})
    before = Site.objects.filter(pk=site.pk).select_related("root_page").first()
    if before is None or before.root_page_id == site.root_page_id:
        return
    listings = _listings().descendant_of(before.root_page)
    if listings.not_descendant_of(site.root_page).exists():
        raise Refused(LEFT % {"board": board_name(before)})


def refuse_deletion(pages: Iterable[Page]) -> None:
    """Raise Refused if a board with payments or listings needs one of the pages, or one below it."""
    for page in pages:
        boards = set(boards_within(page))
        for index in _indexes().descendant_of(page, inclusive=True):
            _refuse_with_payments(page, Site.objects.filter(pk__in=boards_at(index.path)))
        _refuse_with_payments(page, boards)
        for board in boards:
            if _listings().descendant_of(board.root_page).exists():
                raise Refused(HAS_LISTINGS % {"title": page.title, "board": board_name(board)})


def refuse_site_deletion(site: Site) -> None:
    """Raise Refused if the board has payments or listings."""
    refuse_deletion([site.root_page])


def _refuse_with_payments(page: Page, boards: Iterable[Site]) -> None:
    for board in boards:
        if Payment.objects.filter(site=board).exists():
            raise Refused(HAS_PAYMENTS % {"title": page.title, "board": board_name(board)})


def _listings() -> PageQuerySet:
    # By the tables' names: the models' own files import this one.
    return Page.objects.filter(jobpage__isnull=False)


def _indexes() -> PageQuerySet:
    return Page.objects.filter(jobindexpage__isnull=False)
