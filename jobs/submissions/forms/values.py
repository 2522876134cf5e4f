"""What a form shows of a listing that exists."""

from typing import Any

from jobs.listings import facts
from jobs.listings.models import JobPage
from jobs.submissions.forms.asked import past_left_out
from jobs.submissions.markdown import to_markdown
from jobs.submissions.models import Submission


def values_of(submission: Submission, page: JobPage) -> dict[str, Any]:
    """Return what a form shows of this version of the listing."""
    choices = (fact.name for fact in facts.CHOICES)
    asked = (name for fact in facts.OPTIONAL for name in facts.columns_of(fact))
    same = ("title", *choices, *asked, "salary_min", "salary_max", "apply_url", "apply_email")
    pay = {"salary_currency": page.salary_currency, "salary_unit": page.salary_unit}
    return {
        **{name: getattr(page, name) for name in same},
        **{name: value for name, value in pay.items() if value},
        "apply_by": past_left_out(page.apply_by),
        "category": page.category_id,
        "location": [(row.country, row.location) for row in page.locations.all()],
        "region": [row.region for row in page.regions.all()],
        "description": to_markdown(page.description),
        "tags": ", ".join(page.tag_names),
        "company_name": page.company.name,
        "company_url": page.company.website,
        "contact_name": submission.contact_name,
        "contact_email": submission.contact_email,
    }
