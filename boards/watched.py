"""The tables of Wagtail, and of this room, that readers see."""

from caching.watching import BOARD_OF_PATH, EVERY_BOARD, OWN_BOARD, SEEN_PAGE, Watched

WATCHED = (
    Watched(model="wagtailcore.Site", boards=EVERY_BOARD),
    Watched(
        model="wagtailcore.Page",
        boards=BOARD_OF_PATH,
        seen=SEEN_PAGE,
        but_not=(
            "numchild",
            "translation_key",
            "latest_revision_id",
            "live_revision_id",
            "has_unpublished_changes",
            "draft_title",
            "go_live_at",
            "expired",
            "locked",
            "locked_at",
            "locked_by_id",
            "owner_id",
            "alias_of_id",
        ),
    ),
    # A text of any board may link to it.
    Watched(
        model="wagtailcore.Page",
        name="links_",
        boards=EVERY_BOARD,
        seen=SEEN_PAGE,
        only=("url_path",),
        events=("UPDATE", "DELETE"),
    ),
    # It holds for all pages below.
    Watched(model="wagtailcore.PageViewRestriction", boards=EVERY_BOARD),
    Watched(model="boards.BoardSettings", boards=OWN_BOARD),
    Watched(
        model="boards.Palette",
        boards="SELECT brand.site_id AS site_id, CAST(NULL AS text) AS path FROM boards_boardsettings brand"
        " WHERE brand.id = {row}.brand_id",
    ),
)
