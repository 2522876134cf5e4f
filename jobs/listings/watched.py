"""The tables of this room that readers see, and the moments at which something of them ends."""

from datetime import datetime

from caching.watching import EVERY_BOARD, OWN_BOARD, Watched, board_of_page
from jobs.listings.models import LiveListing

WATCHED = (
    Watched(model="jobs.JobPage", boards=board_of_page("page_ptr_id")),
    Watched(model="jobs.JobIndexPage", boards=board_of_page("page_ptr_id")),
    Watched(model="jobs.JobLocation", boards=board_of_page("page_id")),
    Watched(model="jobs.EligibleRegion", boards=board_of_page("page_id")),
    Watched(model="jobs.JobTag", boards=board_of_page("content_object_id")),
    # All boards share the names of skills.
    Watched(model="jobs.Tag", boards=EVERY_BOARD),
    Watched(
        model="jobs.Company",
        boards=OWN_BOARD,
        # It belongs to a draft.
        seen="NOT {row}.is_proposed",
        but_not=("verified_by", "brought_by", "created_at"),
    ),
    Watched(model="jobs.Category", boards=OWN_BOARD),
    Watched(model="jobs.JobBoardSettings", boards=OWN_BOARD),
)


def next_end(now: datetime) -> datetime | None:
    """Return when the next listing, or its featured time, ends on any board; by the indexes of the flat table."""
    rows = LiveListing.rows
    ends = [
        rows.filter(expire_at__gt=now).order_by("expire_at").values_list("expire_at", flat=True).first(),
        rows.filter(featured=True, featured_until__gt=now)
        .order_by("featured_until")
        .values_list("featured_until", flat=True)
        .first(),
    ]
    return min((end for end in ends if end is not None), default=None)
