"""Find rows of the flat table that are not as their listings, and write them anew.

Triggers keep them true. What is left are changes of one listing by two transactions at once, neither of which saw
what the other had changed.
"""

from django.db import connection, transaction

from . import rows
from .sql import TABLE


def repair() -> list[int]:
    """Return the keys of the listings whose rows were wrong."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(rows.wrong(vendor))
        keys = [int(key) for (key,) in cursor.fetchall()]
    for key in keys:
        with transaction.atomic(), connection.cursor() as cursor:
            if vendor == "postgresql":
                cursor.execute(f"SELECT 1 FROM {TABLE} WHERE page_id = %s FOR UPDATE", [key])  # noqa: S608 - own name
            for statement in rows.write(vendor, str(key)):
                cursor.execute(statement)
    return keys
