"""Tables of the room; without this module Django would send no `post_migrate` for it."""
