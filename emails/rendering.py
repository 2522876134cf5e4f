"""Make the subject, the text and the HTML of an email from its one template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True)
class RenderedEmail:
    subject: str
    text: str
    html: str


def render(template: str, context: Mapping[str, Any]) -> RenderedEmail:
    """Render `<template>.txt` once for each format, whose `includes/email_base` it extends.

    Template tags on their own lines leave blank lines in the text: more than one in a row become one.
    """

    def render_as(email_format: str) -> str:
        return render_to_string(f"{template}.txt", {**context, "format": email_format})

    return RenderedEmail(
        subject=" ".join(render_as("subject").split()),
        text=BLANK_LINES.sub("\n\n", render_as("txt")).strip() + "\n",
        html=render_as("html").lstrip(),
    )
