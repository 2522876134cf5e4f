"""The editors' form of a listing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from jobs.listings.iso import validate_money
from jobs.listings.pay_checks import pay_errors
from jobs.listings.services.publication import TIME_IS_UP, refusal


class JobPageForm(WagtailAdminPageForm):
    """Refuse to publish an unpaid listing on the form, so that no typed text is lost."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_pay(cleaned)
        self._check_board(cleaned)
        if "action-publish" in self.data and self.instance.pk:
            refused = refusal(page_id=self.instance.pk, title=self.instance.title)
            if refused is not None:
                self.add_error(None, str(refused))
            elif self.instance.expire_at and self.instance.expire_at <= timezone.now():
                self.add_error(None, TIME_IS_UP % {"title": self.instance.title})
        return cleaned

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

    def _check_board(self, cleaned: dict[str, Any]) -> None:
        """Refuse a company or category of another board: the choosers list all boards."""
        site = self.parent_page.get_site()
        for name in ("company", "category"):
            chosen = cleaned.get(name)
            if chosen is not None and site is not None and chosen.site_id != site.pk:
                self.add_error(name, _("“%(name)s” belongs to another board.") % {"name": chosen})
