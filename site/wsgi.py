"""WSGI entry point: `gunicorn --config site/gunicorn.conf.py wsgi`."""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

# A server that was started with `site/` as its path root does not know the apps, which lie beside it.
ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:
    sys.path.insert(1, ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

application = get_wsgi_application()
