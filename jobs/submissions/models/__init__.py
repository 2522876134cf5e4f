from .board import PostingSettings
from .links import LinksRequest
from .plans import Plan
from .purchase import Purchase
from .submission import Submission

__all__ = ["LinksRequest", "Plan", "PostingSettings", "Purchase", "Submission"]
