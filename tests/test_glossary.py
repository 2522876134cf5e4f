"""The catalogue of each language uses the words of docs/glossary.md, and none that the glossary rules out."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
# What a message is filled with, and markup: neither is a word of ours.
NOT_WORDS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>|https?://\S+")


@dataclass(frozen=True)
class Term:
    english: tuple[str, ...]
    french: tuple[str, ...]
    not_english: tuple[str, ...]
    not_french: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.english[0]


@dataclass(frozen=True)
class Message:
    english: str
    french: str


def terms() -> list[Term]:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [[words(cell) for cell in line.strip("|").split("|")[:4]] for line in lines[2:]]
    return [Term(*row) for row in rows]


def words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


@cache
def messages() -> list[Message]:
    """All translated messages, of plurals each form."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    found = []
    for entry in catalogue:
        if not entry.id or entry.fuzzy:
            continue
        english = entry.id if isinstance(entry.id, (list, tuple)) else (entry.id,)
        french = entry.string if isinstance(entry.string, (list, tuple)) else (entry.string,)
        found += [
            Message(plain(one), plain(other)) for one, other in zip(english, french, strict=True) if other
        ]
    return found


def plain(text: str) -> str:
    return NOT_WORDS.sub(" ", text).replace("'", "’")


def has(text: str, wanted: tuple[str, ...]) -> bool:
    return any(pattern(word).search(text) for word in wanted)


@cache
def pattern(word: str) -> re.Pattern[str]:
    """Match the word as a whole, also behind an elided article, but not as part of one with a hyphen."""
    ending = "" if word.endswith("…") else r"(?![\w-])"
    return re.compile(rf"(?<![\w-]){re.escape(word.removesuffix('…'))}{ending}", re.IGNORECASE)


def test_the_glossary_and_the_catalogue_are_read() -> None:
    assert len(terms()) >= 40
    assert len(messages()) >= 500
    assert all(term.english and term.french for term in terms())
    used = [
        term.name for term in terms() if any(has(message.english, term.english) for message in messages())
    ]
    assert len(used) >= 30, "rows that no message uses say nothing"


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.name)
def test_a_term_is_translated_with_its_french_word(term: Term) -> None:
    concerned = [message for message in messages() if has(message.english, term.english)]

    assert [message for message in concerned if not has(message.french, term.french)] == []


@pytest.mark.parametrize("term", [term for term in terms() if term.not_english], ids=lambda term: term.name)
def test_no_message_has_another_word_for_it(term: Term) -> None:
    assert [message.english for message in messages() if has(message.english, term.not_english)] == []


@pytest.mark.parametrize("term", [term for term in terms() if term.not_french], ids=lambda term: term.name)
def test_no_translation_has_another_word_for_it(term: Term) -> None:
    assert [message.french for message in messages() if has(message.french, term.not_french)] == []


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("We mail a link", "mail", True),
        ("Votre e-mail", "mail", False),
        ("l’annonce", "annonce", True),
        ("Remboursement", "rembours…", True),
        ("Renouvelez-la", "renouvel…", True),
        ("tagline", "tag", False),
    ],
)
def test_words_are_found_whole(text: str, word: str, found: bool) -> None:
    assert has(text, (word,)) is found
