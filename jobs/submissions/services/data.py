"""The validated content of an employer's form."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from jobs.listings.models import Category


@dataclass(kw_only=True)
class ListingData:
    """Sanitised HTML; salaries in whole units; locations as (ISO country, town)."""

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
