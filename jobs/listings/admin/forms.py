"""The editors' form of a listing."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Revision

from jobs.listings import facts
from jobs.listings.asked_checks import date_errors, zone_errors
from jobs.listings.ends import ends
from jobs.listings.facts import columns_of
from jobs.listings.iso import validate_money
from jobs.listings.pay_checks import pay_errors
from jobs.listings.services.publication import TIME_IS_UP, refusal
from payments.models import Payment

# What makes more of the form than a draft.
SENDS_ON = ("action-publish", "action-submit", "action-restart-workflow", "action-workflow-action")


class JobPageForm(WagtailAdminPageForm):
    """Refuse on the form what must not be saved or published, so that no typed text is lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = self.parent_page.get_site() if self.parent_page is not None else None
        self.board = apps.get_model("jobs", "JobBoardSettings").for_site(site) if site is not None else None
        for fact in facts.OPTIONAL:
            columns = columns_of(fact)
            is_said = any(getattr(self.instance, name) not in (None, "", (), fact.unsaid) for name in columns)
            is_over = fact is facts.FIRST_DAY and self.instance.first_published_at is not None
            if is_over or not (is_said or self.board is None or self.board.asks(fact)):
                for name in columns:
                    self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_pay(cleaned)
        self._check_asked(cleaned)
        self._check_board(cleaned)
        self._check_way_to_apply(cleaned)
        self._check_newer_version()
        if "action-publish" in self.data and self.instance.pk:
            refused = refusal(page_id=self.instance.pk, title=self.instance.title)
            if refused is not None:
                self.add_error(None, str(refused))
            elif self._is_over(cleaned):
                self.add_error(None, TIME_IS_UP % {"title": self.instance.title})
        return cleaned

    def _is_over(self, cleaned: dict[str, Any]) -> bool:
        """Whether the listing's time is up, with the deadline that is entered here."""
        deadline = cleaned.get("apply_by", self.instance.apply_by)
        end = ends(self.instance.paid_end, deadline).expire_at
        return end is not None and end <= timezone.now()

    def _check_asked(self, cleaned: dict[str, Any]) -> None:
        if self.board is None:
            return
        dates = date_errors(
            cleaned,
            zone=self.board.zone,
            deadline_before=self.initial.get("apply_by"),
            is_published=self.instance.first_published_at is not None,
        )
        for name, error in [*zone_errors(cleaned), *dates]:
            if name in self.fields and name not in self.errors:
                self.add_error(name, error)

    def _check_pay(self, cleaned: dict[str, Any]) -> None:
        for name, error in pay_errors(cleaned):
            # An invalid field is not in `cleaned` either; its own error is enough.
            if name not in self.errors:
                self.add_error(name, error)
        if currency := cleaned.get("salary_currency"):
            try:
                validate_money(currency)
            except ValidationError as error:
                self.add_error("salary_currency", error)

    def _check_way_to_apply(self, cleaned: dict[str, Any]) -> None:
        """Demand it of everything that may go live without another look at this form."""
        goes_on = any(name in self.data for name in SENDS_ON)
        may_be_paid = Payment.objects.posting_for(self.instance.pk).exists()
        if not (goes_on or may_be_paid or self.instance.live):
            return
        if not any(cleaned.get(name) or name in self.errors for name in ("apply_url", "apply_email")):
            self.add_error("apply_url", _("Say how to apply: a web address, an email address, or both."))

    def _check_newer_version(self) -> None:
        """Refuse once to save over a version that this form has not shown; the next try is for that one."""
        seen, latest = self.data.get("loaded_revision_id"), self.instance.latest_revision
        if seen and latest is not None and seen != str(latest.pk):
            self.add_error(None, _newer_version(self.instance, latest, seen))

    def _check_board(self, cleaned: dict[str, Any]) -> None:
        """Refuse a company or category of another board: the choosers list all boards."""
        site = self.parent_page.get_site()
        company = cleaned.get("company")
        if company is not None and company.is_verified and not self.instance.speaks_for(company):
            domain = {"domain": company.verified_domain}
            self.add_error(
                "company", _("The contact of this listing has not shown to be at %(domain)s.") % domain
            )
        for name in ("company", "category"):
            chosen = cleaned.get(name)
            if chosen is not None and site is not None and chosen.site_id != site.pk:
                self.add_error(name, _("“%(name)s” belongs to another board.") % {"name": chosen})


def _newer_version(page: Page, latest: Revision, seen: str) -> SafeString:
    words = (
        _("The employer has changed this listing since you opened it, and nothing has been saved.")
        if latest.user_id is None
        else _("Somebody else has changed this listing since you opened it, and nothing has been saved.")
    )
    what_next = _("What you typed is still below. To save it over the newer version, press the button again.")
    url = reverse(
        "wagtailadmin_pages:revisions_compare",
        args=[page.pk, "live" if not seen.isdecimal() else seen, latest.pk],
    )
    return format_html('{} <a href="{}">{}</a> {}', words, url, _("See what has changed."), what_next)
