from .board import PostingSettings
from .links import LinksRequest
from .packs import Pack, PackOffer
from .plans import Plan
from .purchase import Purchase
from .submission import Submission

__all__ = ["LinksRequest", "Pack", "PackOffer", "Plan", "PostingSettings", "Purchase", "Submission"]
