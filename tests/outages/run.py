"""One run: a site with real parts, which are taken away one after the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from post_office.models import STATUS, Email

from emails.tasks import deliver_queued_emails
from jobs.submissions.tests.typed import typed
from operations.models import ScheduledJob
from tests.chaos import programs
from tests.factories import LiveJobFactory, PlanFactory, SuperuserFactory, UnpaidSubmissionFactory, make_board
from tests.outages.parts import MailServer, Postgres
from tests.outages.people import Alarm, Answer, Person, Readers, until
from tests.parts import RedisServer

# What answers without the part that is away answers as fast as this.
AT_ONCE = 1.5
PAYING = 10


@dataclass
class Run:
    database: Postgres
    redis: RedisServer
    mail: MailServer
    ports: tuple[int, int]
    var: Path
    only: list[str]
    broken: list[str] = field(default_factory=list)

    def go(self) -> list[str]:
        """Return the expectations that are broken."""
        self.set_up()
        with self.sandbox(), self.web(), self.worker(), self.scheduler():
            self.editor.log_in()
            self.first_pages()
            for outage in self.outages():
                if not self.only or outage.__name__ in self.only:
                    outage()
        self.twelve_emails()
        self.nobody_works()
        return self.broken

    def outages(self) -> list[Callable[[], None]]:
        return [
            self.nothing_away,
            self.redis_stopped,
            self.redis_hung,
            self.database_restarted,
            self.database_away,
            self.stripe_silent,
            self.storage_away,
            self.mail_silent,
            self.large_webhook,
            self.scheduler_ends,
        ]

    # --- The stage

    def set_up(self) -> None:
        board = make_board(hostname="127.0.0.1", editors="")
        board.site.port = self.ports[0]
        board.site.save()
        self.plan = PlanFactory(site=board.site)
        self.listing = LiveJobFactory(board=board)
        self.drafts = [UnpaidSubmissionFactory(board=board) for _ in range(PAYING)]
        SuperuserFactory(username="editor")
        Email.objects.all().delete()
        self.site = f"http://127.0.0.1:{self.ports[0]}"
        self.stripe = f"http://127.0.0.1:{self.ports[1]}"
        self.environment = dict(os.environ) | {"PORT": str(self.ports[0])}
        self.reader, self.employer, self.editor = (Person(self.site) for _ in range(3))
        self.alarm = Alarm(self.site, self.environment)
        self.edit_url = reverse("wagtailadmin_pages:edit", args=[self.listing.pk])
        self.urls = ["/", "/jobs/", self.listing.get_url(), "/jobs/feed.json"]
        connections.close_all()

    def sandbox(self):
        arguments = programs.sandbox_arguments(
            port=self.ports[1],
            state=self.var / "sandbox.sqlite3",
            webhook_url=f"{self.site}/payments/stripe/webhook/",
        )
        return programs.running(
            "sandbox", arguments, environment=os.environ, log=self.var / "sandbox.log", answers_at=self.stripe
        )

    def web(self):
        return programs.running(
            "site",
            programs.site_arguments(),
            environment=self.environment,
            log=self.var / "site.log",
            answers_at=f"{self.site}/healthz",
        )

    def worker(self):
        return self.program("manage.py", "db_worker", "--no-startup-delay")

    def scheduler(self):
        return self.program("scripts/schedule.py")

    @contextmanager
    def program(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.var / "programs.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=programs.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            programs.stop(process)

    # --- What is printed and held

    def tell(self, part: str, who: str, got: str) -> None:
        print(f"{part:28} | {who:10} | {got}", flush=True)

    def expect(self, true: bool, what: str) -> None:
        if not true:
            self.broken.append(what)
            print(f"{'':28} |            | BROKEN: {what}", flush=True)

    def look(self, part: str, *, statuses: set[int], seconds: float = AT_ONCE) -> None:
        """What readers, an employer and an editor get now."""
        answers = [self.reader.get(url) for url in self.urls]
        self._held(part, "readers", answers, statuses, seconds)
        self._held(part, "employers", [self.employer.get("/post-a-job/")], statuses, seconds)
        self._held(part, "editors", [self.editor.get(self.edit_url)], statuses | {302}, seconds * 2)

    def _held(self, part: str, who: str, answers: list[Answer], statuses: set[int], seconds: float) -> None:
        slowest = max(answer.seconds for answer in answers)
        found = sorted({answer.status for answer in answers})
        self.tell(part, who, f"{', '.join(map(str, found))}; slowest {slowest:.2f} s")
        self.expect(set(found) <= statuses, f"{part}: {who} got {found}, not {sorted(statuses)}")
        self.expect(slowest <= seconds, f"{part}: {who} waited {slowest:.1f} s")

    def alarms(
        self, part: str, *, ready: int, failing: set[str], degraded: AbstractSet[str] = frozenset()
    ) -> None:
        status, without = self.alarm.ready()
        found = set(self.alarm.failing())
        code, text = self.alarm.command()
        lines = "; ".join(text.splitlines()[:3])
        self.tell(
            part,
            "alarms",
            f"readyz {status} {without}; status {sorted(found)}; check_operations {code}: {lines}",
        )
        self.expect(status == ready, f"{part}: /readyz answered {status}")
        self.expect(degraded <= set(without), f"{part}: /readyz is degraded by {without}")
        self.expect(failing <= found, f"{part}: /status fails by {found}, not {failing}")
        self.expect(bool(found) == (code == 1), f"{part}: check_operations exited with {code}")

    def post_listing(self, *, logo: bool = False, **changes: str) -> Answer:
        person = Person(self.site)
        fields = typed(self.plan, **changes) | person.fill("/post-a-job/")
        files = {"company_logo": ("logo.png", _logo(), "image/png")} if logo else None
        return person.post("/post-a-job/", fields, files=files)

    # --- The parts

    def first_pages(self) -> None:
        """Let every thread of every process draw each page once."""
        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(self.reader.get, [*self.urls, "/post-a-job/"] * 8))
        self.editor.get(self.edit_url)
        until(lambda: self.alarm.failing() == [], 60)

    def nothing_away(self) -> None:
        part = "nothing away"
        self.look(part, statuses={200})
        self.alarms(part, ready=200, failing=set())
        self.expect(self.alarm.failing() == [], f"{part}: the alarm goes off for {self.alarm.failing()}")

    def redis_stopped(self) -> None:
        self._redis_away("Redis stopped", self.redis.stop, self.redis.start)

    def redis_hung(self) -> None:
        self._redis_away("Redis hangs", self.redis.hang, self.redis.resume)

    def _redis_away(self, part: str, stop: Callable[[], None], start: Callable[[], None]) -> None:
        stop()
        try:
            self.look(part, statuses={200})
            posted = self.post_listing(title=f"Night watch: {part}")
            self.tell(part, "employers", f"a new listing: {posted}")
            self.expect(posted.status == 303, f"{part}: a new listing answered {posted.status}")
            self.alarms(part, ready=200, failing={"cache"}, degraded={"cache"})
        finally:
            start()
        back = until(lambda: "cache" not in self.alarm.failing(), 30)
        self.tell(part, "afterwards", "the cache is used again" if back else "the cache is not used again")
        self.expect(back, f"{part}: the cache is not used again")

    def database_restarted(self) -> None:
        part = "PostgreSQL restarted"
        readers = Readers(self.site, self.urls)
        with readers.reading():
            time.sleep(2)
            self.database.stop()
            self.database.start()
            time.sleep(4)
        self.tell(part, "readers", f"{readers.statuses()}; 99 of 100 within {readers.slowest:.2f} s")
        self.expect(set(readers.statuses()) <= {200, 503}, f"{part}: readers got {readers.statuses()}")
        recovered = all(answer.status == 200 for answer in readers.answers[-20:])
        self.expect(recovered, f"{part}: readers still got errors afterwards")
        connections.close_all()

    def database_away(self) -> None:
        part = "PostgreSQL away"
        fields = typed(self.plan, title="Lamp lighter") | self.employer.fill("/post-a-job/")
        self.database.stop()
        try:
            self.look(part, statuses={503}, seconds=4)
            lost = self.employer.post("/post-a-job/", fields)
            kept = "Lamp lighter" in lost.text and "Send again" in lost.text
            self.tell(part, "employers", f"a new listing: {lost}, {'kept' if kept else 'lost'}")
            self.expect(lost.status == 503 and kept, f"{part}: the form answered {lost.status}, kept: {kept}")
            self.alarms(part, ready=503, failing={"database"})
        finally:
            self.database.start()
        connections.close_all()
        again = self.employer.post("/post-a-job/", fields)
        self.tell(part, "afterwards", f"the same form: {again}")
        self.expect(again.status == 303, f"{part}: afterwards the form answered {again.status}")
        works = until(lambda: not {"database", "scheduler"} & set(self.alarm.failing()), 60)
        self.expect(works, f"{part}: afterwards the alarm stays")

    def stripe_silent(self) -> None:
        part = "Stripe silent, ten paying"
        people = []
        for draft in self.drafts:
            person = Person(self.site)
            people.append((person, draft.get_absolute_url(), person.fill(draft.get_absolute_url())))
        # Shown beside it: what this machine takes when as many people open pages, and nothing is away.
        before = Readers(self.site, ["/"])
        with before.reading(people=2), ThreadPoolExecutor(PAYING) as crowd:
            list(crowd.map(_look_around, people))
        self.tell(part, "before", f"{before.statuses()}; 99 of 100 within {before.slowest:.2f} s")
        fault = {"name": "timeout_before", "times": None, "value": 60}
        httpx.post(f"{self.stripe}/_control/faults", json=fault, trust_env=False).raise_for_status()
        readers = Readers(self.site, ["/"])
        with readers.reading(people=2), ThreadPoolExecutor(PAYING) as crowd:
            time.sleep(0.5)
            answers = [answer for pressed in crowd.map(_press_pay, people) for answer in pressed]
        told = [person.get(url).text for person, url, _ in people]
        words = sum("Your listing is kept and nothing was charged" in text for text in told)
        slowest = max(answer.seconds for answer in answers)
        self.tell(part, "readers", f"{readers.statuses()}; 99 of 100 within {readers.slowest:.2f} s")
        self.tell(
            part, "employers", f"{_counted(answers)}; slowest {slowest:.1f} s; {words} of {PAYING} told"
        )
        self.expect(readers.slowest < 1, f"{part}: the home page took {readers.slowest:.2f} s")
        self.expect(set(readers.statuses()) == {200}, f"{part}: readers got {readers.statuses()}")
        self.expect({answer.status for answer in answers} == {303}, f"{part}: {_counted(answers)}")
        self.expect(slowest < 8, f"{part}: an employer waited {slowest:.1f} s")
        self.expect(words == PAYING, f"{part}: {words} of {PAYING} employers were told")
        # The sandbox is held by its own faults until their time is over: a new one takes its place.
        with suppress(httpx.HTTPError):
            httpx.delete(f"{self.stripe}/_control/faults", trust_env=False, timeout=5)

        def pays() -> bool:
            person, url, _ = people[0]
            answer = person.post(f"{url}pay/", person.fill(url))
            return answer.location.startswith(self.stripe)

        paid = until(pays, 90)
        self.tell(part, "afterwards", "the payment page opens" if paid else "no payment page opens")
        self.expect(paid, f"{part}: afterwards no payment page opens")

    def storage_away(self) -> None:
        part = "storage takes no files"
        media = Path(settings.MEDIA_ROOT)
        aside = media.with_name("aside")
        media.mkdir(parents=True, exist_ok=True)
        media.rename(aside)
        media.write_text("A file where the folder should be.")
        try:
            with_logo = self.post_listing(logo=True, title="Bell founder", company_name="Bells and Sons")
            kept = "Bell founder" in with_logo.text and "cannot be stored" in with_logo.text
            without = self.post_listing(title="Bell founder", company_name="Bells and Sons")
            self.tell(
                part, "employers", f"with a logo {with_logo}, {'kept' if kept else 'lost'}; without {without}"
            )
            self.expect(with_logo.status == 503 and kept, f"{part}: the form with a logo: {with_logo}")
            self.expect(without.status == 303, f"{part}: the form without a logo: {without}")
            self.look(part, statuses={200})
        finally:
            media.unlink()
            aside.rename(media)

    def mail_silent(self) -> None:
        part = "mail server silent"
        self.mail.is_silent = True
        try:
            posted = self.post_listing(title="Silent film pianist", contact_email="pianist@film.example")
            self.tell(part, "employers", f"a new listing: {posted}")
            self.expect(posted.status == 303, f"{part}: a new listing answered {posted.status}")
            self.expect(posted.seconds <= AT_ONCE, f"{part}: a new listing took {posted.seconds:.1f} s")
            self.look(part, statuses={200})
            tried = until(lambda: Email.objects.filter(number_of_retries__gt=0).exists(), 60)
            self.expect(tried, f"{part}: no try was noted")
            before = _last_start("publish_scheduled")
            goes_on = until(lambda: _last_start("publish_scheduled") > before, 90)
            self.tell(part, "other jobs", "go on" if goes_on else "stand still")
            self.expect(goes_on, f"{part}: the other jobs stand still")
            an_hour_ago = timezone.now() - timedelta(hours=1)
            Email.objects.exclude(status=STATUS.sent).update(created=an_hour_ago)
            self.alarms(part, ready=200, failing={"mail"})
        finally:
            self.mail.is_silent = False
        # A try that is under way would otherwise fail after this, and be put off for minutes.
        time.sleep(settings.EMAIL_TIMEOUT + 1)
        Email.objects.exclude(status=STATUS.sent).update(scheduled_time=None)
        sent = until(lambda: self.mail.taken["pianist@film.example"] > 0, 60)
        self.tell(part, "afterwards", f"{self.mail.taken['pianist@film.example']} delivered")
        self.expect(sent, f"{part}: afterwards the email was not delivered")

    def large_webhook(self) -> None:
        part = "a webhook body of 20 MB"
        log = self.var / "django.log"
        before = log.stat().st_size if log.exists() else 0
        answer = self.reader._send("POST", "/payments/stripe/webhook/", content=b"0" * 20 * 1024**2)
        grown = (log.stat().st_size if log.exists() else 0) - before
        self.tell(part, "whoever", f"{answer}; the log grew by {grown} bytes")
        self.expect(answer.status in (400, 413), f"{part}: {answer}")
        self.expect(grown < 1000, f"{part}: the log grew by {grown} bytes")

    def scheduler_ends(self) -> None:
        part = "SIGTERM to a scheduler"
        self.mail.seconds = 30.0
        with self.program("scripts/schedule.py") as second:
            _queue(1, "slow")
            time.sleep(8)
            started = time.monotonic()
            second.send_signal(signal.SIGTERM)
            code = second.wait(60)
            seconds = time.monotonic() - started
        self.mail.seconds = 0.0
        self.tell(part, "operators", f"exit {code} after {seconds:.1f} s")
        self.expect(code == 0 and seconds < 8, f"{part}: exit {code} after {seconds:.1f} s")

    def twelve_emails(self) -> None:
        part = "6 s an email, 2 schedulers"
        Email.objects.all().delete()
        self.mail.taken.clear()
        self.mail.seconds = 6.0
        with self.scheduler(), self.scheduler():
            _queue(12, "twelve")
            all_sent = until(lambda: Email.objects.filter(status=STATUS.sent).count() == 12, 180)
            time.sleep(7)
        self.mail.seconds = 0.0
        taken = {name: count for name, count in self.mail.taken.items() if name.startswith("twelve")}
        self.tell(part, "recipients", f"{sum(taken.values())} deliveries to {len(taken)} people")
        self.expect(all_sent, f"{part}: not all were sent")
        self.expect(sum(taken.values()) == len(taken) == 12, f"{part}: {taken}")

    def nobody_works(self) -> None:
        """Neither scheduler nor worker runs any more: the clock is put forward by ageing the rows."""
        part = "no scheduler, no worker"
        deliver_queued_emails.enqueue()
        past = timezone.now() - timedelta(days=2)
        DBTaskResult.objects.update(enqueued_at=past)
        ScheduledJob.objects.update(started_at=past, succeeded_at=past)
        connections.close_all()
        with self.web():
            self.alarms(part, ready=200, failing={"scheduler", "tasks", "job:send_alerts"})


def _press_pay(who: tuple[Person, str, dict[str, str]]) -> list[Answer]:
    """Press, read, and press again, as people do."""
    person, url, fields = who
    answers = []
    for _ in range(4):
        answers.append(person.post(f"{url}pay/", fields))
        time.sleep(1.5)
    return answers


def _look_around(who: tuple[Person, str, dict[str, str]]) -> None:
    person, url, _ = who
    for _ in range(4):
        person.get(url)
        time.sleep(1.5)


def _logo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (100, 100), "teal").save(file, "PNG")
    return file.getvalue()


def _counted(answers: list[Answer]) -> str:
    statuses = [answer.status for answer in answers]
    return ", ".join(f"{statuses.count(each)} × {each}" for each in sorted(set(statuses)))


def _queue(count: int, name: str) -> None:
    for number in range(count):
        Email.objects.create(
            from_email="jobs@board.example",
            to=[f"{name}{number}@people.example"],
            subject="Hello",
            message="Hello.",
            status=STATUS.queued,
        )


def _last_start(name: str):
    return ScheduledJob.objects.get(name=name).started_at
