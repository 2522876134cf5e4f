"""The drill: what was backed up comes back whole, and what is not whole is refused in words."""

import io
import json
import tarfile
from datetime import timedelta
from pathlib import Path

import environ
import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from jobs.listings.models import JobPage
from operations.backups import archive, databases, places, work
from operations.models import ScheduledJob
from operations.site import checks
from tests import databases as test_databases
from tests.factories import LiveJobFactory

UPLOADED = "logos/drill-é.webp"


@pytest.fixture
def content(board):
    """A live listing and an uploaded file."""
    listing = LiveJobFactory(board=board, title="Restored engineer")
    default_storage.save(UPLOADED, ContentFile(b"a picture"))
    yield listing
    default_storage.delete(UPLOADED)


def backed_up(folder: Path) -> Path:
    call_command("backup", str(folder), stdout=io.StringIO())
    [path] = folder.glob("hitchpost-*.tar")
    return path


def drill(listing: JobPage, folder: Path) -> None:
    path = backed_up(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in folder.iterdir()] == [path.name]
    said = io.StringIO()
    default_storage.delete(UPLOADED)

    def wiped(name: str) -> None:
        call_command("restore", str(path), stdout=said)

    with test_databases.in_an_empty_one(wiped):
        page = Client().get(listing.url)
        assert page.status_code == 200
        assert "Restored engineer" in page.content.decode()
        with default_storage.open(UPLOADED) as file:
            assert file.read() == b"a picture"
        assert "Restored the backup of" in said.getvalue()
        assert "migrate" not in said.getvalue()
        call_command("migrate", check_unapplied=True, verbosity=0)
        assert Client().get("/jobs/?q=engineer").status_code == 200
        # It takes new rows, too.
        ScheduledJob.objects.create(name="after-restore")
        Page.objects.first().save()


@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_comes_back(content, tmp_path):
    drill(content, tmp_path)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_also_on_postgresql(content, tmp_path):
    assert connection.vendor == "postgresql"
    drill(content, tmp_path)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_over_a_database_that_holds_something(content, tmp_path):
    path = backed_up(tmp_path)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(path))
    assert JobPage.objects.filter(pk=content.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_not_backed_up(tmp_path):
    def nothing(name: str) -> None:
        connection.ensure_connection()

    with (
        test_databases.in_an_empty_one(nothing),
        pytest.raises(CommandError, match="nothing to back up"),
    ):
        call_command("backup", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def made(content, tmp_path, transactional_db):
    return backed_up(tmp_path)


def rewritten(path: Path, change) -> Path:
    """A copy of the archive whose files have been through `change(name, content)`; None leaves one out."""
    other = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return other


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda name, content: content[:-1] + b"X" if name == "database" else content, "damaged: database"),
        (lambda name, content: None if name.startswith("media/") else content, "damaged: media/"),
        (lambda name, content: None if name == "manifest.json" else content, "cut short"),
        (lambda name, content: b"{" if name == "manifest.json" else content, "cannot be read"),
    ],
)
def test_a_damaged_archive_is_refused_before_anything_is_written(made, change, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("restore", str(rewritten(made, change)))


def test_half_an_archive_is_refused(made):
    half = made.with_name("half.tar")
    half.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    with pytest.raises(CommandError, match=r"half\.tar (cannot be read|was cut short)"):
        call_command("restore", str(half))


def test_a_file_that_would_leave_the_folder_is_refused(made):
    with tarfile.open(made, "a") as tar:
        tar.addfile(tarfile.TarInfo("media/../../etc/passwd"))
    with pytest.raises(CommandError, match="no file of a backup"):
        call_command("restore", str(made))


def test_a_backup_of_newer_code_is_refused(made):
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["migrations"].append("jobs.9999_of_tomorrow")
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match=r"another version of the code.*9999_of_tomorrow"):
        call_command("restore", str(rewritten(made, newer)))


