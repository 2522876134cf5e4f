"""Refusals that editors read."""


class Refused(Exception):
    """An action in the admin is refused; the message says why, and what to do instead.

    It is no PermissionDenied, because Wagtail's admin would show its own message about permissions.
    """
