from .brand import BrandSettings, Palette
from .pages import HomePage, StandardPage

__all__ = ["BrandSettings", "HomePage", "Palette", "StandardPage"]
