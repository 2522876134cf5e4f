"""An HTTP client for Stripe's SDK that calls the sandbox in the same process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from stripe_sandbox.errors import ConnectionFault
from stripe_sandbox.sandbox import Sandbox


class CaseInsensitive(dict[str, str]):
    """Response headers whose names ignore case.

    The SDK reads both `Request-Id` and `request-id`.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class InProcessClient(stripe.HTTPClient):
    """Connects the SDK to a sandbox without a server.

    Retries do not wait, to keep tests fast.
    """

    name = "sandbox"

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        try:
            status, answer_headers, answer = self._sandbox.handle(method, path, headers or {}, body)
        except ConnectionFault as fault:
            message = f"The sandbox gave no answer: {fault.kind}."
            raise stripe.APIConnectionError(message, should_retry=True) from fault  # type: ignore[no-untyped-call]
        return answer.decode(), status, CaseInsensitive(answer_headers)

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        content, status, answer_headers = self.request(method, url, headers, post_data)
        return io.BytesIO(content.encode()), status, answer_headers

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0
