"""The XML feed for job search engines: all listings of a search, streamed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from django.utils import translation

from jobs.listings import facts
from jobs.listings.feeds.channel import Channel
from jobs.listings.feeds.entries import Entry
from jobs.listings.feeds.text import cdata, full_html

# Written at once, so that a hundred thousand listings are no hundred thousand packets.
JOBS_AT_ONCE = 50


def write(channel: Channel, built_at: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<source>\n'
    yield _elements(
        publisher=channel.publisher, publisherurl=f"{channel.root_url}/", lastBuildDate=_timestamp(built_at)
    )
    entries = channel.all()
    while some := list(islice(entries, JOBS_AT_ONCE)):
        with translation.override(channel.language):
            yield "".join(f"<job>\n{_job(entry, channel.root_url)}</job>\n" for entry in some)
    yield "</source>\n"


def _job(entry: Entry, root_url: str) -> str:
    row = entry.row
    town, country = next(iter(row.details.places), ("", ""))
    return _elements(
        title=row.title,
        date=_timestamp(row.posted_at),
        referencenumber=str(entry.translation_key),
        requisitionid=str(row.pk),
        url=f"{root_url}{row.path}",
        company=row.company,
        city=town,
        # Listings name a town and a country only.
        state="",
        country=country,
        description=full_html(entry.description, root_url),
        salary=row.salary_label,
        category=entry.category,
        expirationdate=_timestamp(entry.expire_at) if entry.expire_at else "",
        **{
            fact.element.name: fact.element.words.get(row.choices[fact.name], "")
            for fact in facts.CHOICES
            if fact.element and not (fact.setting and row.choices[fact.name] in ("", fact.unsaid))
        },
        **_asked(entry),
    )


def _asked(entry: Entry) -> dict[str, str]:
    """What only some boards ask for; listings that do not say it have no element."""
    texts = {
        "benefits": ", ".join(entry.benefit_names),
        "timezones": entry.zones_label,
        "applyby": _timestamp(entry.apply_by) if entry.apply_by else "",
    }
    return {name: text for name, text in texts.items() if text}


def _elements(**texts: str) -> str:
    return "".join(f"<{name}>{cdata(text)}</{name}>\n" for name, text in texts.items())


def _timestamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
