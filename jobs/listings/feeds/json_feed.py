"""JSON Feed 1.1 as one of Django's feed generators."""

import json
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.feedgenerator import SyndicationFeed

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeed(SyndicationFeed):
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        feed = {
            "version": VERSION,
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        json.dump(feed, outfile, cls=DjangoJSONEncoder, ensure_ascii=False)

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["description"],
            "date_published": item["pubdate"],
            "date_modified": item["updateddate"],
            "authors": [{"name": item["author_name"]}],
            "tags": list(item["categories"]),
        }
