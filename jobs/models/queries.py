"""The business vocabulary of listings."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site
from wagtail.query import PageQuerySet

FEATURED_PLACES = 4


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

    def for_cards(self) -> "JobQuerySet":
        """With everything a row shows, in a fixed number of queries."""
        return self.select_related("company", "category").prefetch_related(
            "locations", "regions", "tagged_items__tag"
        )
