"""Render the templates by Django's template engine, which needs no settings here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent
_ENGINE = Engine(dirs=[str(HERE / "templates")])


def page(template: str, status: int = 200, **context: Any) -> HTMLResponse:
    # Localisation would read Django's settings.
    bound = Context(context, use_l10n=False, use_tz=False)
    html = _ENGINE.get_template(f"sandbox/{template}").render(bound)
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def format_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y, %H:%M:%S UTC")
