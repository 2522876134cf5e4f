"""Submit a listing, and save an employer's edit of it."""

import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site, WorkflowState

from jobs.listings.models import Company, EligibleRegion, JobLocation, JobPage
from jobs.listings.services.companies import claim, forget_if_unused
from jobs.listings.services.slugs import free_slug
from jobs.listings.services.verification import tell_verified
from jobs.listings.shared_hosts import email_host
from jobs.submissions.models import CompanyPerson, Plan, SavedForm, Submission
from jobs.submissions.services import mails, saved_forms
from jobs.submissions.services.board_workflow import has_tasks, is_reviewed, require_payment_task
from jobs.submissions.services.companies import company_for
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.featured import refuse_if_sold_out
from jobs.submissions.services.history import log_by_employer
from jobs.submissions.services.posting_payments import create_posting_payment, settle_free_if_reviewed
from jobs.submissions.services.refusals import (
    NO_PAYMENT_TASK_NOBODY_TOLD,
    NOT_POSSIBLE_NOW,
    NoPaymentTask,
    SubmissionRefused,
    lock_index,
    plan_on_sale,
    refuse_if_not_editable,
    site_of,
)
from payments.ledger import locked

LOGO_WAITS = _("The company has a public logo already. The editors have yours, and decide.")


def submit(
    *,
    site: Site,
    plan: Plan,
    data: ListingData,
    form_nonce: uuid.UUID | None = None,
    again_of: Submission | None = None,
    person: CompanyPerson | None = None,
    saved: SavedForm | None = None,
) -> Submission:
    """Create draft, submission and payment, start the workflow, and queue the manage link's email.

    The same nonce again returns the submission created the first time. `again_of` is the listing that is posted again,
    `saved` the saved form that ends with this. `person` posts for their company, under its record, as the contact.
    Raises SubmissionRefused.
    """
    try:
        return _submit(
            site=site,
            plan=plan,
            data=data,
            form_nonce=form_nonce,
            again_of=again_of,
            person=person,
            saved=saved,
        )
    except NoPaymentTask as refused:
        # Nothing of the submission is kept, so the editors are told outside of its transaction.
        if mails.no_payment_task(site=site):
            raise
        raise NoPaymentTask(str(NO_PAYMENT_TASK_NOBODY_TOLD)) from refused


@transaction.atomic
def _submit(
    *,
    site: Site,
    plan: Plan,
    data: ListingData,
    form_nonce: uuid.UUID | None,
    again_of: Submission | None,
    person: CompanyPerson | None,
    saved: SavedForm | None,
) -> Submission:
    # Locked first, so that simultaneous submissions choose their slugs and tree positions one after the other.
    index = lock_index(site)
    if form_nonce is not None and (done := Submission.objects.filter(form_nonce=form_nonce).first()):
        return done
    saved_forms.end(saved=saved, nonce=form_nonce)
    plan = plan_on_sale(site, plan)
    refuse_if_sold_out(plan)
    require_payment_task(index, plan)
    if person is None:
        company, logo_left_aside = company_for(site=site, data=data)
    else:
        company, logo_left_aside = person.company, False
    page = JobPage(
        company=company,
        live=False,
        has_unpublished_changes=True,
        featured=plan.featured,
        days=plan.days,
        # The company's people speak for it, wherever their own address is.
        sent_from=email_host(data.contact_email) if person is None else company.host,
        sender_proved=person is not None,
    )
    fill(page, data)
    siblings = index.get_children()
    page.slug = free_slug(f"{data.title} {company.name}", among=siblings, max_length=200, fallback="listing")
    index.add_child(instance=page)
    claim(company, page=page)
    submission = Submission(
        page=page,
        form_nonce=form_nonce,
        contact_name=data.contact_name,
        contact_email=data.contact_email,
        plan=plan,
        plan_name=plan.name,
        plan_days=plan.days,
        plan_featured=plan.featured,
    )
    if logo_left_aside and data.company_logo is not None:
        _keep_proposed_logo(submission, data.company_logo)
    if person is not None:
        submission.posted_by, submission.contact_proved_at = person, timezone.now()
    if again_of is not None:
        # Nobody has ticked the terms anew.
        submission.terms_accepted_at = again_of.terms_accepted_at
    submission.full_clean(exclude=["proposed_logo"])
    submission.save()
    payment = create_posting_payment(submission=submission, plan=plan, site=site)
    revision = page.save_revision(clean=False)
    if again_of is None:
        log_by_employer(page, "submissions.submit", submission=submission, revision=revision)
    else:
        log_by_employer(
            page,
            "submissions.post_again",
            submission=submission,
            revision=revision,
            number=again_of.page_id,
        )
    mails.draft_saved(submission=submission, payment=payment)
    tell_verified(page)
    _start_workflow(page)
    settle_free_if_reviewed(payment, page)
    return submission


