from .desk import CloseForm, FindLinksForm, OfferForm, PlanForm
from .editing import EditListingForm
from .listing import ListingForm

__all__ = ["CloseForm", "EditListingForm", "FindLinksForm", "ListingForm", "OfferForm", "PlanForm"]
