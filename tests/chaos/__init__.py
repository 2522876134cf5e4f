"""Employers by the hundred against the real site, while Stripe misbehaves and workers die; then the books.

`python -m tests.chaos --help` runs it; a seed gives the same employers and the same faults every time.
"""
