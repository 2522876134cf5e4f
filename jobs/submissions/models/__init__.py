from .board import PostingSettings
from .links import LinksRequest
from .packs import Pack, PackOffer
from .people import CompanyChange, CompanyPerson
from .plans import Plan
from .purchase import Purchase
from .saved_form import SavedForm
from .submission import Submission

__all__ = [
    "CompanyChange",
    "CompanyPerson",
    "LinksRequest",
    "Pack",
    "PackOffer",
    "Plan",
    "PostingSettings",
    "Purchase",
    "SavedForm",
    "Submission",
]
