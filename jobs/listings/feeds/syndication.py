"""RSS, Atom and JSON Feed from one description of an item."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import format_html

from jobs.listings import facts
from jobs.listings.feeds.channel import Channel
from jobs.listings.feeds.entries import Entry
from jobs.listings.feeds.json_feed import JsonFeed
from jobs.listings.feeds.text import full_html, legal
from jobs.listings.models.labels import deadline_text

if TYPE_CHECKING:
    BaseFeed = Feed[Entry, Channel]
else:
    BaseFeed = Feed

FeedType = type[Rss201rev2Feed] | type[Atom1Feed] | type[JsonFeed]


class ListingFeed(BaseFeed):
    # The id is not a URL: URLs change with slugs and host names.
    item_guid_is_permalink = False

    def __init__(self, feed_type: FeedType, channel: Channel) -> None:
        self.feed_type = feed_type
        self.channel = channel

    def render(self, request: HttpRequest) -> str:
        return str(self.get_feed(self.channel, request).writeString("utf-8"))

    def title(self, channel: Channel) -> str:
        return channel.title

    # RSS requires a description.
    description = title

    def link(self, channel: Channel) -> str:
        return channel.page_url

    def feed_url(self, channel: Channel) -> str:
        return channel.self_url

    def items(self, channel: Channel) -> list[Entry]:
        return channel.newest

    def item_guid(self, item: Entry) -> str:
        return item.translation_key.urn

    def item_title(self, item: Entry) -> str:
        # Consumers split the title at “at”, so it is not translated.
        return legal(f"{item.row.title} at {item.row.company}")

    def item_link(self, item: Entry) -> str:
        return f"{self.channel.root_url}{item.row.path}"

    def item_description(self, item: Entry) -> str:
        opening = format_html("<p>{}</p>", legal(item.row.summary))
        for label, text in self._more(item):
            opening += format_html("<p>{}: {}</p>", label, legal(text))
        return opening + full_html(item.description, self.channel.root_url)

    def _more(self, item: Entry) -> Iterator[tuple[object, str]]:
        """What some boards ask for, and the summary has no room for."""
        if item.benefits:
            yield facts.BENEFITS.label, ", ".join(item.benefit_names)
        if item.zones_label:
            yield facts.ZONES.label, item.zones_label
        if item.apply_by:
            yield facts.DEADLINE.label, deadline_text(item.apply_by, self.channel.site)

    def item_author_name(self, item: Entry) -> str:
        return legal(item.row.company)

    def item_pubdate(self, item: Entry) -> datetime:
        return item.row.posted_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.last_published_at or item.row.posted_at

    def item_categories(self, item: Entry) -> list[str]:
        names = [item.category] if item.category else []
        return [legal(name) for name in [*names, *(skill.name for skill in item.row.details.skills)]]
