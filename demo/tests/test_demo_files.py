"""Content files: what a new file adds, and how a mistake in a file is reported."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo.boards import FOLDER, read_boards
from demo.content import Pay, State
from demo.errors import ContentError
from demo.loading import load as load_into_new_install
from jobs.listings.models import JobPage
from tests.demo import load

FIELDS = """\
title = "Lamp Engineer"
employer = "gantryloop"
category = "platform"
tags = ["Go"]
places = ["Oslo, NO"]
apply = "jobs@gantryloop.example"
days_ago = 1
"""
DESCRIPTION = "Our lamps need\ncare.\n\n- Every one."
WHERE = "consolecowboys/listings/lamp-engineer.md: "


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with one demo board that has no listings."""
    board = FOLDER / "consolecowboys"
    shutil.copytree(board, tmp_path / board.name, ignore=shutil.ignore_patterns("listings"))
    return tmp_path


def write_listing(content: Path, fields: str = FIELDS, description: str = DESCRIPTION) -> None:
    file = content / "consolecowboys" / "listings" / "lamp-engineer.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"+++\n{fields}+++\n\n{description}\n", encoding="utf-8")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
def test_adding_a_listing_is_adding_one_file(content: Path):
    load(port=8417, content=content)
    assert not JobPage.objects.exists()
    write_listing(content)
    outcome = load(port=8417, content=content)
    assert (outcome.made, outcome.left_out) == (1, [])
    page = JobPage.objects.get()
    assert page.live
    assert (page.title, page.company.name, page.category.slug) == ("Lamp Engineer", "Gantryloop", "platform")
    assert "Our lamps need care." in page.description
    again = load(port=8417, content=content)
    assert (again.made, again.moved) == (0, 0)


def test_fields_that_are_left_out_have_defaults(content: Path):
    write_listing(content)
    (listing,) = read_boards(content)[0].listings
    assert listing.key == "lamp-engineer"
    assert listing.places == (("NO", "Oslo"),)
    assert (listing.plan, listing.remote, listing.employment) == ("Standard", "onsite", "full_time")
    assert (listing.state, listing.pay, listing.regions, listing.note) == (State.LIVE, None, (), "")


