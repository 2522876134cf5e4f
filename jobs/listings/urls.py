from django.urls import path
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from jobs.listings.feeds.json_feed import JsonFeed
from jobs.listings.views import cards, categories, companies, feeds, listing

app_name = "jobs"

urlpatterns = [
    path("jobs/feed.rss", feeds.newest, {"feed_type": Rss201rev2Feed}, name="feed_rss"),
    path("jobs/feed.atom", feeds.newest, {"feed_type": Atom1Feed}, name="feed_atom"),
    path("jobs/feed.json", feeds.newest, {"feed_type": JsonFeed}, name="feed_json"),
    path("jobs/feed.xml", feeds.aggregator_feed, name="feed_xml"),
    path("listings/<int:page_id>/apply/", listing.apply, name="listing_apply"),
    path("listings/<int:page_id>/report/", listing.report, name="listing_report"),
    path("listings/<int:page_id>/card.png", cards.listing_card, name="listing_card"),
    path("board-card.png", cards.board_card, name="board_card"),
    path("categories/<slug:slug>/", categories.detail, name="category"),
    path("companies/", companies.index, name="companies"),
    path("companies/<slug:slug>/", companies.detail, name="company"),
    path("companies/<slug:slug>/verify/", companies.verify, name="company_verify"),
    path("companies/<slug:slug>/verify/<token:token>/", companies.confirm, name="company_confirm"),
]
