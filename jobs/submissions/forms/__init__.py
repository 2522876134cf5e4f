from .editing import EditListingForm
from .listing import ListingForm
from .manage import CloseForm, FindLinksForm, OfferForm, PlanForm

__all__ = ["CloseForm", "EditListingForm", "FindLinksForm", "ListingForm", "OfferForm", "PlanForm"]
