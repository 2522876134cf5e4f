"""Dates with their time as French writes them, “22 novembre 2026 à 21:52”. The rest is Django's."""

DATETIME_FORMAT = "j F Y \\à H:i"
