"""The flat table of live listings: how triggers write it, and how it is counted."""
