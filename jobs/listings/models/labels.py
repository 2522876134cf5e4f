"""The pay, places and facts of a listing in the active language."""

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from boards.addresses import mailto
from jobs.listings import facts
from payments.money import format_major

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise  # Known to the type stubs alone.

    from .listing import JobPage


class BoxLine(NamedTuple):
    label: "str | StrPromise"
    texts: list[str]


class ListingLabels:
    """A mixin for JobPage without fields of its own."""

    @property
    def salary_label(self) -> str:
        """The pay with its period; empty when no pay is stated."""
        page = cast("JobPage", self)
        pay = self._pay(page.salary_min, page.salary_max) if page.salary_currency else ""
        return f"{pay} {page.get_salary_unit_display()}".strip() if pay else ""

    @property
    def place_label(self) -> str:
        """The workplace and its place, short enough for a row."""
        page = cast("JobPage", self)
        places = [str(place) for place in page.locations.all()]
        regions = [str(region) for region in page.regions.all()]
        if page.remote == page.Workplace.REMOTE:
            return " · ".join([_("Remote"), *([", ".join(regions)] if regions else places[:1])])
        first = places[0] if places else ""
        if len(places) > 1:
            first = _("%(place)s and %(count)d more") % {"place": first, "count": len(places) - 1}
        if page.remote == page.Workplace.HYBRID:
            return " · ".join(part for part in (_("Hybrid"), first) if part)
        return first or page.get_remote_display()

    @property
    def summary(self) -> str:
        """Tell pay, place and the main facts in one line."""
        page = cast("JobPage", self)
        texts = [self.salary_label, self.place_label, *(fact.text(page) for fact in facts.SUMMARY)]
        return " · ".join(text for text in texts if text)

    @property
    def row_texts(self) -> list[str]:
        """What a row says after pay and place."""
        page = cast("JobPage", self)
        shown = (fact for fact in facts.ROW if fact.value(page) not in fact.not_in_rows)
        return [text for fact in shown for text in fact.texts(page)]

    @property
    def box(self) -> list[BoxLine]:
        """The lines of the facts box; a fact that the listing does not state has none."""
        page = cast("JobPage", self)
        lines = [BoxLine(fact.label, fact.texts(page)) for fact in facts.BOX]
        return [line for line in lines if line.texts]

    @property
    def flag(self) -> str:
        """The one word beside the company's name on the listing's page; mostly empty."""
        page = cast("JobPage", self)
        if page.is_closed:
            return _("Closed")
        return _("Featured") if page.is_featured else ""

    @property
    def tag_names(self) -> list[str]:
        return [item.tag.name for item in cast("JobPage", self).tagged_items.all()]

    @property
    def apply_href(self) -> str:
        page = cast("JobPage", self)
        if page.apply_url:
            return page.apply_url
        return mailto(page.apply_email, subject=page.title) if page.apply_email else ""

    @property
    def apply_domain(self) -> str:
        return (urlsplit(cast("JobPage", self).apply_url).hostname or "").removeprefix("www.")

    def _pay(self, low: Decimal | None, high: Decimal | None) -> str:
        if low is None and high is None:
            return ""
        if high is None:
            return _("from %(sum)s") % {"sum": self._money(low)}
        if low is None:
            return _("up to %(sum)s") % {"sum": self._money(high)}
        return self._money(low) if low == high else f"{self._money(low)} – {self._money(high)}"

    def _money(self, sum_: Decimal | None) -> str:
        return format_major(sum_ or 0, cast("JobPage", self).salary_currency)
