"""RSS, Atom and JSON Feed from one description of an item."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import format_html

from jobs.listings.feeds.channel import Channel
from jobs.listings.feeds.json_feed import JsonFeed
from jobs.listings.feeds.text import full_html, legal
from jobs.listings.models import JobPage

if TYPE_CHECKING:
    BaseFeed = Feed[JobPage, Channel]
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

    def items(self, channel: Channel) -> list[JobPage]:
        return list(channel.listings())

    def item_guid(self, item: JobPage) -> str:
        return item.translation_key.urn

    def item_title(self, item: JobPage) -> str:
        # Consumers split the title at “at”, so it is not translated.
        return legal(f"{item.title} at {item.company.name}")

    def item_link(self, item: JobPage) -> str:
        return str(item.full_url)

    def item_description(self, item: JobPage) -> str:
        opening = format_html("<p>{}</p>", legal(item.summary))
        return opening + full_html(item.description, self.channel.root_url)

    def item_author_name(self, item: JobPage) -> str:
        return legal(item.company.name)

    def item_pubdate(self, item: JobPage) -> datetime:
        return item.posted_at

    def item_updateddate(self, item: JobPage) -> datetime:
        return item.last_published_at or item.posted_at

    def item_categories(self, item: JobPage) -> list[str]:
        category = [item.category.name] if item.category else []
        return [legal(name) for name in category + item.tag_names]
