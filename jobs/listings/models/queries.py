"""The business vocabulary of listings."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from wagtail.models import Site
from wagtail.query import PageQuerySet

FEATURED_PLACES = 4
CARD_RELATIONS = ("locations", "regions", "tagged_items__tag")


def fill_cards(*lists: Iterable[Any]) -> None:
    """Fetch what rows show beside `with_company()`, for several lists of listings at once."""
    prefetch_related_objects([listing for listings in lists for listing in listings], *CARD_RELATIONS)


class JobQuerySet(PageQuerySet):
    def live_q(self) -> Q:
        """Status and time: a listing whose minute has come is gone, whether or not any job has run."""
        return Q(live=True) & (Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))

    def on_site(self, site: Site) -> "JobQuerySet":
        return self.descendant_of(site.root_page)

    def featured_now(self) -> "JobQuerySet":
        """Newest first, as many as have a place of their own."""
        return self.filter(featured=True).newest()[:FEATURED_PLACES]

    def newest(self) -> "JobQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def closed(self) -> "JobQuerySet":
        """Once published, readable no more."""
        return self.filter(first_published_at__isnull=False).not_live()

    def expiring_within(self, days: int) -> "JobQuerySet":
        return self.live().filter(expire_at__lt=timezone.now() + timedelta(days=days))

    def with_company(self) -> "JobQuerySet":
        return self.select_related("company", "category")

    def for_cards(self) -> "JobQuerySet":
        """With everything a row shows, in a fixed number of queries."""
        return self.with_company().prefetch_related(*CARD_RELATIONS)
