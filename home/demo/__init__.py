"""The demo: two boards of one install, made by the services that real listings go through."""

from .errors import DemoRefused
from .loading import load

__all__ = ["DemoRefused", "load"]
