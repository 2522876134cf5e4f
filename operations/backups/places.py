"""Where archives are kept: a folder, or a bucket (`s3://bucket/folder`) of the storage of uploaded files."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.files.storage import default_storage

from operations.backups.errors import BackupError

OURS = re.compile(r"hitchpost-\d{8}T\d{6}Z\.tar")
SCHEME = "s3://"


def is_bucket(place: str) -> bool:
    return place.startswith(SCHEME)


def upload(archive: Path, place: str) -> str:
    """Copy the archive into the bucket; return its address there. Raises BackupError."""
    bucket, folder = _parts(place)
    key = f"{folder}{archive.name}"
    client = _client()
    try:
        client.upload_file(str(archive), bucket, key, ExtraArgs={"ContentType": "application/x-tar"})
        size = client.head_object(Bucket=bucket, Key=key)["ContentLength"]
    except Exception as error:
        raise BackupError(f"The archive could not be copied to {place}: {error}") from error
    if size != archive.stat().st_size:
        raise BackupError(f"{place} holds {size} bytes of the archive's {archive.stat().st_size}.")
    return f"{SCHEME}{bucket}/{key}"


def download(place: str, target: Path) -> None:
    """Fetch an archive by its address in a bucket. Raises BackupError."""
    address = urlsplit(place)
    try:
        _client().download_file(address.netloc, address.path.lstrip("/"), str(target))
    except Exception as error:
        raise BackupError(f"{place} could not be fetched: {error}") from error


def prune(folder: Path, keep: int) -> list[str]:
    """Delete all but the newest archives of the folder; other files stay. Return the names."""
    archives = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))
    old = archives[:-keep]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def _parts(place: str) -> tuple[str, str]:
    address = urlsplit(place)
    folder = address.path.strip("/")
    if not address.netloc:
        raise BackupError(f"“{place}” names no bucket: write s3://bucket/folder.")
    return address.netloc, f"{folder}/" if folder else ""


def _client() -> Any:
    """Return the client of the storage of uploaded files, with its endpoint and keys."""
    resource = getattr(default_storage, "connection", None)
    if resource is None:
        raise BackupError(
            "There is no S3 storage to copy to: set MEDIA_BUCKET, or name a folder of this machine."
        )
    return resource.meta.client
