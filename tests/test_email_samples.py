"""Every email has a preview in the admin, made of sample data that has all the template asks for."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.urls import reverse

from boards.models import BoardSettings
from emails.samples import all_samples, render_sample
from tests.factories import make_board

MISSING = "NO-SUCH-NAME"


def templates():
    """Every email's template, but for parts, which begin with an underscore."""
    root = Path(settings.BASE_DIR) / "templates"
    return {
        str(path.relative_to(root).with_suffix(""))
        for path in root.glob("*/email/*.txt")
        if not path.name.startswith("_")
    }


@pytest.fixture
def strict(monkeypatch):
    """Templates show a word instead of nothing for a name that their context lacks."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)


def test_every_email_has_a_sample():
    assert {sample.template for sample in all_samples()} == templates()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: sample.key)
def test_a_sample_has_all_that_its_template_asks_for(board, strict, sample, language):
    BoardSettings.objects.update(language=language)
    rendered = render_sample(sample, BoardSettings.for_site(board.site))
    for text in (rendered.subject, rendered.text, rendered.html):
        assert text
        assert MISSING not in text
    assert "consolecowboys" in rendered.html


def test_the_preview_shows_the_boards_own_emails(board, admin_client):
    other = make_board(hostname="designers.localhost", name="Goodproof")
    page = admin_client.get(reverse("email_previews"), follow=True).content.decode()
    assert "consolecowboys" in page
    assert reverse("email_previews_of", args=[other.site.pk]) in page
    page = admin_client.get(reverse("email_preview", args=[other.site.pk, "live"])).content.decode()
    assert "Goodproof" in page
    assert "consolecowboys" not in page


def test_light_and_dark_do_not_depend_on_the_browser(board, admin_client):
    light, dark = (
        admin_client.get(
            reverse("email_preview_html", args=[board.site.pk, "receipt", scheme])
        ).content.decode()
        for scheme in ("light", "dark")
    )
    assert "prefers-color-scheme" not in light + dark
    assert "@media all" in dark
    assert "@media not all" in light


def test_an_unknown_email_or_scheme_is_not_found(board, admin_client):
    for arguments in (["nothing", "dark"], ["live", "sepia"]):
        address = reverse("email_preview_html", args=[board.site.pk, *arguments])
        assert admin_client.get(address).status_code == 404
