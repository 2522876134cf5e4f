from django.urls import path
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from jobs.feeds.json_feed import JsonFeed
from jobs.views import (
    alerts,
    categories,
    companies,
    desk,
    edit,
    feeds,
    find,
    listing,
    payment,
    post,
    purchases,
)

app_name = "jobs"

urlpatterns = [
    path("jobs/feed.rss", feeds.newest, {"feed_type": Rss201rev2Feed}, name="feed_rss"),
    path("jobs/feed.atom", feeds.newest, {"feed_type": Atom1Feed}, name="feed_atom"),
    path("jobs/feed.json", feeds.newest, {"feed_type": JsonFeed}, name="feed_json"),
    path("jobs/feed.xml", feeds.every, name="feed_xml"),
    path("alerts/", alerts.sign_up, name="alerts"),
    path("alerts/sent/", alerts.sent, name="alerts_sent"),
    path("alerts/<str:token>/", alerts.manage, name="alert"),
    path("alerts/<str:token>/confirm/", alerts.confirm, name="alert_confirm"),
    path("alerts/<str:token>/unsubscribe/", alerts.unsubscribe, name="alert_unsubscribe"),
    path("listings/<int:page_id>/apply/", listing.apply, name="listing_apply"),
    path("listings/<int:page_id>/report/", listing.report, name="listing_report"),
    path("categories/<slug:slug>/", categories.detail, name="category"),
    path("companies/", companies.index, name="companies"),
    path("companies/<slug:slug>/", companies.detail, name="company"),
    path("companies/<slug:slug>/verify/", companies.verify, name="company_verify"),
    path("companies/<slug:slug>/verify/<str:token>/", companies.confirm, name="company_confirm"),
    path("post-a-job/", post.post, name="post"),
    path("submissions/find/", find.find_links, name="find_links"),
    path("submissions/<str:token>/", desk.overview, name="submission"),
    path("submissions/<str:token>/preview/", desk.preview, name="submission_preview"),
    path("submissions/<str:token>/edit/", edit.edit, name="submission_edit"),
    path("submissions/<str:token>/pay/", payment.pay, name="submission_pay"),
    path("submissions/<str:token>/paid/", payment.paid, name="submission_paid"),
    path("submissions/<str:token>/plan/", desk.plan, name="submission_plan"),
    path("submissions/<str:token>/close/", desk.close, name="submission_close"),
    path("submissions/<str:token>/reopen/", desk.reopen, name="submission_reopen"),
    path("submissions/<str:token>/renew/", purchases.renew, name="submission_renew"),
    path("submissions/<str:token>/upgrade/", purchases.upgrade, name="submission_upgrade"),
    path("submissions/<str:token>/receipts/", payment.receipts, name="submission_receipts"),
    path("submissions/<str:token>/confirm/<str:signature>/", desk.confirm, name="submission_confirm"),
]
