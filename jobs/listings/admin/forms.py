"""The editors' form of a listing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from jobs.listings.iso import validate_money
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
        low, high = cleaned.get("salary_min"), cleaned.get("salary_max")
        if low is not None and high is not None and high < low:
            self.add_error("salary_max", _("The upper end of the pay is below the lower end."))
        if (low is not None or high is not None) and not cleaned.get("salary_currency"):
            self.add_error("salary_currency", _("Choose the currency of the pay."))
        if (low is not None or high is not None) and not cleaned.get("salary_unit"):
            self.add_error("salary_unit", _("Choose whether the pay is for an hour, a month or a year."))
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
