"""Make the demo's Sites and home pages; the first replaces the welcome page of a new Wagtail."""

from django.core.exceptions import ValidationError
from wagtail.models import Page, Site

from demo.content import Board
from demo.errors import DemoRefused
from demo.keys import home_key
from home.models import HomePage


def find_home(board: Board) -> HomePage | None:
    home: HomePage | None = HomePage.objects.filter(translation_key=home_key(board)).first()
    return home


def make_site(board: Board, port: int) -> Site:
    """Make the board's Site and home page. Raises DemoRefused when another default site is in use."""
    site = _default_site_to_take_over() if board.default else Site()
    welcome_id = site.root_page_id
    site.hostname, site.port = board.hostname, port
    site.site_name, site.is_default_site = board.name, board.default
    site.root_page = _make_home(board)
    _save(site)
    if welcome_id is not None:
        Page.objects.get(pk=welcome_id).delete()
    return site


def set_port(home: HomePage, port: int) -> Site:
    """Store the port, which Wagtail puts into full URLs. Raises DemoRefused when no Site has this home page."""
    site = Site.objects.filter(root_page=home).first()
    if site is None:
        raise DemoRefused(f"The demo's page “{home.title}” exists, but it is not the root page of any site.")
    if site.port != port:
        site.port = port
        _save(site)
    return site


def _make_home(board: Board) -> HomePage:
    home = HomePage(
        title=board.name,
        slug=board.slug,
        translation_key=home_key(board),
        headline=board.headline,
        lede=board.lede,
    )
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return home


def _default_site_to_take_over() -> Site:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return Site()
    if not _is_welcome_page(site.root_page):
        raise DemoRefused(
            f"This database already has a default site, “{site}”, and the demo would replace it. "
            "Load the demo into an empty database."
        )
    return site


def _is_welcome_page(page: Page) -> bool:
    """Whether it is the page of Wagtail's first migration, never edited and with no page below it."""
    return page.specific_class is Page and page.numchild == 0 and page.latest_revision_id is None


def _save(site: Site) -> None:
    try:
        site.full_clean()
    except ValidationError as error:
        raise DemoRefused(" ".join(error.messages)) from error
    site.save()
