from .editing import EditListingForm
from .listing import ListingForm
from .manage import AgainForm, CloseForm, FindLinksForm, InvoiceDetailsForm, OfferForm, PlanForm
from .packs import PackForm

__all__ = [
    "AgainForm",
    "CloseForm",
    "EditListingForm",
    "FindLinksForm",
    "InvoiceDetailsForm",
    "ListingForm",
    "OfferForm",
    "PackForm",
    "PlanForm",
]
