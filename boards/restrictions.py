"""Ask for restrictions of pages once, not at every ancestor, where there are none."""

from typing import Any

from wagtail.models import PageViewRestriction

from caching.kept import Kept, in_transaction

_are_there: Kept[bool] = Kept()


class RarelyRestricted:
    """A mixin for pages that readers open. Most sites restrict no page, and the process keeps whether this one does."""

    def get_view_restrictions(self) -> Any:
        restrictions = PageViewRestriction.objects
        # A transaction sees its own changes at once.
        are_there = restrictions.exists() if in_transaction() else _any_kept()
        return super().get_view_restrictions() if are_there else restrictions.none()  # type: ignore[misc]


def _any_kept() -> bool:
    return _are_there.get("any", PageViewRestriction.objects.exists, request=None)
