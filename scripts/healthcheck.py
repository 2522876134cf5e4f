"""A container's health check: asks /healthz under a host name that the site answers to."""

import os
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
# Raises, and so fails, on any answer but a good one.
urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=4)
