"""`make outages`: stop each part that the site needs, and print what everybody got. Exits with 1 when it is wrong.

Names of methods of `Run` as arguments leave out the other outages.
"""

import os
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    # Also when asked to stop, the programs are ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))

    from tests.chaos.programs import free_port
    from tests.outages.parts import mail_server, postgres
    from tests.parts import redis_server

    var = Path(tempfile.mkdtemp(prefix="hitchpost-outages-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, var, ignore_errors=True)
        database = stack.enter_context(postgres())
        redis = stack.enter_context(redis_server())
        mail = stack.enter_context(mail_server())
        ports = free_port(), free_port()
        sys.path.insert(1, str(ROOT / "site"))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
            "DATABASE_URL": database.url,
            "CACHE_URL": redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.server_address[1]}",
            "VAR_DIR": str(var),
            "STRIPE_API_BASE": f"http://127.0.0.1:{ports[1]}",
            "LOG_LEVEL": "WARNING",
            "WEB_CONCURRENCY": "2",
            "WEB_THREADS": "4",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        }
        import django

        django.setup()
        from django.core.management import call_command

        print("Preparing the database …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)

        # Only now: it needs Django to be set up.
        from tests.outages.run import Run

        broken = Run(database=database, redis=redis, mail=mail, ports=ports, var=var, only=sys.argv[1:]).go()
    if not broken:
        print("\nEverybody got what they should.")
        return 0
    print(f"\n{len(broken)} expectations are broken:")
    for line in broken:
        print(f"  {line}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
