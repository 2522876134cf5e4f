from django.urls import path

from jobs.submissions.views import again, edit, find, manage, mine, packs, payment, post, purchases, receipts

app_name = "submissions"

urlpatterns = [
    path("post-a-job/", post.post, name="post"),
    path("packs/", packs.packs, name="packs"),
    path("packs/<token:token>/", packs.pack, name="pack"),
    path("packs/<token:token>/pay/", packs.pay_pack, name="pay_pack"),
    path("submissions/find/", find.find_links, name="find_links"),
    path("submissions/mine/<token:token>/", mine.mine, name="mine"),
    path("submissions/mine/<token:token>/receipts/", receipts.my_receipts, name="my_receipts"),
    path("submissions/mine/<token:token>/receipts/<int:pk>/", receipts.my_receipt, name="my_receipt"),
    path(
        "submissions/mine/<token:token>/receipts/<int:pk>/pdf/",
        receipts.my_receipt_pdf,
        name="my_receipt_pdf",
    ),
    path("submissions/preview/<token:token>/", manage.preview, name="preview"),
    path("submissions/paid/<token:ticket>/", payment.paid, name="paid"),
    path("submissions/unpaid/<token:ticket>/", payment.unpaid, name="unpaid"),
    path("submissions/<token:token>/", manage.overview, name="manage"),
    path("submissions/<token:token>/emailed/<token:signature>/", manage.emailed, name="emailed"),
    path("submissions/<token:token>/address/", manage.prove_address, name="prove_address"),
    path("submissions/<token:token>/edit/", edit.edit, name="edit"),
    path("submissions/<token:token>/pay/", payment.pay, name="pay"),
    path("submissions/<token:token>/credit/", packs.use_credit, name="use_credit"),
    path("submissions/<token:token>/pack/", packs.pack_for, name="pack_for"),
    path("submissions/<token:token>/plan/", manage.plan, name="plan"),
    path("submissions/<token:token>/close/", manage.close, name="close"),
    path("submissions/<token:token>/withdraw/", manage.withdraw, name="withdraw"),
    path("submissions/<token:token>/statistics.csv", manage.statistics_csv, name="statistics_csv"),
    path("submissions/<token:token>/reopen/", manage.reopen, name="reopen"),
    path("submissions/<token:token>/renew/", purchases.renew, name="renew"),
    path("submissions/<token:token>/upgrade/", purchases.upgrade, name="upgrade"),
    path("submissions/<token:token>/again/", again.again, name="again"),
    path("submissions/<token:token>/link/", manage.change_link, name="change_link"),
    path("submissions/<token:token>/invoice/", receipts.invoice_details, name="invoice_details"),
    path("submissions/<token:token>/receipts/", receipts.receipts, name="receipts"),
    path("submissions/<token:token>/receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("submissions/<token:token>/receipts/<int:pk>/pdf/", receipts.receipt_pdf, name="receipt_pdf"),
    path("submissions/<token:token>/confirm/<token:signature>/", manage.publish_free, name="confirm"),
]
