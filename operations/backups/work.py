"""Make a backup, and restore one."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from operations.backups import archive, databases, places
from operations.backups.archive import DATABASE, MEDIA, Manifest
from operations.backups.errors import BackupError
from operations.models import ScheduledJob

# What the site notes of its own backups, beside its scheduled jobs.
NAME = "backup"


@dataclass(frozen=True)
class Done:
    place: str
    size: int
    manifest: Manifest


def backup(*, place: str, with_media: bool = True) -> Done:
    """Write a checked archive into a folder or a bucket.

    Raises BackupError; nothing that looks like a backup is left behind then.
    """
    now = timezone.now()
    if places.is_bucket(place):
        with tempfile.TemporaryDirectory() as folder:
            done = _write(Path(folder), with_media=with_media)
            where = places.upload(Path(done.place), place)
            done = Done(where, done.size, done.manifest)
    else:
        folder_of_archives = Path(place)
        folder_of_archives.mkdir(parents=True, exist_ok=True)
        done = _write(folder_of_archives, with_media=with_media)
    # Without `started_at`, which would look as if a scheduler ran.
    ScheduledJob.objects.update_or_create(name=NAME, defaults={"succeeded_at": now, "error": ""})
    return done


def restore(*, place: str, with_media: bool = True) -> Manifest:
    """Verify an archive, then fill the empty database and the storage of uploaded files from it. Raises BackupError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(place)
        if places.is_bucket(place):
            path = Path(folder) / "archive.tar"
            places.download(place, path)
        if not path.is_file():
            raise BackupError(f"There is no backup at {place}.")
        manifest = archive.verify(path)
        databases.refuse_other_vendor(manifest.vendor)
        databases.refuse_newer(manifest.migrations)
        dump = Path(folder) / DATABASE
        with archive.reading(path) as files:
            for name, file in files:
                if name == DATABASE:
                    _copy(file, dump)
                    databases.load(dump, manifest.rows)
                    dump.unlink()
                elif with_media:
                    _put_back(name.removeprefix(MEDIA), file)
    return manifest


def _write(folder: Path, *, with_media: bool) -> Done:
    now = timezone.now().astimezone(UTC)
    final = folder / f"hitchpost-{now:%Y%m%dT%H%M%SZ}.tar"
    part, dump = final.with_suffix(".part"), final.with_suffix(".database.part")
    try:
        rows = databases.dump(dump)
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            vendor=databases.vendor(),
            migrations=databases.applied_migrations(),
            rows=rows,
            with_media=with_media,
        )
        with archive.writing(part, manifest) as writer:
            with dump.open("rb") as file:
                writer.add(DATABASE, file)
            # After the database: each file that a row names was there before it.
            for name in _uploaded("") if with_media else ():
                # Deleted in the meantime, it is no longer named either.
                if (content := _opened(name)) is not None:
                    with content:
                        writer.add(f"{MEDIA}{name}", content)
        archive.verify(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(final)
    finally:
        dump.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return Done(str(final), final.stat().st_size, manifest)


def _uploaded(folder: str) -> Iterator[str]:
    """Every uploaded file, by its name in the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        # Nothing has been uploaded yet.
        return
    for name in sorted(files):
        # A bucket lists a folder as a file without a name.
        if name:
            yield f"{folder}{name}"
    for name in sorted(folders):
        yield from _uploaded(f"{folder}{name}/")


def _opened(name: str) -> IO[bytes] | None:
    content = tempfile.SpooledTemporaryFile(max_size=archive.CHUNK)  # noqa: SIM115 - closed by the caller
    try:
        with default_storage.open(name, "rb") as file:
            for chunk in file.chunks():
                content.write(chunk)
    except FileNotFoundError:
        content.close()
        return None
    return content


def _copy(file: IO[bytes], target: Path) -> None:
    with target.open("wb") as copy:
        while chunk := file.read(archive.CHUNK):
            copy.write(chunk)


def _put_back(name: str, file: IO[bytes]) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    if default_storage.save(name, File(file)) != name:
        raise BackupError(f"The storage did not take the uploaded file {name} under its name.")
