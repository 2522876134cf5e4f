"""Template tags for emails: one template makes the text and the HTML, so each tag has both forms.

What visitors typed cannot become a button, a link or a block: the HTML holds it escaped, and `paragraphs` only looks
for tags that begin with "<".
"""

import re
from datetime import datetime

from django import template
from django.template.context import Context
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import normalize_newlines

register = template.Library()

BLOCKS = ("<p", "<blockquote")


@register.simple_tag(takes_context=True)
def button(context: Context, url: str, label: str) -> str:
    """Show a link as a button; in text, as the label and the URL on two lines."""
    values = {"url": url, "label": label, "brand": context.get("brand")}
    return render_to_string(f"includes/_email_button.{context['format']}", values)


@register.simple_tag(takes_context=True)
def link(context: Context, url: str, label: str = "") -> str:
    """Show a link, whose label may be its URL; in text, the label is on the line before."""
    label = " ".join(str(label).split())
    if context["format"] == "html":
        return format_html('<a href="{}" dir="auto">{}</a>', url, label or url)
    return f"{label}\n{url}" if label else url


@register.simple_tag(takes_context=True)
def quote(context: Context, text: str) -> str:
    """Show what somebody wrote as a quotation; in text, as it is."""
    if context["format"] == "html":
        return format_html("<blockquote>{}</blockquote>", linebreaksbr(text))
    return str(text)


@register.filter
def with_zone(at: datetime) -> str:
    """Write a time with its zone: the reader of an email may be anywhere."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


# Django marks the result of both filters as safe when their input is, and escapes it otherwise.


@register.filter(is_safe=True)
def paragraphs(html: str) -> str:
    """Wrap each part between blank lines in <p>, except those that are a block already."""
    parts = re.split(r"\n\s*\n", html.strip())
    return "\n".join(part if part.startswith(BLOCKS) else f"<p>{lines(part)}</p>" for part in parts)


@register.filter(is_safe=True)
def lines(html: str) -> str:
    """Put <br> between lines."""
    return normalize_newlines(html.strip()).replace("\n", "<br>")
