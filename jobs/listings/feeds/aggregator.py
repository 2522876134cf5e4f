"""The XML feed for job search engines: all listings of a search, streamed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils import translation

from jobs.listings import facts
from jobs.listings.feeds.channel import Channel
from jobs.listings.feeds.text import cdata, full_html
from jobs.listings.models import JobPage

CHUNK_SIZE = 500


def write(channel: Channel, built_at: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<source>\n'
    yield _elements(
        publisher=channel.publisher, publisherurl=f"{channel.root_url}/", lastBuildDate=_timestamp(built_at)
    )
    for listing in channel.listings().iterator(chunk_size=CHUNK_SIZE):
        with translation.override(channel.language):
            yield f"<job>\n{_job(listing, channel.root_url)}</job>\n"
    yield "</source>\n"


def _job(listing: JobPage, root_url: str) -> str:
    place = next(iter(listing.locations.all()), None)
    return _elements(
        title=listing.title,
        date=_timestamp(listing.posted_at),
        referencenumber=str(listing.translation_key),
        requisitionid=str(listing.pk),
        url=str(listing.full_url),
        company=listing.company.name,
        city=place.location if place else "",
        # Listings name a town and a country only.
        state="",
        country=place.country if place else "",
        description=full_html(listing.description, root_url),
        salary=listing.salary_label,
        category=listing.category.name if listing.category else "",
        expirationdate=_timestamp(listing.expire_at) if listing.expire_at else "",
        **{
            fact.element.name: fact.element.words.get(fact.value(listing), "")
            for fact in facts.CHOICES
            if fact.element
        },
    )


def _elements(**texts: str) -> str:
    return "".join(f"<{name}>{cdata(text)}</{name}>\n" for name, text in texts.items())


def _timestamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
