"""Turn the Markdown of content files, with its wrapped lines, into the site's rich text."""

import re

from jobs.submissions import markdown

_STARTS_LINE = re.compile(r"([-*]|\d+\.) |#")


def to_html(source: str) -> str:
    return markdown.to_html(unwrap(source))


def unwrap(source: str) -> str:
    """Join the lines of each paragraph and item, because the site shows line breaks as they are."""
    return "\n\n".join(_unwrap_block(block) for block in source.strip().split("\n\n"))


def _unwrap_block(block: str) -> str:
    lines: list[str] = []
    for line in block.splitlines():
        if lines and not _STARTS_LINE.match(line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)
