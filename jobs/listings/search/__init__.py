"""Readers' search: the query of a URL, the listings that match, and counts per filter."""

from .counting import Choice, Facet, Facets, facets
from .labels import describe, labels_for
from .query import SearchQuery

__all__ = ["Choice", "Facet", "Facets", "SearchQuery", "describe", "facets", "labels_for"]
