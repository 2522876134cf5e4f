"""The facts of a listing in a reader's words."""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from payments.money import format_major

if TYPE_CHECKING:
    from .listing import JobPage


class ListingFacts:
    """Mixed into the page: reads its fields, adds none."""

    @property
    def salary_label(self: "JobPage") -> str:
        """The pay with its period, empty when none is stated."""
        low, high = self.salary_min, self.salary_max
        if (low is None and high is None) or not self.salary_currency:
            return ""
        if low is not None and high is not None and low != high:
            pay = f"{self._money(low)} – {self._money(high)}"
        elif low is not None and high is None:
            pay = _("from %(sum)s") % {"sum": self._money(low)}
        elif low is None and high is not None:
            pay = _("up to %(sum)s") % {"sum": self._money(high)}
        else:
            pay = self._money(low or high or 0)
        return f"{pay} {self.get_salary_unit_display()}".strip()

    def _money(self: "JobPage", whole: int) -> str:
        return format_major(whole, self.salary_currency)

    @property
    def place_label(self: "JobPage") -> str:
        """Where the work is done, short enough for a row."""
        places = [str(place) for place in self.locations.all()]
        regions = [str(region) for region in self.regions.all()]
        if self.remote == self.RemotePolicy.REMOTE:
            return " · ".join([_("Remote"), *([", ".join(regions)] if regions else places[:1])])
        first = places[0] if places else ""
        if len(places) > 1:
            first = _("%(place)s and %(count)d more") % {"place": first, "count": len(places) - 1}
        if self.remote == self.RemotePolicy.HYBRID:
            return " · ".join(part for part in (_("Hybrid"), first) if part)
        return first or self.get_remote_display()

    @property
    def tag_names(self: "JobPage") -> list[str]:
        return [item.tag.name for item in self.tagged_items.all()]

    @property
    def apply_href(self: "JobPage") -> str:
        if self.apply_url:
            return self.apply_url
        return f"mailto:{self.apply_email}?subject={quote(self.title)}" if self.apply_email else ""

    @property
    def apply_domain(self: "JobPage") -> str:
        return (urlsplit(self.apply_url).hostname or "").removeprefix("www.")
