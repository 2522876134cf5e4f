"""Full text in either database: words, what is sought in them, and the two engines. Knows nothing of listings."""

from types import ModuleType

from django.db import connection

from . import postgres, sqlite
from .words import Term, terms

__all__ = ["Term", "engine", "terms"]


def engine() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
