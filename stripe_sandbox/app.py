"""The web application: API, pay page, panel and control API in one Starlette app."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stripe_sandbox import control, panel, papers, pay_page
from stripe_sandbox.errors import ConnectionFault
from stripe_sandbox.render import HERE, page
from stripe_sandbox.sandbox import Sandbox

Handler = Callable[[Request], Awaitable[Response]]
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_POLL_SECONDS = 0.1


def create_app(sandbox: Sandbox) -> Starlette:
    """Build the web application of a sandbox."""
    hosts = ["127.0.0.1", "localhost", urlsplit(sandbox.world.public_url).hostname or "localhost"]
    app = Starlette(
        routes=_routes(sandbox),
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(Guard),
        ],
        exception_handlers={404: _not_found},
    )
    # The server sets it when it stops, so that requests which a fault delays end at once.
    app.state.stopping = False
    return app


def _routes(sandbox: Sandbox) -> list[Route | Mount]:
    async def show_panel(request: Request) -> Response:
        return await run_in_threadpool(panel.show, sandbox)

    async def do_panel(request: Request) -> Response:
        form = await pay_page.read_form(request)
        return await run_in_threadpool(panel.submit, sandbox, request.path_params["action"], form)

    async def show_pay(request: Request) -> Response:
        return await run_in_threadpool(pay_page.show, sandbox, request.path_params["id"])

    async def do_pay(request: Request) -> Response:
        form = await pay_page.read_form(request)
        return await run_in_threadpool(pay_page.submit, sandbox, request.path_params["id"], form)

    async def show_authentication(request: Request) -> Response:
        return await run_in_threadpool(pay_page.show_authentication, sandbox, request.path_params["id"])

    async def do_authentication(request: Request) -> Response:
        form = await pay_page.read_form(request)
        return await run_in_threadpool(pay_page.authenticate, sandbox, request.path_params["id"], form)

    async def show_receipt(request: Request) -> Response:
        return await run_in_threadpool(pay_page.receipt, sandbox, request.path_params["id"])

    async def show_invoice(request: Request) -> Response:
        return await run_in_threadpool(papers.show_invoice, sandbox, request.path_params["id"])

    async def invoice_pdf(request: Request) -> Response:
        return await run_in_threadpool(papers.invoice_pdf, sandbox, request.path_params["id"])

    async def credit_note_pdf(request: Request) -> Response:
        return await run_in_threadpool(papers.credit_note_pdf, sandbox, request.path_params["id"])

    async def do_control(request: Request) -> Response:
        body, name = await request.body(), request.path_params["name"]
        query = dict(request.query_params)
        status, answer = await run_in_threadpool(control.control, sandbox, request.method, name, body, query)
        return JSONResponse(answer, status)

    return [
        Route("/", show_panel),
        Route("/panel/{action}", do_panel, methods=["POST"]),
        Route("/pay/{id}", show_pay),
        Route("/pay/{id}", do_pay, methods=["POST"]),
        Route("/pay/{id}/authenticate", show_authentication),
        Route("/pay/{id}/authenticate", do_authentication, methods=["POST"]),
        Route("/receipts/{id}", show_receipt),
        Route("/invoices/{id}", show_invoice),
        Route("/invoices/{id}/pdf", invoice_pdf),
        Route("/credit-notes/{id}/pdf", credit_note_pdf),
        Route("/_control/{name}", do_control, methods=["GET", "POST", "DELETE"]),
        Route("/v1/{rest:path}", _api(sandbox), methods=["GET", "POST", "DELETE"]),
        Route("/favicon.ico", _favicon),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


def _api(sandbox: Sandbox) -> Handler:
    async def answer(request: Request) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        body = await request.body()
        try:
            status, headers, content = await run_in_threadpool(
                sandbox.handle, request.method, path, dict(request.headers), body
            )
        except ConnectionFault as fault:
            return await _no_answer(request, fault)
        return Response(content, status, headers)

    return answer


async def _no_answer(request: Request, fault: ConnectionFault) -> Response:
    """Wait as long as the fault says, then close the connection without an answer."""
    waited = 0.0
    while waited < fault.seconds and not request.app.state.stopping and not await request.is_disconnected():
        await asyncio.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
    transport: Any = request.scope.get("sandbox.transport")
    if transport is not None:
        transport.abort()
        with suppress(asyncio.TimeoutError):
            async with asyncio.timeout(1):
                while not await request.is_disconnected():
                    await asyncio.sleep(0)
    return PlainTextResponse("", 504)


class Guard:
    """Refuse cross-site requests, and add security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] != "GET" and headers.get("sec-fetch-site") == "cross-site":
            await PlainTextResponse("Cross-site requests are refused.", 403)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_guarded)


async def _favicon(request: Request) -> Response:
    return RedirectResponse("/static/icon.svg", 301)


async def _not_found(request: Request, problem: Exception) -> Response:
    return page("notice.html", 404, title="Page not found", text="The sandbox has no page at this address.")