def test_fields_that_are_given_are_read(content: Path):
    write_listing(
        content,
        FIELDS
        + 'state = "changes requested"\nplan = "Plus"\nremote = "remote"\nregions = ["eu"]\nnote = "Say more."\n'
        + 'pay = { low = 10, high = 12, currency = "EUR", unit = "hour" }\n',
    )
    (listing,) = read_boards(content)[0].listings
    assert (listing.plan, listing.remote, listing.regions) == ("Plus", "remote", ("eu",))
    assert (listing.state, listing.note) == (State.CHANGES_REQUESTED, "Say more.")
    assert listing.pay == Pay(10, 12, "EUR", "hour")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Lamp Engineer"\n', "", "“title” is missing."),
        ('"Lamp Engineer"', '""', "“title” is empty."),
        ("title =", "titel =", "“titel” is not a field. Did you mean “title”?"),
        ("title =", "key =", "“key” is not a field."),
        ('"gantryloop"', '"gantrylop"', "“employer” is “gantrylop”, and must be one of “haldergate”, "),
        (
            '"platform"',
            '"plattform"',
            "“category” is “plattform”, and must be one of “backend”, “platform”, ",
        ),
        ("days_ago = 1", 'days_ago = 1\nplan = "Gold"', "“plan” is “Gold”, and must be one of “Standard”, "),
        (
            "days_ago = 1",
            'days_ago = 1\nstate = "lively"',
            "“state” is “lively”, and must be one of “live”, ",
        ),
        (
            "days_ago = 1",
            'days_ago = 1\nremote = "home"',
            "“remote” is “home”, and must be one of “onsite”, “hybrid”, “remote”.",
        ),
        (
            "days_ago = 1",
            'days_ago = 1\nemployment = "fulltime"',
            "“employment” is “fulltime”, and must be one of “full_time”, ",
        ),
        ("days_ago = 1", 'days_ago = 1\nregions = ["mars"]', "“regions” is “mars”, and must be one of "),
        ("days_ago = 1", 'days_ago = "soon"', "“days_ago” must be a number, not 'soon'."),
        ("days_ago = 1", "days_ago = true", "“days_ago” must be a number, not True."),
        ('["Go"]', '"Go"', "“tags” must be a list, not 'Go'."),
        ('["Go"]', "[1]", "“tags” must be text, not 1."),
        ("Oslo, NO", "Oslo", "“places” has “Oslo”, and must have a town and a country, as in “Oslo, NO”."),
        ("days_ago = 1", "days_ago = 1\npay = 9", "“pay” must be a table, not 9."),
        ("days_ago = 1", "days_ago = 1\npay = { low = 9, high = 10 }", "“pay”: “currency” is missing."),
        ('["Go"]', "Go", "Invalid value (at line 5, column 8)."),
    ],
)
def test_a_mistake_is_reported_with_its_file_and_field(content: Path, old: str, new: str, message: str):
    write_listing(content, FIELDS.replace(old, new))
    with pytest.raises(ContentError) as error:
        read_boards(content)
    assert str(error.value).startswith(WHERE + message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file must start with fields between two +++ lines."),
        ("Only text.", "the file must start with fields between two +++ lines."),
        (
            f"+++\n{FIELDS}\nThe second line is missing.",
            "the file must start with fields between two +++ lines.",
        ),
        (f"+++\n{FIELDS}+++\n\n", "there is no text below the fields."),
    ],
)
def test_a_file_without_fields_or_text_is_reported(content: Path, text: str, message: str):
    write_listing(content)
    (content / "consolecowboys" / "listings" / "lamp-engineer.md").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read_boards(content)
    assert str(error.value) == WHERE + message


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "board.toml",
            "hostname",
            "hostnam",
            "board.toml: “hostnam” is not a field. Did you mean “hostname”?",
        ),
        (
            "board.toml",
            "days = 30",
            "days = 30.5",
            "board.toml: “plans”: “days” must be a whole number, not 30.5.",
        ),
        (
            "employers.toml",
            '"gate"',
            '"gait"',
            "employers.toml: [haldergate]: “shape” is “gait”, and must be",
        ),
        ("employers.toml", "name =", "nam =", "employers.toml: [haldergate]: “nam” is not a field."),
        ("employers.toml", "[haldergate]\n", "", "employers.toml: [name] must be a table, not 'Haldergate'."),
        ("pages/about.md", "position = 1\n", "", "pages/about.md: “position” is missing."),
    ],
)
def test_a_mistake_beside_the_listings_is_reported_too(
    content: Path, file: str, old: str, new: str, message: str
):
    replace(content / "consolecowboys" / file, old, new)
    with pytest.raises(ContentError) as error:
        read_boards(content)
    assert str(error.value).startswith(f"consolecowboys/{message}")


@pytest.mark.parametrize("file", ["employers.toml", "pages/terms.md"])
def test_a_file_that_every_board_needs_is_missed(content: Path, file: str):
    (content / "consolecowboys" / file).unlink()
    with pytest.raises(ContentError, match=rf"^consolecowboys/{file}: the file is missing\.$"):
        read_boards(content)


def test_the_command_reports_a_mistake_in_one_line(content: Path, monkeypatch: pytest.MonkeyPatch):
    write_listing(content, FIELDS.replace("gantryloop", "nobody", 1))
    load_content = partial(load_into_new_install, content=content)
    monkeypatch.setattr("demo.management.commands.load_demo.load", load_content)
    with pytest.raises(CommandError, match="“employer” is “nobody”"):
        call_command("load_demo", port=8417)


def test_files_are_found_from_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    boards = read_boards()
    monkeypatch.chdir(tmp_path)
    assert FOLDER.is_absolute()
    assert read_boards() == boards
    assert [len(board.listings) > 0 for board in boards] == [True, True]
