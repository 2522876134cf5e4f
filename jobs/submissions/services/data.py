"""The validated content of an employer's form."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from boards.text import clean_line, clean_text
from jobs.listings.models import Category


@dataclass(kw_only=True)
class ListingData:
    """Sanitised HTML; salaries in units of their currency, with cents; locations as (ISO country, town)."""

    title: str
    company_name: str
    company_url: str = ""
    company_logo: ContentFile[bytes] | None = None
    category: Category | None = None
    # The value of each choice fact, by its name.
    choices: dict[str, str]
    # What only some boards ask for, by the column of JobPage; what is not here stays as it is.
    asked: dict[str, Any] = field(default_factory=dict)
    locations: list[tuple[str, str]] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    salary_min: Decimal | int | None = None
    salary_max: Decimal | int | None = None
    salary_currency: str = ""
    salary_unit: str = ""
    description_html: str
    apply_url: str = ""
    apply_email: str = ""
    contact_name: str
    contact_email: str

    def __post_init__(self) -> None:
        """Clean the texts, because imports bring them here without a form."""
        for name in (
            *("title", "company_name", "company_url", "apply_url", "apply_email"),
            *("contact_name", "contact_email"),
        ):
            setattr(self, name, clean_line(getattr(self, name)))
        # An unchanged edit gives back the stored text itself, with the white space around it.
        if (cleaned := clean_text(self.description_html)) != self.description_html.strip():
            self.description_html = cleaned
        self.locations = [(country, clean_line(town)) for country, town in self.locations]
        self.tags = [clean_line(tag) for tag in self.tags]
