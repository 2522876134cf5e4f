"""A checker of JobPosting data: what Google's documentation requires and forbids."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.utils import timezone

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
EMPLOYMENT_TYPES = {
    *("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"),
}
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}


def data_in(html: str) -> dict | None:
    """The JobPosting of a page; None without any."""
    found = BLOCK.findall(html)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def faults(data: dict) -> Iterator[str]:
    """What Google's documentation of JobPosting would have against it."""
    if (data.get("@context"), data.get("@type")) != ("https://schema.org", "JobPosting"):
        yield "is no JobPosting"
    for name in ("title", "description", "datePosted", "hiringOrganization"):
        if not data.get(name):
            yield f"{name} is missing"
    if re.sub(r"<[^>]+>", "", data["description"]).strip() == data["title"]:
        yield "the description is the title"
    if not re.search(r"<(p|ul|ol|h2|h3)\b", data["description"]):
        yield "the description is no HTML"
    yield from date_faults(data)
    yield from place_faults(data)
    if data.get("employmentType") not in EMPLOYMENT_TYPES:
        yield "employmentType is none of Google's"
    if data.get("directApply") is not False:
        yield "it claims to take applications itself"
    if set(data.get("identifier", {})) != {"@type", "name", "value"}:
        yield "the identifier is not complete"
    if "baseSalary" in data:
        yield from salary_faults(data["baseSalary"])
    yield from organization_faults(data["hiringOrganization"])


def date_faults(data: dict) -> Iterator[str]:
    posted = datetime.fromisoformat(data["datePosted"])
    if posted.tzinfo is None or posted > timezone.now():
        yield "datePosted is not a time that was"
    if "validThrough" in data and datetime.fromisoformat(data["validThrough"]) <= timezone.now():
        yield "validThrough is over"


def place_faults(data: dict) -> Iterator[str]:
    remote = data.get("jobLocationType")
    countries = data.get("applicantLocationRequirements", [])
    places = data.get("jobLocation", [])
    if remote not in (None, "TELECOMMUTE"):
        yield "jobLocationType is none of Google's"
    if remote and not countries:
        yield "remote, and no country that people may live in"
    if not remote and countries:
        yield "applicants' countries without being remote"
    if not remote and not places:
        yield "no place"
    for country in countries:
        if country["@type"] != "Country" or len(country["name"]) < 4:
            yield f"{country} is no country's name"
    for place in places:
        address = place.get("address")
        if place["@type"] != "Place" or not isinstance(address, dict):
            yield "a place without an address"
        elif not re.fullmatch("[A-Z]{2}", address.get("addressCountry", "")):
            yield "an address without a country"


def salary_faults(salary: dict) -> Iterator[str]:
    value = salary["value"]
    if salary["@type"] != "MonetaryAmount" or not re.fullmatch("[A-Z]{3}", salary["currency"]):
        yield "pay without a currency"
    if value["@type"] != "QuantitativeValue" or value["unitText"] not in UNITS:
        yield "pay without a period"
    if ("value" in value) == ("minValue" in value and "maxValue" in value):
        yield "pay is neither one sum nor two"
    if value.get("minValue", 0) > value.get("maxValue", 0):
        yield "pay in the wrong order"


def organization_faults(organization: dict) -> Iterator[str]:
    if organization["@type"] != "Organization" or not organization["name"]:
        yield "nobody hires"
    for name in ("logo", "sameAs"):
        if name in organization and not urlsplit(organization[name]).hostname:
            yield f"{name} is no full address"
