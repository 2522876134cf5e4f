"""What an employer types into the form."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jobs.submissions.models import Plan

DESCRIPTION = (
    "## The work\n\nLook after **three** clusters and the people who wake up for them.\n\n- one\n- two\n\n"
    * 2
)


def typed(plan: Plan | None = None, /, **changes: Any) -> dict[str, Any]:
    """A form filled in properly, with changes; a value of None leaves the field out."""
    form: dict[str, Any] = {
        "title": "Night train dispatcher",
        "company_name": "Larkspur Rail",
        "company_url": "https://larkspur.example",
        "employment_type": "full_time",
        "remote": "hybrid",
        "country": ["DE", "FR"],
        "location": ["Köln", "Lyon"],
        "tags": "linux, on call",
        "salary_min": "70000",
        "salary_max": "90000",
        "salary_currency": "EUR",
        "salary_unit": "year",
        "description": DESCRIPTION,
        "apply_url": "https://larkspur.example/jobs/1",
        "apply_email": "jobs@larkspur.example",
        "contact_name": "Robin Rail",
        "contact_email": "robin@larkspur.example",
        "plan": str(plan.pk) if plan else "",
        "terms": "on",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}


def logo_file(size: tuple[int, int] = (300, 100), colour: str = "teal") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue(), content_type="image/png")
