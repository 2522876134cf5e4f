"""Keep the demo's database as the one of a released version."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if len(sys.argv) != 2:
        print("Which version? python -m tests.upgrades 1.1.0", file=sys.stderr)  # noqa: T201
        return 1
    sys.path.insert(1, str(ROOT / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"

    import django

    django.setup()

    from django.db import connection

    from tests import databases
    from tests.upgrades import kept

    with databases.furnished(), databases.with_demo():
        name = str(connection.settings_dict["NAME"])
        connection.close()
        print(kept.keep(sys.argv[1], name))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
