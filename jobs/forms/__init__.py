from .alerts import AlertForm, FrequencyForm
from .desk import CloseForm, FindLinksForm, OfferForm, PlanForm
from .editing import EditListingForm
from .listing import ListingForm
from .readers import ReportForm, VerifyCompanyForm

__all__ = [
    "AlertForm",
    "CloseForm",
    "EditListingForm",
    "FindLinksForm",
    "FrequencyForm",
    "ListingForm",
    "OfferForm",
    "PlanForm",
    "ReportForm",
    "VerifyCompanyForm",
]
