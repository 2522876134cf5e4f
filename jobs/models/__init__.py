from .alerts import Alert, AlertDelivery
from .board import JobBoardSettings
from .categories import Category
from .clicks import ApplyClicks
from .companies import Company
from .details import EligibleRegion, JobLocation, JobTag
from .fulltext import FullText
from .index import JobIndexPage
from .listing import JobPage
from .plans import Plan
from .purchase import Purchase
from .reports import Report
from .submission import Submission

__all__ = [
    "Alert",
    "AlertDelivery",
    "ApplyClicks",
    "Category",
    "Company",
    "EligibleRegion",
    "FullText",
    "JobBoardSettings",
    "JobIndexPage",
    "JobLocation",
    "JobPage",
    "JobTag",
    "Plan",
    "Purchase",
    "Report",
    "Submission",
]
