from django.urls import path

from jobs.submissions.views import edit, find, manage, payment, post, purchases

app_name = "submissions"

urlpatterns = [
    path("post-a-job/", post.post, name="post"),
    path("submissions/find/", find.find_links, name="find_links"),
    path("submissions/<str:token>/", manage.overview, name="submission"),
    path("submissions/<str:token>/preview/", manage.preview, name="submission_preview"),
    path("submissions/<str:token>/edit/", edit.edit, name="submission_edit"),
    path("submissions/<str:token>/pay/", payment.pay, name="submission_pay"),
    path("submissions/<str:token>/paid/", payment.paid, name="submission_paid"),
    path("submissions/<str:token>/plan/", manage.plan, name="submission_plan"),
    path("submissions/<str:token>/close/", manage.close, name="submission_close"),
    path("submissions/<str:token>/reopen/", manage.reopen, name="submission_reopen"),
    path("submissions/<str:token>/renew/", purchases.renew, name="submission_renew"),
    path("submissions/<str:token>/upgrade/", purchases.upgrade, name="submission_upgrade"),
    path("submissions/<str:token>/receipts/", payment.receipts, name="submission_receipts"),
    path("submissions/<str:token>/confirm/<str:signature>/", manage.publish_free, name="submission_confirm"),
]
