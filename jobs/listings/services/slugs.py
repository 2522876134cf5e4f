"""Choose addresses for what employers send in."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(text: str, *, among: QuerySet[Any], max_length: int, fallback: str) -> str:
    """Return the text's slug, with a number behind it when `among` has it already.

    The caller holds a lock that keeps others from taking the same slug meanwhile. The number may make the slug
    longer than `max_length`.
    """
    base = slugify(text)[:max_length].strip("-") or fallback
    taken = set(among.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
