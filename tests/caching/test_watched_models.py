"""Every table is watched, or no reader sees anything of it."""

from django.apps import apps

from caching.watching import all_watched

# Why readers see nothing of a table, or not in a page that is kept.
NOT_SEEN = {
    "accounts, permissions, sessions, logs": {
        "admin", "auth", "axes", "contenttypes", "otp_static", "otp_totp", "sessions", "wagtail_2fa", "wagtailadmin",
        "wagtailusers", "wagtailcore.GroupSitePermission", "wagtailcore.GroupCollectionPermission",
        "wagtailcore.GroupPagePermission", "wagtailcore.ModelLogEntry", "wagtailcore.PageLogEntry", "boards.BoardGroup",
    },
    "how editors work on a page; what is published is copied to the page's own rows": {
        "wagtailcore.Revision", "wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailcore.PageSubscription",
        "wagtailcore.ReferenceIndex", "wagtailcore.WorkflowPage", "wagtailcore.WorkflowContentType",
        "wagtailcore.WorkflowState", "wagtailcore.Workflow", "wagtailcore.WorkflowTask", "wagtailcore.Task",
        "wagtailcore.GroupApprovalTask", "wagtailcore.TaskState", "wagtailcore.UploadedFile", "payments.PaymentTask",
    },
    "texts and pages of the boards allow no pictures, documents, embeds or Wagtail's own forms and search": {
        "wagtailimages", "wagtaildocs", "wagtailembeds", "wagtailforms", "wagtailsearch", "wagtailcore.Collection",
        "wagtailcore.CollectionViewRestriction", "taggit",
    },
    "an answer that redirects is not kept": {"wagtailredirects"},
    "the language of a board is among its settings": {"wagtailcore.Locale"},
    "emails and slow work": {"emails", "post_office", "django_tasks_database", "alerts", "submissions.LinksRequest"},
    "money; what it changes are pages": {
        "payments.CheckoutAttempt", "payments.Credit", "payments.CreditUse",
        "payments.Dispute", "payments.Payment", "payments.Problem", "payments.Receipt",
        "payments.ReceiptSeries", "payments.Refund", "payments.StripeEvent", "payments.TaxRate",
    },
    "seen by employers and editors on pages that are not kept": {
        "submissions.Submission", "submissions.Purchase", "submissions.Pack", "submissions.SavedForm", "jobs.Report",
        "jobs.DailyCounts", "jobs.DailySource",
        "jobs.PayRule", "submissions.CompanyPerson", "submissions.CompanyChange",
    },
    "operators'": {"operations"},
    "the journal itself": {"caching"},
}  # fmt: skip
# Derived from watched tables, in the same transaction or noted by who writes it.
DERIVED = {"jobs.FullText", "jobs.LiveListing", "jobs.LiveCount"}


def test_every_table_is_watched_or_says_why_not():
    watched = {watched.model for watched in all_watched()}
    reasons = set().union(*NOT_SEEN.values())
    unknown = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.label not in watched | reasons | DERIVED
        and (model._meta.app_label not in reasons or model._meta.label in watched)
    ]
    assert unknown == []


def test_nothing_is_both():
    watched = {watched.model for watched in all_watched()}
    apps_watched = {label.partition(".")[0] for label in watched}
    reasons = set().union(*NOT_SEEN.values())
    assert watched & reasons == set()
    assert apps_watched & reasons == set()


def test_every_column_of_a_watched_table_counts_or_is_left_out_by_name():
    """A new column is watched unless somebody says otherwise."""
    for watched in all_watched():
        own = {field.column for field in watched.model_class()._meta.local_concrete_fields}
        if not watched.only:
            assert set(watched.columns()) == own - set(watched.but_not), watched.model
