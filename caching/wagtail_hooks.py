"""Hooks into Wagtail's serving of pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail import hooks

from caching.marks import ForReaders, begin


# Previews do not come this way.
@hooks.register("on_serve_page")
def begin_page_for_readers(serve: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the page cache keep pages whose class has the attribute `for_readers`."""

    def marking(page: Any, request: HttpRequest, *rest: Any) -> HttpResponseBase:
        mark: ForReaders | None = getattr(page, "for_readers", None)
        if mark is not None:
            begin(request, mark)
        return serve(page, request, *rest)

    return marking
