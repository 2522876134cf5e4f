"""Find open listings similar to one, in a fixed number of queries."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from jobs.listings.models.details import JobTag

if TYPE_CHECKING:
    from jobs.listings.models.queries import JobQuerySet

# The number of newest candidates to compare, so that the cost does not grow with the board.
MAX_CANDIDATES = 60


def similar_to(page: Any, *, count: int) -> list[int]:
    """Live listings of the board: most shared skills, then same category, then newest.

    Their primary keys, in this order.
    """
    others = type(page).objects.sibling_of(page, inclusive=False).live().newest()
    ranked = _ranked(page, others)[:count]
    if len(ranked) < count:
        newest = others.exclude(pk__in=ranked).values_list("pk", flat=True)
        ranked += newest[: count - len(ranked)]
    return ranked


def _ranked(page: Any, others: "JobQuerySet") -> list[int]:
    tags = JobTag.objects.filter(content_object_id=page.pk).values("tag_id")
    related = Q(pk__in=JobTag.objects.filter(tag_id__in=tags).values("content_object_id"))
    if page.category_id is not None:
        related |= Q(category_id=page.category_id)
    shared = Count("tagged_items", filter=Q(tagged_items__tag_id__in=tags))
    candidates = others.filter(related).annotate(shared=shared).values_list("pk", "category_id", "shared")
    # Sorting is stable: among equals the newest stays first.
    ranked = sorted(
        candidates[:MAX_CANDIDATES], key=lambda row: (-row[2], row[1] is None or row[1] != page.category_id)
    )
    return [pk for pk, _category, _shared in ranked]
