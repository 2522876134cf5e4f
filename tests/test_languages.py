"""A board in French is French to the last word, date and sum, while the board beside it stays English."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from boards.models import BoardSettings
from jobs.listings.models import Report
from jobs.listings.services import reports, verification
from jobs.submissions.tests.typed import typed
from payments.services.settlement import confirm
from settings.rooms import ROOMS
from tests.factories import (
    Board,
    CompanyFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    payment_of,
)

FRENCH = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES"
# What speaks English alone, or is nobody's to read.
OUTSIDE = {"tests", "migrations", "demo"}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|%%|<[^>]+>|https?://\S+|\{\w*\}")


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms_of(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def translations(catalogue: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {(entry.context, forms_of(entry.id)[0]): forms_of(entry.string) for entry in entries(catalogue)}


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (FRENCH / "django.po").open("rb") as file:
        return read_po(file, locale="fr")


@pytest.fixture(scope="module")
def in_sources() -> set[str]:
    """Every string marked for translation, in its singular."""
    paths = (path for room in [*ROOMS, "templates"] for path in (settings.BASE_DIR / room).rglob("*"))
    found = set()
    for path in paths:
        if path.suffix not in {".py", ".html", ".txt"} or not OUTSIDE.isdisjoint(path.parts):
            continue
        source = path.read_text()
        if path.suffix != ".py":
            # As Python, where indentation would mean something.
            source = "\n".join(line.strip() for line in templatize(source).splitlines())
        found |= {
            forms_of(words)[0] for _, words, *_ in extract("python", BytesIO(source.encode()), KEYWORDS)
        }
    return found


def test_every_string_has_its_french_and_no_french_is_left_over(french, in_sources):
    known = {forms_of(message.id)[0] for message in entries(french)}
    assert in_sources - known == set(), "run `make messages` and translate what is new"
    assert known - in_sources == set(), "run `make messages`, which drops what is gone"
    assert not french.obsolete


def test_every_entry_is_translated_for_good(french):
    assert [message.id for message in entries(french) if message.fuzzy] == []
    assert [message.id for message in entries(french) if not all(forms_of(message.string))] == []


def test_placeholders_markup_and_addresses_come_through_unchanged(french):
    for message in entries(french):
        # A language may write out the number one; the plural shows what there is to show.
        asked = set(PLACEHOLDER.findall(forms_of(message.id)[-1]))
        for place, text in enumerate(forms_of(message.string)):
            given = set(PLACEHOLDER.findall(text))
            singular = message.pluralizable and place == 0
            assert given <= asked if singular else given == asked, message.id


def test_typography(french):
    for message in entries(french):
        for text in forms_of(message.string):
            assert "'" not in text, f"straight apostrophe: {text}"
            assert not re.search(r" [:;?!»]|« |\w[;?!](\s|$)|\w:(\s|$)", text), f"space to break at: {text}"
            assert '"' not in text and "“" not in text, f"English quotes: {text}"


def test_what_runs_is_compiled_from_what_is_read(french):
    with (FRENCH / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert translations(compiled) == translations(french)


def test_no_template_joins_words_with_english_punctuation():
    """Where a colon stands, and what space is before it, is for the language to say."""
    glued = re.compile(r"(\}\}|%\}|>): |: (\{\{|\{% (blocktranslate|translate))")
    translated = re.compile(
        r"\{% blocktranslate.*?endblocktranslate %\}|style=\".*?\"|<style>.*?</style>", re.DOTALL
    )
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        assert not glued.search(translated.sub("", path.read_text())), path


# --- Boards


@pytest.fixture
def french_board(board: Board) -> Board:
    BoardSettings.objects.filter(site=board.site).update(language="fr")
    return board


@pytest.fixture
def read(client):
    """A page's visible and spoken text, with its white space made one."""

    def read(address: str, host: str = "testserver", status: int = 200, language: str = "fr") -> str:
        answer = client.get(address, headers={"host": host, "accept-language": "de"})
        assert answer.status_code == status
        assert answer.headers["Content-Language"] == language
        return text_of(answer, language)

    return read


def text_of(answer, language: str = "fr") -> str:
    html = answer.content.decode()
    assert re.search(rf'<html lang="{language}"', html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def listing(french_board):
    return LiveJobFactory(
        board=french_board,
        title="Cheminot",
        salary_min=70_000,
        salary_max=90_000,
        salary_currency="EUR",
        salary_unit="year",
    )


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/", ["Publier une offre", "Rechercher parmi 1 offre", "Aller au contenu"]),
        ("/jobs/", ["1 offre en cours", "Lieu de travail", "Aujourd’hui", "il y a 1 min"]),
        ("/jobs/?q=nowhere", ["Aucune offre en cours ne répond à tous ces critères."]),
        ("/companies/", ["Entreprises", "1 offre"]),
        ("/alerts/", ["Les offres par e-mail", "Chaque matin"]),
        ("/submissions/find/", ["Retrouver mon annonce", "M’envoyer mes liens"]),
        ("/post-a-job/", ["Intitulé du poste", "Temps plein", "Allemagne", "99 €", "30 jours"]),
    ],
)
def test_the_public_pages(french_board, listing, read, address, says):
    PlanFactory(site=french_board.site)
    text = read(address)
    for words in says:
        assert words in text


