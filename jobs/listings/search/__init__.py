"""Readers' search: what a URL asks for, which listings answer it, and how many each further choice would leave."""

from .counting import Choice, Facet, Facets, facets
from .labels import describe
from .listings import search
from .query import SearchQuery

__all__ = ["Choice", "Facet", "Facets", "SearchQuery", "describe", "facets", "search"]
