from .editing import EditListingForm
from .listing import ListingForm
from .manage import AgainForm, CloseForm, FindLinksForm, OfferForm, PlanForm

__all__ = [
    "AgainForm",
    "CloseForm",
    "EditListingForm",
    "FindLinksForm",
    "ListingForm",
    "OfferForm",
    "PlanForm",
]
