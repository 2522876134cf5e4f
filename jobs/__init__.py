"""Listings, what employers do with them, and the alerts that tell readers of them."""
