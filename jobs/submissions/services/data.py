"""What an employer's form says, checked and in the site's own terms."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from jobs.listings.models import Category


@dataclass(kw_only=True)
class ListingData:
    """`description_html` is sanitised already; salaries are in whole units; countries are ISO codes."""

    title: str
    company_name: str
    company_url: str = ""
    company_logo: ContentFile[bytes] | None = None
    category: Category | None = None
    # The value of each choice fact, by its name.
    choices: dict[str, str]
    locations: list[tuple[str, str]] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    salary_min: int | None = None
    salary_max: int | None = None
    salary_currency: str = ""
    salary_unit: str = ""
    description_html: str
    apply_url: str = ""
    apply_email: str = ""
    contact_name: str
    contact_email: str
