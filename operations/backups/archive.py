"""One archive: a tar file with the database, the uploaded files, and last the manifest of what is in it."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from operations.backups.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media/"
CHUNK = 1024 * 1024
# Beyond this a manifest is none of ours.
MAX_MANIFEST_BYTES = 256 * CHUNK


@dataclass
class Manifest:
    made_at: str
    vendor: str
    """The database: sqlite or postgresql."""
    migrations: list[str]
    rows: dict[str, int]
    """Rows of each table."""
    with_media: bool
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file in the archive."""
    format: int = FORMAT


class Writer:
    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self._manifest = manifest

    def add(self, name: str, file: IO[bytes]) -> None:
        """Add a file, from its beginning to its end."""
        file.seek(0)
        self._manifest.files[name] = _digest(file)
        info = tarfile.TarInfo(name)
        info.size = file.tell()
        # As for every file of the archive: it holds personal data.
        info.mode = 0o600
        file.seek(0)
        self._tar.addfile(info, file)


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write an archive. The manifest comes last, so that an archive that was cut short has none."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        path.chmod(0o600)
        yield Writer(tar, manifest)
        content = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        tar.addfile(info, io.BytesIO(content))


def verify(path: Path) -> Manifest:
    """Read all of an archive and compare it with its manifest. Raises BackupError when anything differs."""
    sums: dict[str, str] = {}
    manifest = None
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _is_plain(member.name):
                    raise BackupError(f"“{member.name}” in {path.name} is no file of a backup.")
                if member.name == MANIFEST:
                    manifest = _manifest(content.read(MAX_MANIFEST_BYTES))
                else:
                    sums[member.name] = _digest(content)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{path.name} cannot be read as a backup: {error}") from error
    if manifest is None:
        raise BackupError(f"{path.name} was cut short: its end, with the list of its files, is missing.")
    differing = sorted(
        name for name in sums.keys() | manifest.files.keys() if sums.get(name) != manifest.files.get(name)
    )
    if differing:
        raise BackupError(f"{path.name} is damaged: {', '.join(differing[:3])} is not what was backed up.")
    if DATABASE not in sums:
        raise BackupError(f"{path.name} has no database in it.")
    return manifest


@contextmanager
def reading(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Give each file of a verified archive with its name, one after the other."""
    with tarfile.open(path, "r:") as tar:
        yield ((member.name, _opened(tar, member)) for member in tar if member.name != MANIFEST)


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise BackupError(f"“{member.name}” is no file.")
    return file


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return name in (MANIFEST, DATABASE) or (
        name.startswith(MEDIA) and not path.is_absolute() and ".." not in path.parts
    )


def _manifest(content: bytes) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(content)
        manifest = Manifest(**values)
    except (ValueError, TypeError) as error:
        raise BackupError("The list of files in the backup cannot be read.") from error
    if manifest.format != FORMAT:
        raise BackupError(f"The backup has format {manifest.format}; this version reads {FORMAT}.")
    return manifest
