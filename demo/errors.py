class DemoRefused(Exception):
    """The demo must not be loaded here; the message is for the person at the terminal."""


class ContentError(Exception):
    """A file of the demo's content is wrong; the message names the file and the field."""
