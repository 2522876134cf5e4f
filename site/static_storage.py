"""Static files of production: compressed, named after their content, and each stylesheet in one file."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Those of other apps have a folder of theirs before it.
OURS = re.compile(r"css/[^/]+\.css")
IMPORT = re.compile(r'@import "(?P<name>[^"]+)" layer\((?P<layer>[\w-]+)\);')
COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)

Paths = dict[str, tuple[Storage, str]]


class JoinedStylesheetsStorage(CompressedManifestStaticFilesStorage):
    """Put the layers that a stylesheet of ours imports into it, and leave comments out.

    In development and in tests browsers follow the imports themselves. In production that would be four more
    requests, one after the other; joined and without comments it is one file.
    """

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        sources = dict(paths)
        for path in sources:
            if not dry_run and OURS.fullmatch(path):
                self.delete(path)
                self.save(path, ContentFile(COMMENT.sub("", joined(sources, path)).encode()))
                paths[path] = (self, path)
        yield from super().post_process(paths, dry_run, **options)


def joined(paths: Paths, path: str) -> str:
    """Return the text of a stylesheet with each import replaced by its layer.

    Reads the sources: what was collected before may be joined already.
    """
    storage, name = paths[path]
    with storage.open(name) as file:
        text = file.read().decode()

    def layer(match: re.Match[str]) -> str:
        imported = PurePosixPath(path).with_name(match["name"]).as_posix()
        return f"@layer {match['layer']} {{\n{joined(paths, imported)}}}"

    return IMPORT.sub(layer, text)
