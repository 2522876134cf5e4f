from .alerts import AlertForm, FrequencyForm
from .desk import CloseForm, FindLinksForm, PlanForm
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
    "PlanForm",
    "ReportForm",
    "VerifyCompanyForm",
]
