from .board import PostingSettings
from .plans import Plan
from .purchase import Purchase
from .submission import Submission

__all__ = ["Plan", "PostingSettings", "Purchase", "Submission"]
