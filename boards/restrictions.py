"""Ask for restrictions of pages once, not at every ancestor, where there are none."""

from typing import Any

from wagtail.models import PageViewRestriction


class RarelyRestricted:
    """A mixin for pages that readers open. Most sites restrict no page, and one query tells."""

    def get_view_restrictions(self) -> Any:
        restrictions = PageViewRestriction.objects
        if not restrictions.exists():
            return restrictions.none()
        return super().get_view_restrictions()  # type: ignore[misc]
