"""Write each change of what readers see to the journal, by triggers, so that no statement is missed.

Rooms declare their tables with `watch()` when the apps are ready. Each column counts unless it is left out by name, so
that a new one is never forgotten. `caching/tests/test_watching.py` walks all models.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.db.models import Model

from caching.triggers import Derived, Trigger, declare

JOURNAL = "caching_change"
COLUMNS = "(site_id, path, source_table)"
# A page that was never published is seen by nobody: employers' drafts stay out of the journal.
SEEN_PAGE = "({row}.live OR {row}.first_published_at IS NOT NULL)"
# SQL that lists the boards of some rows, as (site_id, path). `{row}` is NEW or OLD.
BoardsOf = str

EVERY_BOARD: BoardsOf = "SELECT CAST(NULL AS bigint) AS site_id, CAST(NULL AS text) AS path"
OWN_BOARD: BoardsOf = "SELECT {row}.site_id AS site_id, CAST(NULL AS text) AS path"
BOARD_OF_PATH: BoardsOf = "SELECT CAST(NULL AS bigint) AS site_id, {row}.path AS path"


def board_of_page(column: str) -> BoardsOf:
    """Name the board of the page whose id this column has."""
    seen = SEEN_PAGE.format(row="page")
    return (
        "SELECT CAST(NULL AS bigint) AS site_id, page.path AS path FROM wagtailcore_page page "  # noqa: S608
        f"WHERE page.id = {{row}}.{column} AND {seen}"
    )


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A table whose rows readers see: which columns count, and which board a row belongs to."""

    model: str
    boards: BoardsOf
    but_not: Sequence[str] = ()
    """Columns that no reader sees."""
    only: Sequence[str] = ()
    """The columns that count, instead of all but those."""
    seen: str = ""
    """SQL on `{row}`: whether readers see this row."""
    events: Sequence[str] = ("INSERT", "UPDATE", "DELETE")
    name: str = ""
    """Sets it apart from another declaration for the same table."""

    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def table(self) -> str:
        return self.model_class()._meta.db_table

    def columns(self) -> list[str]:
        own = [str(field.column) for field in self.model_class()._meta.local_concrete_fields]
        chosen = self.only or [column for column in own if column not in self.but_not]
        if unknown := {*self.only, *self.but_not} - set(own):
            raise LookupError(f"{self.table} has no column {', '.join(sorted(unknown))}")
        return list(chosen)


_watched: list[Watched] = []


def watch(*tables: Watched) -> None:
    """Declare tables that readers see; from `AppConfig.ready()`."""
    for watched in tables:
        _watched.append(watched)
        declare(
            Derived(
                name=f"journal {watched.model} {watched.name}",
                triggers=partial(_triggers, watched),
                # Rows may have changed while the trigger was not there.
                refill=partial(_note_all, watched),
                writes=frozenset({JOURNAL, "wagtailcore_page"}),
            )
        )


def all_watched() -> list[Watched]:
    return list(_watched)


def _triggers(watched: Watched, vendor: str) -> list[Trigger]:
    make: dict[str, Callable[[Watched, str], Trigger]] = {
        "INSERT": partial(_once, event="INSERT", row="NEW"),
        "DELETE": partial(_once, event="DELETE", row="OLD"),
        "UPDATE": _update,
    }
    return [make[event](watched, vendor) for event in watched.events]


def _once(watched: Watched, vendor: str, *, event: str, row: str) -> Trigger:
    return Trigger(
        name=_name(watched, event),
        table=watched.table,
        event=event,
        when=watched.seen.format(row=row),
        body=_insert(watched, watched.boards.format(row=row)),
    )


def _update(watched: Watched, vendor: str) -> Trigger:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in watched.columns())
    seen = " OR ".join(watched.seen.format(row=row) for row in ("OLD", "NEW")) if watched.seen else ""
    # The row may have gone from one board to another.
    boards = " UNION ".join(dict.fromkeys(watched.boards.format(row=row) for row in ("OLD", "NEW")))
    return Trigger(
        name=_name(watched, "UPDATE"),
        table=watched.table,
        event=f"UPDATE OF {', '.join(watched.columns())}",
        when=f"({changed}) AND ({seen})" if seen else changed,
        body=_insert(watched, boards),
    )


def _insert(watched: Watched, boards: str) -> str:
    return (
        f"INSERT INTO {JOURNAL} {COLUMNS} "  # noqa: S608 - own names
        f"SELECT site_id, path, '{watched.table}' FROM ({boards}) AS boards;"
    )


def _note_all(watched: Watched, vendor: str) -> list[str]:
    return [f"INSERT INTO {JOURNAL} {COLUMNS} VALUES (NULL, NULL, '{watched.table}')"]  # noqa: S608 - own names


def _name(watched: Watched, event: str) -> str:
    # PostgreSQL cuts names at 63 characters.
    return f"seen_{watched.table}_{watched.name}{event[:3].lower()}"
