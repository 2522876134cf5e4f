"""What this one host needs to answer: asked by `/readyz`, so that a proxy leaves out a host that cannot."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import caching.triggers
from operations.results import Result

# A file that every page needs.
STYLESHEET = "css/site.css"
MIN_FREE_BYTES = 200 * 1024 * 1024


def database() -> Result:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def migrations() -> Result:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": missing == 0, "unapplied": missing}


def triggers() -> Result:
    """Find a database without the triggers that `migrate` installs: pages would stay as they are kept."""
    missing = caching.triggers.missing()
    return {"ok": True} if not missing else {"ok": False, "detail": f"missing: {', '.join(missing)}"}


def static_files() -> Result:
    """Find a host on which `collectstatic` has not run: its pages would all fail."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return {"ok": True, "detail": "served as they lie in the apps"}
    try:
        stored = staticfiles_storage.stored_name(STYLESHEET)
    except ValueError:
        return {"ok": False, "detail": "collectstatic has not run"}
    found = staticfiles_storage.exists(stored)
    return {"ok": found} if found else {"ok": False, "detail": "the collected files are gone"}


def shared_cache() -> Result:
    """Pages do without it, a little slower."""
    available = getattr(cache, "is_available", True)
    return (
        {"ok": True}
        if available
        else {"ok": False, "detail": "it does not answer; pages are drawn without it"}
    )


def disk() -> Result:
    """Find a disk that is full or takes no files. Only uploads fail then, when the database is elsewhere."""
    # Uploads are what the site writes; a container may take files nowhere else.
    uploads = Path(settings.MEDIA_ROOT)
    folder = next(each for each in (uploads, *uploads.parents) if each.is_dir())
    free = shutil.disk_usage(folder).free
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.write(b"0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return {"ok": False, "detail": f"it takes no files ({error.strerror})"}
    return {"ok": free >= MIN_FREE_BYTES, "free_megabytes": free // 1024**2}