def test_feed_readers_read_french_titles(french_board, client):
    html = client.get("/jobs/?q=train").content.decode()
    titles = re.findall(r'<link rel="alternate"[^>]* title="(.*?)"', html)
    assert "consolecowboys : toutes les offres (RSS)" in titles
    assert "consolecowboys : « train » (Atom)" in titles


def test_a_listing_with_its_pay_and_dates(listing, read):
    text = read(listing.url)
    assert "70 000 € – 90 000 €" in text
    assert "par an" in text
    assert re.search(rf"Publiée \d+ \w+ {listing.first_published_at.year}", text)
    assert "il y a" in text
    assert "Postuler" in text and "Apply" not in text


def test_a_page_that_is_not_there(french_board, read):
    assert "Rien à cette adresse" in read("/nothing/", status=404)


def test_a_refused_form(french_board, client):
    plan = PlanFactory(site=french_board.site)
    answer = client.post("/post-a-job/", typed(plan, title=None, salary_min="9", salary_max="1", terms=None))
    text = text_of(answer)
    assert "3 points sont à revoir" in text
    assert text.count("Indiquez l’intitulé du poste.") == 2, "in the summary and beside the field"
    assert "Champ requis" not in text
    assert "Le maximum de la rémunération est inférieur au minimum." in text
    assert "Veuillez accepter les conditions pour publier." in text


def test_the_employers_page(french_board, sandbox, read):
    draft = UnpaidSubmissionFactory(board=french_board)
    text = read(f"/submissions/{draft.token}/")
    assert "Votre annonce est enregistrée comme brouillon" in text
    assert "Payer 99 €" in text
    live = PaidSubmissionFactory(board=french_board)
    text = read(f"/submissions/{live.token}/")
    assert "Votre annonce est en ligne" in text
    assert re.search(r"jusqu’au \d+ \w+ \d{4} à \d\d:\d\d", text)


def test_the_second_board_stays_english(listing, second_board, read):
    english = LiveJobFactory(board=second_board)
    assert "Toutes les offres" in read("/")
    text = read(english.url, host=second_board.host, language="en")
    assert "Apply" in text and "Postuler" not in text
    assert "Post a job" in read("/", host=second_board.host, language="en")


def test_feeds_say_their_language(listing, client):
    assert feedparser.parse(client.get("/jobs/feed.rss").content).feed.language == "fr"
    assert client.get("/jobs/feed.json").json()["language"] == "fr"


# --- Mails


def test_a_submissions_mails_whatever_language_is_active(french_board, pay, mailbox):
    """A webhook, a scheduled job and an editor each have another one, or none."""
    with translation.override("en"):
        submission = UnpaidSubmissionFactory(board=french_board, title="Cheminot")
        pay(submission)
        confirm(payment=payment_of(submission))
    subjects = {kind: mailbox.one(kind).subject for kind in ("draft_saved", "receipt", "live")}
    assert subjects == {
        "draft_saved": "Votre brouillon d’annonce",
        "receipt": "Reçu : 99 € pour Cheminot",
        "live": "En ligne : Cheminot",
    }
    live = mailbox.one("live")
    for body in (live.message, live.html_message):
        assert re.search(r"jusqu’au \d+ \w+ \d{4}", body)
    assert '<html lang="fr"' in live.html_message
    assert mailbox.one("new_paid_listing").subject == "Nouvelle annonce payée : Cheminot"


def test_the_other_boards_mails_are_english(french_board, second_board, sandbox, mailbox):
    with translation.override("fr"):
        PaidSubmissionFactory(board=second_board, title="Typesetter")
    assert mailbox.one("live").subject == "Live: Typesetter"


def test_mails_about_companies_and_reports(listing, mailbox):
    with translation.override("en"):
        company = CompanyFactory(site=listing.get_site(), website="https://rail.example")
        verification.send_link(company=company, site=listing.get_site(), email="a@rail.example")
        reports.report(page=listing, site=listing.get_site(), reason=Report.Reason.SCAM)
    assert mailbox.one("company_verify").subject.startswith("Vérifier l’entreprise de ")
    assert mailbox.one("report").subject == "Signalée par un lecteur : Cheminot"
