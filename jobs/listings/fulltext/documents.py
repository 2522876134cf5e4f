"""An indexed text: sections of words, the most important first."""

from dataclasses import dataclass, fields

TABLE = "jobs_fulltext"


@dataclass(frozen=True)
class Document:
    key: int
    title: list[str]
    company: list[str]
    tags: list[str]
    # Category, places and the choices of the table of facts.
    facts: list[str]
    description: list[str]


SECTIONS = tuple(field.name for field in fields(Document) if field.name != "key")
