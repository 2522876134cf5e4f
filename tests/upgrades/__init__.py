"""Databases of released versions: each is brought up to date by today's migrations, and looked through.

`python -m tests.upgrades 1.1.0` keeps the database of a new release: run it once for SQLite and, with DATABASE_URL,
once for PostgreSQL, on the commit that is released.
"""
