"""What is indexed of a text: its sections, each a list of words, from the weightiest down."""

from dataclasses import dataclass, fields

TABLE = "jobs_fulltext"


@dataclass(frozen=True)
class Document:
    key: int
    title: list[str]
    company: list[str]
    tags: list[str]
    # Category, employment, places.
    facts: list[str]
    description: list[str]


SECTIONS = tuple(field.name for field in fields(Document) if field.name != "key")
