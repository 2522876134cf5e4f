from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "jobs.submissions"
    verbose_name = _("Submissions")

    def ready(self) -> None:
        from wagtail.models import AbstractGroupApprovalTask

        from caching.watching import OWN_BOARD, Watched, watch
        from jobs.listings.admin.snippets import CompanyViewSet
        from jobs.listings.models import JobPage
        from jobs.submissions import (
            mail_samples,
            receivers,  # noqa: F401 - connects the signals
        )
        from jobs.submissions.admin.companies import PeoplePanel
        from jobs.submissions.admin.panels import SubmissionPanel
        from jobs.submissions.admin.review import form_for_action
        from jobs.submissions.services import payment_subjects
        from jobs.submissions.services.chosen_dates import refuse_after_deadline
        from jobs.submissions.services.featured import check_sale
        from jobs.submissions.services.packs import fulfil_pack
        from jobs.submissions.services.purchases import fulfil_purchase
        from payments import subjects
        from payments.fulfilment import guard_sales, register
        from payments.models import Payment

        watch(
            Watched(model="submissions.Plan", boards=OWN_BOARD),
            Watched(model="submissions.PackOffer", boards=OWN_BOARD),
            Watched(model="submissions.PostingSettings", boards=OWN_BOARD),
        )
        AbstractGroupApprovalTask.get_form_for_action = form_for_action
        JobPage.put_on_top(SubmissionPanel())
        guard_sales(refuse_after_deadline)
        CompanyViewSet.put_below(PeoplePanel())
        guard_sales(check_sale)
        register(Payment.Purpose.RENEWAL, fulfil_purchase)
        register(Payment.Purpose.UPGRADE, fulfil_purchase)
        register(Payment.Purpose.PACK, fulfil_pack)
        subjects.register(
            company=payment_subjects.company_name,
            plan=payment_subjects.plan_name,
            zone=payment_subjects.zone,
        )
        mail_samples.register_samples()
