from .desk import CloseForm, FindLinksForm, PlanForm
from .editing import EditListingForm
from .listing import ListingForm

__all__ = ["CloseForm", "EditListingForm", "FindLinksForm", "ListingForm", "PlanForm"]
