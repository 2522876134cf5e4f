"""The demo's two Sites and their home pages, in place of the welcome page of a new Wagtail."""

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
    """The board's home page and Site. Raises DemoRefused when another default site is in use."""
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
    """Wagtail's full URLs carry the Site's port. Raises DemoRefused when the board has lost its Site."""
    site = Site.objects.filter(root_page=home).first()
    if site is None:
        raise DemoRefused(f"The demo's page “{home.title}” is there, but no site has it as its root page.")
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
            f"This database has a default site of its own, “{site}”. The demo would replace it: "
            "load it into an empty database."
        )
    return site


def _is_welcome_page(page: Page) -> bool:
    """What Wagtail's first migration makes: a bare page that nobody has edited or built upon."""
    return page.specific_class is Page and page.numchild == 0 and page.latest_revision_id is None


def _save(site: Site) -> None:
    try:
        site.full_clean()
    except ValidationError as error:
        raise DemoRefused(" ".join(error.messages)) from error
    site.save()
