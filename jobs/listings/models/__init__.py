from .board import JobBoardSettings
from .categories import Category
from .companies import Company
from .counts import DailyCounts
from .details import EligibleRegion, JobLocation, JobTag
from .fulltext import FullText
from .index import JobIndexPage
from .listing import JobPage
from .live import LiveCount, LiveListing
from .pay_rules import PayRule
from .reports import Report
from .sources import DailySource

__all__ = [
    "Category",
    "Company",
    "DailyCounts",
    "DailySource",
    "EligibleRegion",
    "FullText",
    "JobBoardSettings",
    "JobIndexPage",
    "JobLocation",
    "JobPage",
    "JobTag",
    "LiveCount",
    "LiveListing",
    "PayRule",
    "Report",
]
