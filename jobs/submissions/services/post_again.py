"""Post a listing again: a new draft with everything that the newest version of the old one says.

Dates, counts and payment are the new draft's own. So is the proof of the contact's address: the link to the old listing
may have been passed on, and whoever has it could otherwise have drafts speak for a verified company. The email about
the new draft proves the address again.
"""

import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.models import Category, JobPage
from jobs.listings.services import companies
from jobs.listings.services.publication import PublicationRefused, refuse_without_a_way_to_apply
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.featured import sold_out
from jobs.submissions.services.refusals import NO_PLANS, SubmissionRefused, site_of
from jobs.submissions.services.submission import submit

PLAN_GONE = _("The plan of this listing is no longer on sale. Choose another one.")
CATEGORY_GONE = _("The category of this listing no longer exists. Choose another one.")


class ChoiceNeeded(SubmissionRefused):
    """The old listing's plan or category cannot be had again, and no other was chosen."""


@dataclass(frozen=True)
class Gone:
    """What has to be chosen anew, each with the reason; empty while the old one can be had."""

    plan: str = ""
    category: str = ""

    def __bool__(self) -> bool:
        return bool(self.plan or self.category)


def gone_since(submission: Submission) -> Gone:
    """Return which of the listing's choices cannot be had again. Raises SubmissionRefused when nothing is on sale."""
    site = site_of(submission.page)
    on_sale = Plan.objects.on_sale(site)
    old = submission.plan
    plan = on_sale.filter(pk=old.pk).first() if old is not None else None
    if plan is None and not on_sale.exists():
        raise SubmissionRefused(str(NO_PLANS))
    return Gone(
        plan=str(PLAN_GONE) if plan is None else sold_out(plan),
        category=str(CATEGORY_GONE) if _has_lost_category(submission.page, site) else "",
    )


def post_again(
    *,
    submission: Submission,
    plan: Plan | None = None,
    category: Category | None = None,
    nonce: uuid.UUID | None,
) -> Submission:
    """Make a new draft of the listing, which stays as it is; the same nonce again returns the same draft.

    `plan` and `category` take the place of the old ones. Raises ChoiceNeeded and other kinds of SubmissionRefused.
    """
    gone = gone_since(submission)
    missing = ("" if plan else gone.plan) or ("" if category else gone.category)
    plan = plan or submission.plan
    if missing or plan is None:
        raise ChoiceNeeded(missing)
    page: JobPage = submission.page.get_latest_revision_as_object()
    try:
        refuse_without_a_way_to_apply(
            title=page.title, apply_url=page.apply_url, apply_email=page.apply_email
        )
    except PublicationRefused as refused:
        raise SubmissionRefused(str(refused)) from refused
    site = site_of(page)
    data = data_of(submission, page)
    data.company_logo = _logo_of(submission, page, site)
    data.asked = {name: data.asked[name] for name in _taken_over()}
    if submission.person is not None:
        # One of the company's people becomes the contact of what they post again.
        data.contact_name, data.contact_email = submission.person.contact_name, submission.person.email
    data.category = category or data.category
    return submit(
        site=site, plan=plan, data=data, form_nonce=nonce, again_of=submission, person=submission.person
    )


def data_of(submission: Submission, page: JobPage) -> ListingData:
    """Return what this version of the listing says, as a form would; without a logo."""
    return ListingData(
        title=page.title,
        company_name=page.company.name,
        company_url=page.company.website,
        category=page.category,
        choices={fact.name: getattr(page, fact.name) for fact in facts.CHOICES},
        asked={name: getattr(page, name) for name in _asked()},
        locations=[(row.country, row.location) for row in page.locations.all()],
        regions=[row.region for row in page.regions.all()],
        tags=page.tag_names,
        salary_min=page.salary_min,
        salary_max=page.salary_max,
        salary_currency=page.salary_currency,
        salary_unit=page.salary_unit,
        description_html=page.description,
        apply_url=page.apply_url,
        apply_email=page.apply_email,
        contact_name=submission.contact_name,
        contact_email=submission.contact_email,
    )


def _asked() -> list[str]:
    """The columns of what only some boards ask for."""
    single = (fact for fact in facts.OPTIONAL if fact not in facts.CHOICES)
    return [name for fact in single for name in facts.columns_of(fact)]


def _taken_over() -> list[str]:
    """The same without dates, which are the new draft's own."""
    return [name for name in _asked() if name not in (facts.DEADLINE.name, facts.FIRST_DAY.name)]


def _logo_of(submission: Submission, page: JobPage, site: Site) -> ContentFile[bytes] | None:
    """Copy the logo that waits for an editor, or that of a company whose record the new draft does not get."""
    if submission.person is not None:
        return None
    stored = submission.proposed_logo
    company = page.company
    if not stored and companies.record_for(site=site, name=company.name, website=company.website) is None:
        stored = company.logo
    if not stored:
        return None
    try:
        with stored.open() as file:
            return ContentFile(file.read(), name="logo.webp")
    except FileNotFoundError:
        # The file is gone for good, so trying again later would not help.
        return None


def _has_lost_category(page: JobPage, site: Site) -> bool:
    """Return whether the newest version names a category that was deleted, on a board that has others."""
    newest = page.latest_revision
    named = newest.content.get("category") if newest is not None else page.category_id
    on_board = Category.objects.filter(site=site)
    return named is not None and on_board.exists() and not on_board.filter(pk=named).exists()
