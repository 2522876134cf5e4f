"""Full-text search in both databases: words, search terms, two engines. Knows no listings."""

from types import ModuleType

from django.db import connection

from . import postgres, sqlite
from .words import Term, terms

__all__ = ["Term", "engine", "terms"]


def engine() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
