"""Tell which board a page is on, by its place in the tree."""

from django.db.models import QuerySet
from wagtail.models import Page, Site


def boards_at(path: str) -> set[int]:
    """Return the ids of the Sites whose root page is the nearest above this path, or is at it.

    Asks the database: Wagtail's `get_site()` reads a cache, which an unfinished transaction may have filled.
    """
    roots = [
        (root, pk) for pk, root in Site.objects.values_list("pk", "root_page__path") if path.startswith(root)
    ]
    nearest = max((len(root) for root, _pk in roots), default=0)
    return {pk for root, pk in roots if len(root) == nearest}


def boards_within(page: Page) -> QuerySet[Site]:
    """Return the Sites whose root page is this page or below it."""
    return Site.objects.filter(root_page__path__startswith=page.path)


def overlapping(site: Site) -> Site | None:
    """Return another Site whose root page is the same page, above it or below it."""
    path = site.root_page.path
    others = Site.objects.exclude(pk=site.pk).select_related("root_page")
    return next(
        (
            other
            for other in others
            if path.startswith(other.root_page.path) or other.root_page.path.startswith(path)
        ),
        None,
    )
