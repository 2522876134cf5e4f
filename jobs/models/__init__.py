from .alerts import Alert, AlertDelivery
from .board import JobBoardSettings
from .categories import Category
from .companies import Company
from .counts import DailyCounts
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
    "Category",
    "Company",
    "DailyCounts",
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
