"""Check a container's health: request /healthz with a host name that the site accepts."""

import os
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
# Raises on an error, which makes the check fail.
urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=4)
