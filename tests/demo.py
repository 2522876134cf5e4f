"""Load the demo in a test, as into a new install."""

from pathlib import Path

from wagtail.models import Page, Site

from demo import loading
from demo.boards import FOLDER
from tests.factories import DEFAULT_HOST, ensure_root


def load(*, port: int, content: Path = FOLDER) -> loading.Outcome:
    remove_default_board()
    return loading.load(port=port, content=content)


def make_welcome() -> None:
    """Make the welcome page that Wagtail's first migration makes and the test run has removed."""
    welcome = ensure_root().add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)


def remove_default_board() -> None:
    """Remove the board that the tests' database begins with: the demo refuses to stand beside another."""
    for site in Site.objects.filter(hostname=DEFAULT_HOST).select_related("root_page"):
        site.delete()
        site.root_page.specific.delete()
