"""Decode uploaded logos safely and encode them anew, so that nothing of the uploaded file is kept."""

from __future__ import annotations  # File is generic for type checkers alone.

import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from boards.storage import STORAGE_ERRORS

MAX_BYTES = 2 * 1024 * 1024
MIN_PIXELS = 64
MAX_PIXELS = 4000
STORED_PIXELS = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

PENDING_FOLDER = "pending-logos"
PENDING_FOR = timedelta(days=2)
_signer = signing.TimestampSigner(salt="submissions.logos.pending")

# What Pillow raises for files that are truncated, malformed or decompression bombs.
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    *(OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError, struct.error),
)


def clean_logo(upload: File[bytes]) -> ContentFile[bytes]:
    """Return a square WebP of at most 256 pixels, with a transparent background.

    Raises ValidationError, whose message is for the visitor.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The logo is larger than 2 MB. Choose a smaller file."), code="too_large")
    with _unreadable_as_validation_error(), Image.open(upload, formats=FORMATS) as image:
        _check_dimensions(*image.size)
        # A JPEG can be decoded at a fraction of its size.
        image.draft("RGB", (STORED_PIXELS * 2, STORED_PIXELS * 2))
        square = _square(image)
    content = min(_encoded(square, lossless=True), _encoded(square, lossless=False), key=len)
    return ContentFile(content, name=f"{sha256(content).hexdigest()[:24]}.webp")


def keep_pending(logo: File[bytes]) -> str:
    """Keep a cleaned logo while its form is corrected. Returns a token that is valid for two days."""
    logo.seek(0)
    name = default_storage.save(f"{PENDING_FOLDER}/{uuid.uuid4().hex}.webp", logo)
    return _signer.sign(name)


def pending(token: str) -> ContentFile[bytes] | None:
    """Return the logo kept under the token; None when it is forged or too old, or the file cannot be read."""
    if (name := _pending_name(token)) is None:
        return None
    try:
        with default_storage.open(name) as kept:
            content = kept.read()
    except STORAGE_ERRORS:
        return None
    return ContentFile(content, name=f"{sha256(content).hexdigest()[:24]}.webp")


def pending_url(token: str) -> str:
    name = _pending_name(token)
    return default_storage.url(name) if name else ""


def prune_pending_logos(older_than: timedelta = PENDING_FOR) -> int:
    """Delete kept logos whose forms were not sent in time; returns how many."""
    try:
        files = default_storage.listdir(PENDING_FOLDER)[1]
    except FileNotFoundError:
        return 0
    names = [f"{PENDING_FOLDER}/{file}" for file in files]
    limit = timezone.now() - older_than
    old = [name for name in names if default_storage.get_modified_time(name) < limit]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _pending_name(token: str) -> str | None:
    try:
        return _signer.unsign(token, max_age=PENDING_FOR)
    except signing.BadSignature:
        return None


@contextmanager
def _unreadable_as_validation_error() -> Iterator[None]:
    try:
        yield
    except ValidationError:
        raise
    except UNREADABLE as error:
        raise ValidationError(
            _("The logo could not be read. Choose a PNG, JPEG, WebP or GIF image."), code="unreadable"
        ) from error


def _check_dimensions(width: int, height: int) -> None:
    if min(width, height) < MIN_PIXELS:
        raise ValidationError(
            _("The logo is %(width)s × %(height)s pixels; each side needs at least %(least)s.")
            % {"width": width, "height": height, "least": MIN_PIXELS},
            code="too_small",
        )
    if max(width, height) > MAX_PIXELS:
        raise ValidationError(
            _("The logo is %(width)s × %(height)s pixels; no side may have more than %(most)s.")
            % {"width": width, "height": height, "most": MAX_PIXELS},
            code="too_big",
        )


def _square(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((STORED_PIXELS, STORED_PIXELS), Image.Resampling.LANCZOS)
    side = max(upright.size)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(upright, ((side - upright.width) // 2, (side - upright.height) // 2))
    return square


def _encoded(image: Image.Image, *, lossless: bool) -> bytes:
    file = BytesIO()
    # Method 6 takes seventy times as long and saves only 2 % of the size.
    image.save(file, "WEBP", lossless=lossless, quality=90, method=5)
    return file.getvalue()
