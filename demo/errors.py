class DemoRefused(Exception):
    """The demo must not be loaded here; the message is for the person at the terminal."""
