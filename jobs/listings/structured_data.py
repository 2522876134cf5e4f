"""Write a listing as schema.org's JobPosting, by the rules of Google's job search.

- `title` is the role alone; `description` is HTML as readers see it.
- On site and hybrid: one `jobLocation` for each place, each with its country. Never `TELECOMMUTE`.
- Wholly remote: `TELECOMMUTE` with `applicantLocationRequirements`, and no `jobLocation`, which would say that
  people have to come there. Regions are unfolded to countries, because Google takes nothing wider than one and
  asks for at least one. "Worldwide" is therefore every country: naming only some would be untrue. A remote
  listing without regions is open to people in the countries that it names.
- `baseSalary` only with both ends or a single sum: of a pay that is open at one end Google shows the
  other end as if it were the whole.
- What lacks a part that Google requires gets no markup at all rather than a faulty one.
"""

import json
import re
from decimal import Decimal
from typing import Any

from babel import Locale
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

from jobs.listings import facts
from jobs.listings.models import JobPage
from jobs.listings.regions import COUNTRIES, Region

# Browsers look for </script> before anything reads the JSON.
_ESCAPES = [(char, f"\\u{ord(char):04X}") for char in "<>&\u2028\u2029"]
_TAG = re.compile(r"<[^>]*>")

Data = dict[str, Any]


def job_posting_script(page: JobPage, site: Site) -> SafeString:
    """Write the JSON for the page's script element; empty without markup."""
    data = job_posting(page, site)
    if data is None:
        return SafeString("")
    written = json.dumps(data, ensure_ascii=False)
    # Several times as fast as `translate()`.
    for char, escaped in _ESCAPES:
        written = written.replace(char, escaped)
    return mark_safe(written)  # noqa: S308 - escaped above


def job_posting(page: JobPage, site: Site) -> Data | None:
    """Build the JobPosting; None if it is not live or lacks what Google requires."""
    if not page.is_readable or page.first_published_at is None:
        return None
    place, description = _place(page), expand_db_html(page.description)
    if not place or _TAG.sub("", description).strip() in ("", page.title):
        return None
    data: Data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": page.title,
        "description": description,
        "identifier": {"@type": "PropertyValue", "name": page.company.name, "value": str(page.pk)},
        "datePosted": page.first_published_at.isoformat(timespec="seconds"),
        **_choices(page),
        "hiringOrganization": _organization(page, site),
        "directApply": False,
        **place,
        **_salary(page),
    }
    if page.benefits:
        data["jobBenefits"] = ", ".join(page.benefit_names)
    if page.zones_label:
        data["workHours"] = page.zones_label
    if page.expire_at is not None:
        data["validThrough"] = page.expire_at.isoformat(timespec="seconds")
    return data


def _choices(page: JobPage) -> Data:
    return {
        fact.markup.name: word
        for fact in facts.CHOICES
        if fact.markup and (word := fact.markup.words.get(fact.value(page)))
    }


def _organization(page: JobPage, site: Site) -> Data:
    company = page.company
    organization = {"@type": "Organization", "name": company.name}
    if company.website:
        organization["sameAs"] = company.website
    if company.logo:
        organization["logo"] = absolute(company.logo.url, site)
    return organization


def absolute(url: str, site: Site) -> str:
    """Make a file's URL absolute; in a storage bucket it already is."""
    return url if "://" in url else f"{site.root_url}{url}"


def _place(page: JobPage) -> Data:
    if page.remote == JobPage.Workplace.REMOTE:
        countries = _eligible_countries(page)
        requirements = [{"@type": "Country", "name": name} for name in _names(countries)]
        if not requirements:
            return {}
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": requirements}
    places = [_job_location(country, town) for town, country in page.places]
    return {"jobLocation": places} if places else {}


def _eligible_countries(page: JobPage) -> frozenset[str]:
    regions = [Region(code) for code in page.region_codes]
    if not regions:
        return frozenset(country for _town, country in page.places)
    return frozenset[str]().union(*(COUNTRIES[region] for region in regions))


def _names(countries: frozenset[str]) -> list[str]:
    """Names in English, because two-letter codes could also be US states."""
    territories = Locale("en").territories
    return sorted(str(territories[code]) for code in countries if code in territories)


def _job_location(country: str, town: str) -> Data:
    address = {"@type": "PostalAddress", "addressCountry": country}
    if town:
        address["addressLocality"] = town
    return {"@type": "Place", "address": address}


def _salary(page: JobPage) -> Data:
    low, high = page.salary_min, page.salary_max
    if low is None or high is None or not page.salary_currency or not page.salary_unit:
        return {}
    sums = {"value": _number(low)} if low == high else {"minValue": _number(low), "maxValue": _number(high)}
    value = {"@type": "QuantitativeValue", **sums, "unitText": page.salary_unit.upper()}
    return {"baseSalary": {"@type": "MonetaryAmount", "currency": page.salary_currency, "value": value}}


def _number(sum_: Decimal) -> int | float:
    """Write a sum as JSON's number; nothing is computed with it."""
    return int(sum_) if sum_ == int(sum_) else float(sum_)
