"""Read the demo boards from their folders; README.md describes the files."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from demo.content import Board, Employer, Listing, Page
from demo.errors import ContentError
from demo.files import check_choice, convert, fill, label, read_markdown, read_toml
from demo.shapes import SHAPES
from jobs.listings import facts
from jobs.listings.models import EligibleRegion, JobPage

FOLDER = Path(__file__).resolve().parent
TERMS = "terms"
# On a line of its own, this shows the table of plans there.
PLANS_LINE = "\n[plans]\n"
PLACE = re.compile(r"(.+), ([A-Z]{2})")

T = TypeVar("T")


def read_boards(folder: Path = FOLDER) -> tuple[Board, ...]:
    """Read every folder that has a board.toml, sorted by name. Raises ContentError."""
    return tuple(_read_board(file) for file in sorted(folder.glob("*/board.toml")))


def _read_board(file: Path) -> Board:
    folder = file.parent
    board = fill(
        Board,
        read_toml(file),
        label(file),
        slug=folder.name,
        employers=_read_employers(folder / "employers.toml"),
        pages=tuple(sorted(_read_all(folder / "pages", _read_page), key=lambda page: page.position)),
        # Newest first, as the boards show them.
        listings=tuple(sorted(_read_all(folder / "listings", _read_listing), key=lambda it: it.days_ago)),
    )
    if TERMS not in {page.slug for page in board.pages}:
        raise ContentError(f"{folder.name}/pages/{TERMS}.md: the file is missing.")
    for pack in board.packs:
        check_choice(
            pack.plan, [plan.name for plan in board.plans], f"{folder.name}/board.toml: “packs”: “plan”"
        )
    for listing in board.listings:
        _check_listing(board, listing, f"{folder.name}/listings/{listing.key}.md")
    return board


def _read_employers(file: Path) -> tuple[Employer, ...]:
    employers = tuple(
        convert(Employer, table, f"{label(file)}: [{slug}]", slug=slug)
        for slug, table in read_toml(file).items()
    )
    for employer in employers:
        if employer.mark is not None:
            check_choice(employer.mark.shape, SHAPES, f"{label(file)}: [{employer.slug}]: “shape”")
    return employers


def _read_all(folder: Path, read: Callable[[Path], T]) -> list[T]:
    # Sorted, as the file system's own order differs from machine to machine.
    return [read(file) for file in sorted(folder.glob("*.md"))]


def _read_page(file: Path) -> Page:
    table, text = read_markdown(file)
    body, plans, after_plans = text.partition(PLANS_LINE)
    return fill(
        Page,
        table,
        label(file),
        slug=file.stem,
        body=body.strip(),
        plans=bool(plans),
        after_plans=after_plans.strip(),
    )


def _read_listing(file: Path) -> Listing:
    table, description = read_markdown(file)
    where = f"{label(file)}: “places”"
    places = convert(tuple[str, ...], table.pop("places", []), where)
    return fill(
        Listing,
        table,
        label(file),
        key=file.stem,
        places=tuple(_place(text, where) for text in places),
        description=description,
    )


def _place(text: str, where: str) -> tuple[str, str]:
    """Split “Oslo, NO” into country and town."""
    match = PLACE.fullmatch(text)
    if match is None:
        raise ContentError(f"{where} has “{text}”, and must have a town and a country, as in “Oslo, NO”.")
    return match[2], match[1]


def _check_listing(board: Board, listing: Listing, where: str) -> None:
    """Raise ContentError where a listing refers to something that does not exist."""
    check_choice(listing.employer, [employer.slug for employer in board.employers], f"{where}: “employer”")
    check_choice(listing.category, [topic.slug for topic in board.categories], f"{where}: “category”")
    check_choice(listing.plan, [plan.name for plan in board.plans], f"{where}: “plan”")
    check_choice(listing.employment, JobPage.EmploymentType.values, f"{where}: “employment”")
    check_choice(listing.visa, facts.Visa.values, f"{where}: “visa”")
    if listing.seniority:
        check_choice(listing.seniority, facts.Seniority.values, f"{where}: “seniority”")
    for benefit in listing.benefits:
        check_choice(benefit, facts.Benefit.values, f"{where}: “benefits”")
    for region in listing.regions:
        check_choice(region, EligibleRegion.Region.values, f"{where}: “regions”")
