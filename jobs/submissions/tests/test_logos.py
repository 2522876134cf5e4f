"""Logos that strangers send: kept safe, small and square, or refused in plain words."""

from __future__ import annotations  # File is generic for type checkers alone.

import struct
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from jobs.submissions import logos


def drawn(
    width: int = 100, height: int = 100, file_format: str = "PNG", mode: str = "RGB", **options: object
) -> bytes:
    file = BytesIO()
    Image.new(mode, (width, height), 90).save(file, file_format, **options)
    return file.getvalue()


def sent(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def channel(image: Image.Image, place: tuple[int, int], number: int) -> int:
    """Red, green, blue or opacity at a place, from 0 to 255."""
    pixel = image.convert("RGBA").getpixel(place)
    assert isinstance(pixel, tuple)
    return pixel[number]


def opened(content: ContentFile[bytes]) -> Image.Image:
    return Image.open(BytesIO(content.read()))


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_known_kind_becomes_a_square_webp(file_format: str) -> None:
    logo = opened(logos.clean_logo(sent(drawn(600, 300, file_format))))
    assert (logo.format, logo.size) == ("WEBP", (256, 256))
    assert channel(logo, (128, 5), 3) == 0
    assert channel(logo, (128, 128), 3) == 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_colour_mode_is_understood(mode: str) -> None:
    content = drawn(mode=mode, file_format="JPEG" if mode == "CMYK" else "PNG")
    assert opened(logos.clean_logo(sent(content))).size == (100, 100)


def test_small_logos_are_not_blown_up_and_the_kind_is_told_by_content() -> None:
    assert opened(logos.clean_logo(sent(drawn(80, 64, "JPEG"), "logo.svg"))).size == (80, 80)


def test_the_first_picture_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    logo = opened(logos.clean_logo(sent(file.getvalue())))
    assert getattr(logo, "n_frames", 1) == 1
    assert channel(logo, (32, 32), 0) > 200


def test_nothing_of_the_file_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    logo = logos.clean_logo(sent(drawn(300, 100, "JPEG", exif=exif) + b"<?php echo 1 ?>"))
    content = logo.read()
    assert b"home" not in content and b"php" not in content
    assert not opened(ContentFile(content)).getexif()


def test_a_turned_photograph_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    logo = opened(logos.clean_logo(sent(drawn(200, 100, "JPEG", exif=exif)))).convert("RGBA")
    assert channel(logo, (100, 5), 3) == 255 and channel(logo, (5, 100), 3) == 0


def _png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def _png_with_text_bomb() -> bytes:
    content = drawn()
    text = b"Comment\x00\x00" + zlib.compress(b"a" * 80_000_000)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    return content[:33] + chunk + content[33:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>', "unreadable"),
        (b"", "unreadable"),
        (b"GIF89a", "unreadable"),
        (drawn()[:60], "unreadable"),
        (drawn(200, 200, "JPEG")[:300], "unreadable"),
        (drawn(file_format="BMP"), "unreadable"),
        (drawn(file_format="TIFF"), "unreadable"),
        (drawn(file_format="PDF"), "unreadable"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "unreadable"),
        (_png_with_text_bomb(), "unreadable"),
        (_png_claiming(60_000, 60_000), None),
        (_png_claiming(4001, 100), "too_big"),
        (drawn(63, 200), "too_small"),
        (drawn() + b"\0" * logos.MAX_BYTES, "too_large"),
    ],
)
def test_hostile_and_unfit_files_are_refused_plainly(content: bytes, code: str | None) -> None:
    with pytest.raises(ValidationError) as refused:
        logos.clean_logo(sent(content))
    assert code in (None, refused.value.code)
    assert "logo" in refused.value.message


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_damaged_file_is_never_an_accident(file_format: str) -> None:
    whole = drawn(70, 70, file_format)
    for place in range(0, len(whole), 3):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            logos.clean_logo(sent(damaged))
        except ValidationError as refused:
            assert refused.code


def test_a_kept_logo_is_found_again_by_its_token_alone() -> None:
    logo = logos.clean_logo(sent(drawn()))
    token = logos.keep_pending(logo)
    kept = logos.pending(token)
    logo.seek(0)
    assert kept is not None and kept.read() == logo.read()
    assert logos.pending_url(token).endswith(".webp")


@pytest.mark.parametrize("token", ["", "pending-logos/a.webp", "../../etc/passwd:1:x", "\0", "a" * 100_000])
def test_other_tokens_open_nothing(token: str) -> None:
    assert logos.pending(token) is None
    assert logos.pending_url(token) == ""


def test_a_kept_logo_goes_after_its_time() -> None:
    token = logos.keep_pending(logos.clean_logo(sent(drawn())))
    assert logos.prune_pending_logos() == 0
    with time_machine.travel(timezone.now() + logos.PENDING_FOR + timedelta(minutes=1)):
        assert logos.pending(token) is None
        assert logos.prune_pending_logos() == 1
    assert default_storage.listdir(logos.PENDING_FOLDER)[1] == []


def test_pruning_before_anything_was_kept_is_quiet() -> None:
    assert logos.prune_pending_logos(timedelta(0)) == 0


def test_a_kept_logo_whose_file_is_gone_is_as_if_never_sent() -> None:
    token = logos.keep_pending(logos.clean_logo(sent(drawn())))
    logos.prune_pending_logos(timedelta(seconds=-60))
    assert logos.pending(token) is None
