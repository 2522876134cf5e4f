"""The fields of a listing and their rules, for posting and editing."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import EmailField
from boards.text import clean_line
from jobs.listings import facts
from jobs.listings.facts import Region
from jobs.listings.models import Category, JobBoardSettings, JobPage
from jobs.listings.models.listing import MAX_SALARY
from jobs.listings.pay_checks import pay_errors
from jobs.listings.pay_text import DOLLAR, DOLLARS, Pay
from jobs.listings.services.pay_rules import findings, posting_of, rules_of
from jobs.submissions import logos
from jobs.submissions.forms import wording
from jobs.submissions.forms.asked import AskedFields
from jobs.submissions.forms.choices import country_choices, currency_choices
from jobs.submissions.forms.fields import (
    MAX_LOCATIONS,
    LocationRows,
    LogoField,
    MarkdownField,
    NameField,
    PayField,
    TagsField,
    WebAddressField,
)
from jobs.submissions.forms.reshow import ShownAgain
from jobs.submissions.forms.sections import APPLY, Sectioned
from jobs.submissions.forms.titles import has_money, without_shouting
from jobs.submissions.forms.ways_to_apply import sorted_ways
from jobs.submissions.markdown import to_html
from jobs.submissions.models import PostingSettings
from jobs.submissions.pasted import tidy
from jobs.submissions.services.data import ListingData
from payments.payer_email import validate_payer_email

MAX_TITLE_LENGTH = 120
DESCRIPTION_LENGTHS = (100, 20_000)
# How many times longer pasted HTML may be than the text in it.
PASTED_LENGTH = 5
MAX_LOCATION_LENGTH = 100
MAX_TAGS, MAX_TAG_LENGTH = 8, 30

# A scheme, www., an email address, or a domain with a path; not a company that is named after its domain.
_ADDRESS = re.compile(r"://|\bwww\.|[^\s@]@[^\s@]+\.[^\W\d]|[\w-]\.[^\W\d_]{2,}[/?#]\S", re.IGNORECASE)

FormType = TypeVar("FormType", bound=forms.Form)


def with_choice_facts(form: type[FormType]) -> type[FormType]:
    """Add a field for each choice fact of the table to a form class."""
    for fact in facts.CHOICES:
        form.declared_fields[fact.name] = forms.ChoiceField(
            label=fact.label,
            required=bool(fact.missing) and not fact.setting,
            choices=[
                *([] if fact.missing and not fact.setting else [("", _("Choose…"))]),
                *fact.choices.choices,
            ],
            error_messages={"required": fact.missing},
        )
    return form


@with_choice_facts
class BaseListingForm(AskedFields, Sectioned, ShownAgain):
    title = NameField(
        label=_("Job title"),
        error_messages={"required": wording.TITLE_MISSING},
        max_length=MAX_TITLE_LENGTH,
        help_text=_("Just the role, such as “Backend engineer”."),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=facts.CATEGORY.label, required=False, empty_label=_("Choose…")
    )
    location = forms.Field(label=facts.LOCATIONS.label, required=False, widget=LocationRows)
    region = forms.MultipleChoiceField(
        label=facts.REGIONS.label,
        choices=Region.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For remote jobs: where people may live."),
    )
    salary_min = PayField(label=_("From"), required=False, min_value=1, max_value=MAX_SALARY)
    salary_max = PayField(label=_("To"), required=False, min_value=1, max_value=MAX_SALARY)
    salary_currency = forms.ChoiceField(label=_("Currency"), required=False)
    salary_unit = forms.ChoiceField(
        label=_("For"), required=False, choices=[("", _("Choose…")), *JobPage.SalaryUnit.choices]
    )
    description = MarkdownField(
        label=_("Description"),
        error_messages={"required": wording.DESCRIPTION_MISSING},
        help_text=_("Markdown works: headings, lists, bold, links."),
    )
    tags = TagsField(
        label=facts.SKILLS.label,
        required=False,
        max_tags=MAX_TAGS,
        max_tag_length=MAX_TAG_LENGTH,
        help_text=_("Up to 8, separated by commas."),
    )
    apply_url = WebAddressField(label=_("Apply at"), required=False, max_length=500)
    apply_email = EmailField(label=_("Apply by email to"), required=False, max_length=254)
    company_name = NameField(
        label=facts.COMPANY.label, max_length=100, error_messages={"required": wording.COMPANY_MISSING}
    )
    company_url = WebAddressField(label=_("Company’s website"), required=False, max_length=200)
    company_logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, at least 64 × 64 pixels, up to 2 MB."),
    )
    company_logo_kept = forms.Field(required=False, widget=forms.HiddenInput)
    contact_name = NameField(
        label=_("Your name"), max_length=100, error_messages={"required": wording.NAME_MISSING}
    )
    contact_email = EmailField(
        label=_("Your email address"),
        error_messages={"required": wording.EMAIL_MISSING},
        max_length=254,
        help_text=_("Never shown to readers. We send the link to your listing there."),
        validators=[validate_payer_email],
    )

    # Whether readers have seen the listing already.
    is_published = False
    # The order of the error summary, which is the page's; what is not named here follows as declared.
    field_order = ("title", "category", *(fact.name for fact in facts.CHOICES))
    autocomplete: ClassVar[Mapping[str, str]] = {
        "company_name": "organization",
        "company_url": "url",
        "contact_name": "name",
        "contact_email": "email",
    }

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        # Whether capitals were changed to small letters.
        self.mended_title = False
        self.location_errors: dict[int, list[str]] = {}
        # What laws about pay ask for, where they may not apply.
        self.pay_warnings: list[str] = []
        self.board = board = JobBoardSettings.for_site(site)
        self.fields["category"].queryset = Category.objects.filter(site=site)  # type: ignore[attr-defined]
        self.fields["salary_currency"].choices = [("", _("Choose…")), *currency_choices()]  # type: ignore[attr-defined]
        self.initial = {
            "salary_currency": board.currency,
            "salary_unit": JobPage.SalaryUnit.YEAR,
            "employment_type": JobPage.EmploymentType.FULL_TIME,
            **self.initial,
        }
        self.ask(board, is_published=self.is_published)
        for name, field in self.fields.items():
            if isinstance(field.widget, (forms.TextInput, forms.Textarea)):
                field.widget.attrs.setdefault("dir", "auto")
            if name in self.autocomplete:
                field.widget.attrs["autocomplete"] = self.autocomplete[name]

        self._take_hints(PostingSettings.for_site(site))
        self.mark_needed()

    def _take_hints(self, board: PostingSettings) -> None:
        """Say in the words of the board's trade what belongs into a field."""
        for name in ("title", "description", "tags"):
            self.fields[name].help_text = getattr(board, f"{name}_hint") or self.fields[name].help_text
        self.fields["description"].widget.attrs["placeholder"] = board.description_outline
        self.pay_hint = board.pay_hint
        self.apply_hint = board.apply_hint

    def full_clean(self) -> None:
        if self.is_bound:
            typed = [str(self.data.get(name, "")) for name in APPLY]
            if (ways := list(sorted_ways(*typed))) != typed:
                for name, way in zip(APPLY, ways, strict=True):
                    self._replace(name, [way])
        super().full_clean()

    @property
    def has_apply_errors(self) -> bool:
        return "apply_url" in self.errors or "apply_email" in self.errors

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if _ADDRESS.search(title):
            raise ValidationError(wording.TITLE_HAS_ADDRESS, code="address")
        if has_money(title):
            raise ValidationError(wording.TITLE_HAS_MONEY, code="money")
        mended = without_shouting(title)
        self.mended_title = mended != title
        return mended

    def clean_company_name(self) -> str:
        return self._name_without_address("company_name")

    def clean_contact_name(self) -> str:
        return self._name_without_address("contact_name")

    def _name_without_address(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        if _ADDRESS.search(name):
            raise ValidationError(wording.NAME_HAS_ADDRESS, code="address")
        return name

    def clean_description(self) -> str:
        minimum, maximum = DESCRIPTION_LENGTHS
        markdown: str = self.cleaned_data["description"]
        if len(markdown) <= maximum * PASTED_LENGTH:
            markdown = tidy(markdown)
        numbers = {"least": minimum, "most": maximum, "count": len(markdown)}
        if len(markdown) < minimum:
            raise ValidationError(wording.DESCRIPTION_TOO_SHORT, code="too_short", params=numbers)
        if len(markdown) > maximum:
            raise ValidationError(wording.DESCRIPTION_TOO_LONG, code="too_long", params=numbers)
        if not strip_tags(to_html(markdown)).strip():
            raise ValidationError(wording.DESCRIPTION_SHOWS_NOTHING, code="empty")
        return markdown

    def clean_location(self) -> list[tuple[str, str]]:
        known = dict(country_choices())
        places: list[tuple[str, str]] = []
        for number, (country, typed) in enumerate(self.cleaned_data["location"] or []):
            code, place = country.strip().upper(), clean_line(typed)
            if not code and not place:
                continue
            errors = list(_location_errors(code, place, known))
            if len(places) == MAX_LOCATIONS:
                errors = [str(wording.TOO_MANY_LOCATIONS % {"most": MAX_LOCATIONS})]
            if errors:
                self.location_errors[number] = errors
            elif (code, place) not in places:
                places.append((code, place))
        if self.location_errors:
            raise ValidationError(list(dict.fromkeys(sum(self.location_errors.values(), []))))
        return places

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._read_pay(cleaned)
        self._check_place(cleaned)
        self._check_pay(cleaned)
        self._check_pay_rules(cleaned)
        self._check_way_to_apply(cleaned)
        self.check_asked(cleaned, self.board, is_published=self.is_published)
        self._take_kept_logo(cleaned)
        return cleaned

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("remote") == JobPage.Workplace.REMOTE:
            if not cleaned.get("region") and "region" not in self.errors:
                self.add_error("region", ValidationError(wording.REGION_MISSING, code="required"))
        elif cleaned.get("remote") and not cleaned.get("location") and "location" not in self.errors:
            self.location_errors[0] = [str(wording.LOCATION_MISSING)]
            self.add_error("location", ValidationError(wording.LOCATION_MISSING, code="required"))

    def _read_pay(self, cleaned: dict[str, Any]) -> None:
        """Take the currency and the unit from the sum where they were written behind it."""
        for name in ("salary_min", "salary_max"):
            pay: Pay | None = cleaned.get(name)
            if pay is None:
                continue
            cleaned[name] = pay.sum
            if pay.unit:
                cleaned["salary_unit"] = pay.unit
            if pay.currency and (pay.currency != DOLLAR or cleaned.get("salary_currency") not in DOLLARS):
                cleaned["salary_currency"] = "USD" if pay.currency == DOLLAR else pay.currency

    def _check_pay(self, cleaned: dict[str, Any]) -> None:
        for name, error in pay_errors(cleaned):
            # An invalid field is not in `cleaned` either; its own error is enough.
            if name not in self.errors:
                self.add_error(name, error)

    def _check_pay_rules(self, cleaned: dict[str, Any]) -> None:
        """Ask for what the law of the place asks for; where that is not certain, keep the words for later."""
        if {"salary_min", "salary_max", "location", "region", "remote"} & self.errors.keys():
            return
        is_remote = cleaned.get("remote") == JobPage.Workplace.REMOTE
        posting = posting_of(
            cleaned
            | {"staff": cleaned.get("staff") if "staff" in self.fields else self.initial.get("staff")},
            places=cleaned.get("location") or [],
            regions=(cleaned.get("region") or []) if is_remote else [],
            day=timezone.localdate(timezone.now(), self.board.zone),
        )
        for finding in findings(posting, rules_of(self.site)):
            if finding.is_required:
                self.add_error(finding.field, ValidationError(finding.message, code="law"))
            else:
                self.pay_warnings.append(finding.message)

    def _check_way_to_apply(self, cleaned: dict[str, Any]) -> None:
        tried = {"apply_url", "apply_email"} & self.errors.keys()
        if not tried and not cleaned.get("apply_url") and not cleaned.get("apply_email"):
            self.add_error("apply_url", ValidationError(wording.NO_WAY_TO_APPLY, code="required"))

    def _take_kept_logo(self, cleaned: dict[str, Any]) -> None:
        token = cleaned.get("company_logo_kept")
        if not token or cleaned.get("company_logo") or "company_logo" in self.errors:
            return
        cleaned["company_logo"] = logos.pending(token)
        if cleaned["company_logo"] is None:
            self._replace("company_logo_kept", [])
            self.add_error("company_logo", ValidationError(wording.LOGO_GONE, code="gone"))

    def to_data(self) -> ListingData:
        cleaned = self.cleaned_data
        is_remote = cleaned["remote"] == JobPage.Workplace.REMOTE
        has_pay = cleaned["salary_min"] is not None or cleaned["salary_max"] is not None
        return ListingData(
            title=cleaned["title"],
            company_name=cleaned["company_name"],
            company_url=cleaned["company_url"],
            company_logo=cleaned["company_logo"] or None,
            category=cleaned["category"],
            choices=self.choices_said(),
            asked=self.asked_said(),
            locations=cleaned["location"],
            regions=cleaned["region"] if is_remote else [],
            tags=cleaned["tags"],
            salary_min=cleaned["salary_min"],
            salary_max=cleaned["salary_max"],
            salary_currency=cleaned["salary_currency"] if has_pay else "",
            salary_unit=cleaned["salary_unit"] if has_pay else "",
            description_html=self.description_html(),
            apply_url=cleaned["apply_url"],
            apply_email=cleaned["apply_email"],
            contact_name=cleaned["contact_name"],
            contact_email=cleaned["contact_email"],
        )

    def description_html(self) -> str:
        return to_html(self.cleaned_data["description"])


def _location_errors(code: str, place: str, known: Mapping[str, str]) -> Iterable[str]:
    if not code:
        yield str(wording.COUNTRY_MISSING)
    elif code not in known:
        yield str(wording.COUNTRY_UNKNOWN)
    if len(place) > MAX_LOCATION_LENGTH:
        yield str(wording.LOCATION_TOO_LONG % {"most": MAX_LOCATION_LENGTH})
