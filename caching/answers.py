"""Answer from what is kept."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from caching import compression
from caching.store import Entry


def answer(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """Return the kept answer, or 304 to who has it; count that it was seen."""
    for seen in entry.seen:
        seen(request)
    body = b"" if request.method == "HEAD" else entry.body
    return if_changed(request, HttpResponse(body, status=entry.status, headers=entry.headers))


def if_changed(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return the response, or 304 to a client that has it already."""
    meta = request.META
    if "HTTP_IF_NONE_MATCH" not in meta and "HTTP_IF_MODIFIED_SINCE" not in meta:
        return response
    modified = response.headers.get("Last-Modified", "")
    changed_or_not = get_conditional_response(
        request,
        etag=response.headers.get("ETag"),
        last_modified=parse_http_date_safe(modified) if modified else None,
        response=response,
    )
    return changed_or_not or response


def in_encoding(entry: Entry, encoding: str) -> Entry:
    """Return the same answer in another encoding."""
    plain = compression.decompress(entry.body, entry.headers.get("Content-Encoding", compression.IDENTITY))
    headers = {name: value for name, value in entry.headers.items() if name != "Content-Encoding"}
    body = compression.compress(plain, encoding) if len(plain) >= compression.MIN_LENGTH else plain
    if body is not plain:
        headers["Content-Encoding"] = encoding
    return replace(entry, body=body, headers=headers | {"Content-Length": str(len(body))})
