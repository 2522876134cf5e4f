"""Load the demo in a test, also after one with real transactions, which leaves an empty database behind it."""

from wagtail.models import Page, Site

from demo import loading
from tests.factories import ensure_root


def load(*, port: int) -> loading.Outcome:
    ensure_root()
    return loading.load(port=port)


def make_welcome() -> None:
    """What Wagtail's first migration leaves in a new database, and a run of the tests takes away."""
    welcome = ensure_root().add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)
