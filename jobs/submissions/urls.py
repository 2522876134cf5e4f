from django.urls import path

from jobs.submissions.views import edit, find, manage, payment, post, purchases

app_name = "submissions"

urlpatterns = [
    path("post-a-job/", post.post, name="post"),
    path("submissions/find/", find.find_links, name="find_links"),
    path("submissions/<token:token>/", manage.overview, name="submission"),
    path("submissions/<token:token>/preview/", manage.preview, name="submission_preview"),
    path("submissions/<token:token>/edit/", edit.edit, name="submission_edit"),
    path("submissions/<token:token>/pay/", payment.pay, name="submission_pay"),
    path("submissions/<token:token>/paid/", payment.paid, name="submission_paid"),
    path("submissions/<token:token>/plan/", manage.plan, name="submission_plan"),
    path("submissions/<token:token>/close/", manage.close, name="submission_close"),
    path("submissions/<token:token>/reopen/", manage.reopen, name="submission_reopen"),
    path("submissions/<token:token>/renew/", purchases.renew, name="submission_renew"),
    path("submissions/<token:token>/upgrade/", purchases.upgrade, name="submission_upgrade"),
    path("submissions/<token:token>/receipts/", payment.receipts, name="submission_receipts"),
    path(
        "submissions/<token:token>/confirm/<token:signature>/", manage.publish_free, name="submission_confirm"
    ),
]
