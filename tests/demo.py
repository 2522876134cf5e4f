"""Load the demo in a test, also after a test with real transactions, which empties the database."""

from pathlib import Path

from wagtail.models import Page, Site

from demo import loading
from demo.boards import FOLDER
from tests.factories import ensure_root


def load(*, port: int, content: Path = FOLDER) -> loading.Outcome:
    ensure_root()
    return loading.load(port=port, content=content)


def make_welcome() -> None:
    """Make the welcome page that Wagtail's first migration makes and the test run has removed."""
    welcome = ensure_root().add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)
