"""The error messages of the forms; tests import them."""

from django.utils.translation import gettext_lazy as _

from jobs.listings.forms import EMAIL_MISSING as EMAIL_MISSING
from jobs.listings.pay_checks import CURRENCY_MISSING as CURRENCY_MISSING
from jobs.listings.pay_checks import SALARY_ORDER as SALARY_ORDER
from jobs.listings.pay_checks import UNIT_MISSING as UNIT_MISSING
from jobs.submissions.services.refusals import NO_PLANS as NO_PLANS
from jobs.submissions.services.refusals import PACK_WITHDRAWN as PACK_WITHDRAWN
from jobs.submissions.services.refusals import PLAN_WITHDRAWN as PLAN_WITHDRAWN

TITLE_MISSING = _("Enter a job title.")
DESCRIPTION_MISSING = _("Describe the job.")
COMPANY_MISSING = _("Enter the company’s name.")
NAME_MISSING = _("Enter your name.")
TITLE_HAS_ADDRESS = _("Leave web addresses out of the title; “How to apply” has a place for them.")
NAME_HAS_ADDRESS = _("Write the name alone, without web or email addresses.")
DESCRIPTION_TOO_SHORT = _("Say more: at least %(least)d characters. These are %(count)d.")
DESCRIPTION_TOO_LONG = _("At most %(most)d characters, please. These are %(count)d.")
DESCRIPTION_SHOWS_NOTHING = _("Readers would see an empty description. Write it as text.")
LOCATION_MISSING = _("Say where: choose a country, and a city if you like.")
COUNTRY_MISSING = _("Choose the country of this location.")
COUNTRY_UNKNOWN = _("Choose a country from the list.")
LOCATION_TOO_LONG = _("At most %(most)d characters for a city or area.")
TOO_MANY_LOCATIONS = _("At most %(most)d locations, please.")
REGION_MISSING = _("Choose at least one region whose people can do this remote job.")
NO_WAY_TO_APPLY = _("Say how to apply: a web address, an email address, or both.")
LOGO_GONE = _("The logo was kept only for a while. Please choose it again.")
LOGO_NOT_STORED = _(
    "The logo cannot be stored at the moment. Everything else is kept: send the form without a logo, which you can "
    "add later, or try again in a while."
)
EMAIL_MISSING_TO_SAVE = _("Enter your email address, so that we can send you the link.")
TOO_LONG_TO_SAVE = _("This is too long to be saved. Shorten the description.")
TITLE_HAS_MONEY = _(
    "Leave money signs out of the title; “Pay” has fields of its own, and is shown first in every list."
)
CHANGED_MEANWHILE = _(
    "This listing was changed after you opened it, perhaps by an editor. What you typed is still here: "
    "check it and save again to replace that change."
)
PLAN_MISSING = _("Choose a plan.")
PACK_MISSING = _("Choose a pack.")
CATEGORY_MISSING = _("Choose a category.")
REASON_MISSING = _("Choose what fits best; it helps the board.")
