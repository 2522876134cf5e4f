"""Backups: the database and the uploaded files in one archive that can be checked."""
