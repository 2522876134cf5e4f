#!/usr/bin/env python
"""Puts the composition root `site/` on the import path, then dispatches Django's commands."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # A path root, not a package: Python's own frozen `site` module already owns that name.
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
