"""Compress finished pages once, with what the reader's program understands."""

import gzip
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli
from django.utils.text import compress_sequence

# The best first. Settings for speed: pages are compressed while somebody waits.
BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
ENCODINGS = (BROTLI, GZIP, IDENTITY)
BROTLI_QUALITY = 5
GZIP_LEVEL = 5
# Smaller bodies gain nothing.
MIN_LENGTH = 200


@lru_cache(maxsize=512)
def choose(accept_encoding: str) -> str:
    """Return the best encoding that the header `Accept-Encoding` allows."""
    allowed = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        allowed[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in (BROTLI, GZIP) if allowed.get(name)), IDENTITY)


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == BROTLI:
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == GZIP else body


def decompress(body: bytes, encoding: str) -> bytes:
    if encoding == BROTLI:
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if encoding == GZIP else body


def compress_stream(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding == GZIP:
        yield from compress_sequence(chunks)
    elif encoding == BROTLI:
        compressor = brotli.Compressor(quality=BROTLI_QUALITY)
        for chunk in chunks:
            yield compressor.process(chunk)
        yield compressor.finish()
    else:
        yield from chunks
