"""Refusals that editors read."""


class RefusedInAdmin(Exception):
    """What an editor asked for cannot be done. The message is for them; nothing has been changed.

    `page_id` is set when waiving that listing's payment would help. It is no PermissionDenied, because
    Wagtail's admin would show its own message about permissions.
    """

    def __init__(self, message: str, page_id: int | None = None) -> None:
        super().__init__(message)
        self.page_id = page_id
