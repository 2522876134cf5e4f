"""Errors as Stripe answers them, and those of the sandbox itself."""

from __future__ import annotations

from typing import Any


class LiveKeyRefused(ValueError):
    """The key is not a test key: it could move real money."""


class ConnectionFault(Exception):
    """The caller gets no answer.

    `kind` is `timeout` or `reset`; `seconds` is how long a timeout lasts.
    """

    def __init__(self, kind: str, seconds: float = 0.0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.seconds = seconds


class ApiError(Exception):
    """An error answer of the API: HTTP status, type, code, parameter and message."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",  # noqa: A002 - Stripe's name for it
        code: str | None = None,
        param: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        known = {
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "type": self.type,
            **self.extra,
        }
        return {"error": {name: value for name, value in known.items() if value is not None}}


class CardDeclined(ApiError):
    """The card is declined.

    `field` is the input of the pay page that shows the message.
    """

    def __init__(
        self, message: str, *, code: str, decline_code: str | None = None, field: str = "number"
    ) -> None:
        super().__init__(message, status=402, type="card_error", code=code, decline_code=decline_code)
        self.field = field


class SessionNotOpen(ApiError):
    """The session cannot be paid. `state` is its status: complete or expired."""

    def __init__(self, session_id: str, state: str) -> None:
        super().__init__(
            f"Only Checkout Sessions with a status in [open] can be used. {session_id} is {state}.",
        )
        self.state = state


def missing(kind: str, identifier: str, param: str = "id") -> ApiError:
    return ApiError(f"No such {kind}: '{identifier}'", status=404, code="resource_missing", param=param)


def unauthorized(message: str) -> ApiError:
    return ApiError(message, status=401)