def update(*, submission: Submission, data: ListingData) -> bool:
    """Save the edit as a revision and hand it to the workflow; a live listing keeps its text until then.

    Returns whether its logo waits for an editor.
    Raises SubmissionRefused once the listing is closed, expired or declined.
    """
    with locked(submission.page_id):
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.page.is_closed or submission.declined_reason:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        refuse_if_not_editable(submission.page)
        page: JobPage = submission.page.get_latest_revision_as_object()
        site = site_of(page)
        before = page.company
        company, logo_left_aside = company_for(site=site, data=data, page=page)
        claim(company, page=page)
        page.company = company
        fill(page, data)
        submission.contact_name = data.contact_name
        if logo_left_aside and data.company_logo is not None:
            _keep_proposed_logo(submission, data.company_logo)
        submission.save(update_fields=["contact_name", "proposed_logo"])
        revision = page.save_revision(changed=True)
        log_by_employer(page, "submissions.edit", submission=submission, revision=revision)
        if not page.first_published_at and before.pk != company.pk:
            _let_draft_leave(page, before, company)
        _continue_editing(JobPage.objects.get(pk=page.pk))
        return logo_left_aside


def fill(page: JobPage, data: ListingData) -> None:
    """Write what the form says into the page, without saving it."""
    page.title = page.draft_title = data.title
    for name in (
        "category",
        "salary_min",
        "salary_max",
        "salary_currency",
        "salary_unit",
        "apply_url",
        "apply_email",
    ):
        setattr(page, name, getattr(data, name))
    if page.first_day is not None and page.go_live_at == page.start_of(page.first_day):
        # The schedule of the day that was chosen before; publishing sets that of the new one.
        page.go_live_at = None
    for name, value in (data.choices | data.asked).items():
        setattr(page, name, value)
    page.description = data.description_html
    page.locations = [
        JobLocation(country=country, location=location, sort_order=number)
        for number, (country, location) in enumerate(data.locations)
    ]
    page.regions = [EligibleRegion(region=region) for region in data.regions]
    page.tags.set(data.tags)


def _let_draft_leave(page: JobPage, before: Company, company: Company) -> None:
    """Put the row of a draft, too, under the company of its newest revision, and forget what it proposed before."""
    JobPage.objects.filter(pk=page.pk).update(company=company)
    forget_if_unused(before)


def _keep_proposed_logo(submission: Submission, logo: ContentFile[bytes]) -> None:
    submission.proposed_logo.save(f"{uuid.uuid4().hex}.webp", logo, save=False)


def _start_workflow(page: JobPage) -> None:
    workflow = page.get_workflow()
    # One without tasks is started by the payment, or by the emailed link that publishes a free listing.
    if workflow is not None and has_tasks(workflow):
        workflow.start(page, user=None)


def _continue_editing(page: JobPage) -> None:
    """Start the workflow; resume it after requested changes; ask again during a review."""
    state = page.current_workflow_state
    if state is None:
        _start_workflow(page)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=None)
    elif is_reviewed(page):
        # An editor may have the old text open. Approving it must neither count for the new text nor be needed
        # besides the approval of the new one, so the review starts again.
        page.current_workflow_task_state.cancel(user=None)