def test_a_missing_archive_is_said_to_be_missing(db, tmp_path):
    with pytest.raises(CommandError, match="There is no backup at"):
        call_command("restore", str(tmp_path / "no.tar"))


def test_only_our_own_old_archives_are_deleted(tmp_path):
    names = [f"hitchpost-2026010{day}T000000Z.tar" for day in range(1, 5)]
    for name in [*names, "taxes.tar", "hitchpost-notes.tar"]:
        (tmp_path / name).touch()
    assert places.prune(tmp_path, 3) == names[:1]
    assert (tmp_path / "taxes.tar").exists()
    assert (tmp_path / "hitchpost-notes.tar").exists()


class Bucket:
    """What the storage's own client does with a bucket."""

    def __init__(self):
        self.objects = {}
        self.connection = self
        self.meta = self
        self.client = self

    def upload_file(self, path, bucket, key, ExtraArgs):
        self.objects[bucket, key] = Path(path).read_bytes()

    def head_object(self, Bucket, Key):
        return {"ContentLength": len(self.objects[Bucket, Key])}

    def download_file(self, bucket, key, path):
        Path(path).write_bytes(self.objects[bucket, key])


def test_an_archive_goes_to_a_bucket_and_comes_back(made, monkeypatch):
    bucket = Bucket()
    monkeypatch.setattr(places, "default_storage", bucket)
    address = places.upload(made, "s3://safe/of/site")
    assert address == f"s3://safe/of/site/{made.name}"
    fetched = made.with_name("fetched.tar")
    places.download(address, fetched)
    assert archive.verify(fetched).vendor == connection.vendor


def test_without_a_bucket_there_is_none_to_copy_to(db, content, tmp_path, transactional_db):
    with pytest.raises(CommandError, match="set MEDIA_BUCKET"):
        call_command("backup", "s3://safe/site")


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        (
            "postgres://site:p%40ss%2Fw%3Ard@db.example:6432/jobs?conn_max_age=60&sslmode=require",
            {
                "host": "db.example",
                "port": "6432",
                "user": "site",
                "password": "p@ss/w:rd",
                "dbname": "jobs",
                "sslmode": "require",
            },
        ),
        (
            "postgresql://site@/jobs?host=/run/postgresql",
            {"host": "/run/postgresql", "user": "site", "dbname": "jobs"},
        ),
        ("postgres:////run/postgresql/jobs", {"host": "/run/postgresql", "dbname": "jobs"}),
        (
            "postgres://site:x@[::1]:5432/jobs?sslrootcert=/etc/ca.pem",
            {"host": "::1", "sslrootcert": "/etc/ca.pem"},
        ),
    ],
)
def test_every_address_of_a_database_reaches_the_programs(monkeypatch, url, reached):
    said = environ.Env.db_url_config(url)
    said.setdefault("OPTIONS", {})
    for name, value in {
        "TIME_ZONE": None,
        "CONN_MAX_AGE": 0,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
    }.items():
        said.setdefault(name, value)
    monkeypatch.setattr(databases, "connection", DatabaseWrapper(said))
    found = databases.libpq()
    assert {name: found.get(name) for name in reached} == reached
    # No name that PostgreSQL's programs do not know.
    psycopg.conninfo.make_conninfo(**found)


def test_a_missing_program_is_named(monkeypatch):
    monkeypatch.setattr(databases.shutil, "which", lambda name: None)
    with pytest.raises(work.BackupError, match="pg_dump is not installed here"):
        databases._program("pg_dump")


def test_an_old_backup_is_an_alarm_where_one_is_expected(db, settings):
    check = checks()["backup"]
    assert check()["ok"]
    settings.BACKUP_MAX_AGE_HOURS = 30
    assert check() == {"ok": True, "detail": "has not been done yet"}
    ScheduledJob.objects.create(name="backup", succeeded_at=timezone.now())
    assert check()["ok"]
    ScheduledJob.objects.update(succeeded_at=timezone.now() - timedelta(hours=31))
    assert not check()["ok"]
