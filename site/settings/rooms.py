"""The project's own apps, lowest first: each may use those before it, and none after it.

The one list of rooms. Settings, scripts and tests derive theirs from it, and
`tests/architecture/test_rooms.py` holds `pyproject.toml` to it.
"""

OWN_APPS = [
    "caching",
    "boards",
    "emails",
    "payments",
    "jobs.listings",
    "jobs.submissions",
    "jobs.alerts",
    "operations",
    "home",
    "demo",
]
# The folders those apps live in.
ROOMS = list(dict.fromkeys(app.split(".")[0] for app in OWN_APPS))
SANDBOX = "stripe_sandbox"
