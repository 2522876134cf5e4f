from .board import JobBoardSettings
from .categories import Category
from .companies import Company
from .details import EligibleRegion, JobLocation, JobTag
from .index import JobIndexPage
from .listing import JobPage
from .plans import Plan
from .purchase import Purchase
from .submission import Submission

__all__ = [
    "Category",
    "Company",
    "EligibleRegion",
    "JobBoardSettings",
    "JobIndexPage",
    "JobLocation",
    "JobPage",
    "JobTag",
    "Plan",
    "Purchase",
    "Submission",
]
