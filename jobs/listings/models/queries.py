"""The queries of listings by name: on a board, live, featured, closed, expiring."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects
from django.utils import timezone
from wagtail.models import Site
from wagtail.query import PageQuerySet

# How many a board sells unless it says otherwise, and how many there is room for at most.
FEATURED_PLACES = 4
MAX_FEATURED_PLACES = 12
CARD_RELATIONS = ("locations", "regions", "tagged_items__tag")


def fill_cards(*lists: Iterable[Any]) -> None:
    """Prefetch for several lists at once what rows show beside `with_company()`."""
    prefetch_related_objects([listing for listings in lists for listing in listings], *CARD_RELATIONS)


class JobQuerySet(PageQuerySet):
    def live_q(self) -> Q:
        """Change what Wagtail's `live()` means: live, and not past its end.

        Wagtail calls this from `live()` and `not_live()`. A listing is gone at its minute, even before
        the scheduled job that unpublishes it has run.
        """
        return Q(live=True) & (Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))

    def on_site(self, site: Site) -> "JobQuerySet":
        return self.descendant_of(site.root_page)

    def featured_q(self) -> Q:
        """Featured, and its featured time is not over; the same rule as `JobPage.is_featured`."""
        return Q(featured=True) & (Q(featured_until__isnull=True) | Q(featured_until__gt=timezone.now()))

    def featured_now(self) -> "JobQuerySet":
        """The newest featured listings. No more are sold than the board has places, so nobody's is left out."""
        return self.filter(self.featured_q()).newest()[:MAX_FEATURED_PLACES]

    def newest(self) -> "JobQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def closed(self) -> "JobQuerySet":
        """Listings that were published and are no longer live."""
        return self.filter(first_published_at__isnull=False).not_live()

    def expiring_q(self, days: int) -> Q:
        """Live, and ending soon; the same rule as `JobPage.ends_within()`."""
        return self.live_q() & Q(expire_at__lt=timezone.now() + timedelta(days=days))

    def expiring_within(self, days: int) -> "JobQuerySet":
        return self.filter(self.expiring_q(days))

    def with_right_to_company(self) -> "JobQuerySet":
        """Leave out listings under a verified company that do not speak for it; the rule of `JobPage.speaks_for()`."""
        return self.exclude(
            ~Q(sent_from="") & ~Q(sender_proved=True, sent_from=F("company__verified_domain")),
            company__verified_at__isnull=False,
        )

    def naming_a_verified_company(self) -> "JobQuerySet":
        """Listings of other records with the name or the web host of a company that is verified."""
        company = self.model._meta.get_field("company").related_model
        same = Q(identity=OuterRef("company__identity")) | Q(host=OuterRef("company__host"))
        verified = company.objects.verified().filter(same, site=OuterRef("company__site"))
        others = verified.exclude(pk=OuterRef("company_id"))
        return self.filter(Exists(others), company__verified_at__isnull=True)

    def with_company(self) -> "JobQuerySet":
        return self.select_related("company", "category")

    def for_cards(self) -> "JobQuerySet":
        """Fetch everything that a row shows, in a fixed number of queries."""
        return self.with_company().prefetch_related(*CARD_RELATIONS)
