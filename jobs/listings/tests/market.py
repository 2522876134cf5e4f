"""Listings to search for, and what a page of results shows of them."""

from html.parser import HTMLParser

from jobs.listings.models import EligibleRegion, JobLocation, JobPage
from jobs.listings.search import SearchQuery
from jobs.listings.search.pages import page_within
from jobs.listings.search.results import counted_as_meant
from tests.factories import LiveJobFactory


def make(board, title, *, places=(), regions=(), tags=(), **fields):
    page = LiveJobFactory(board=board, title=title, **fields)
    JobLocation.objects.bulk_create(JobLocation(page=page, country=c, location=t) for c, t in places)
    EligibleRegion.objects.bulk_create(EligibleRegion(page=page, region=region) for region in regions)
    page.tags.add(*tags)
    page.save()
    return page


def search(query, *, site):
    """All listings that match, in the query's order; mistyped words are corrected."""
    criteria, counted = counted_as_meant(query, site=site)
    total = counted.total
    pages = [page_within(criteria, number=number, total=total) for number in range(1, total // 25 + 2)]
    keys = [key for page in pages for key in page.keys]
    listings = JobPage.objects.in_bulk(keys)
    return [listings[key] for key in keys]


def titles(board, **criteria):
    query = SearchQuery.parse(criteria, site=board.site)
    return [page.title for page in search(query, site=board.site)]


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs).get("href", ""))


def links(answer):
    return Links(answer.content.decode()).found
