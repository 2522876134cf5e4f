"""Answer Stripe's API: paths, authentication, idempotency, expansion and errors."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from stripe_sandbox import checkout, invoices, promotions, refunds, resources, tax_rates
from stripe_sandbox.errors import ApiError, ConnectionFault, LiveKeyRefused, unauthorized
from stripe_sandbox.objects import API_VERSION, Object, new_id
from stripe_sandbox.params import decode_form
from stripe_sandbox.world import World

Response = tuple[int, dict[str, str], bytes]
_MAX_KEY_LENGTH = 255


def check_key(key: str) -> str:
    """Return the key when it is a test key. Raises LiveKeyRefused."""
    if not re.fullmatch(r"(sk|rk)_test_\S+", key):
        raise LiveKeyRefused(
            "The sandbox takes keys beginning with sk_test_ or rk_test_ only. "
            "Never give it a key that can move money."
        )
    return key


def _unknown_error() -> ApiError:
    return ApiError("An unknown error occurred.", status=500, type="api_error")


class Api:
    """Stripe's API for one secret key."""

    def __init__(self, world: World, secret_key: str) -> None:
        self._world = world
        self._key = check_key(secret_key)
        self._running: set[str] = set()
        self._running_lock = threading.Lock()
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Object]]] = [
            (method, re.compile(f"/v1/{pattern}"), answer) for method, pattern, answer in self._table()
        ]

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        """Answer a request: status, headers, body.

        Raises ConnectionFault when a fault leaves it without answer.
        """
        method, url = method.upper(), urlsplit(path)
        heads = {name.lower(): value for name, value in headers.items()}
        request_id = new_id("req", 14)
        answer_headers = {
            "Content-Type": "application/json",
            "Request-Id": request_id,
            "Stripe-Version": API_VERSION,
        }
        place = f"{method} {url.path}"
        try:
            self._authenticate(heads.get("authorization", ""))
            self._check_version(heads.get("stripe-version", API_VERSION))
            raw = decode_form(url.query)
            key = ""
            if method == "POST":
                raw |= decode_form(body.decode("utf-8", "replace"))
                key = heads.get("idempotency-key", "")
            with self._in_flight(key), self._world.during({"id": request_id, "idempotency_key": key or None}):
                self._fail_before(place)
                status, answer, replayed = self._once(key, place, raw)
                self._fail_after(place)
            if key:
                answer_headers["Idempotency-Key"] = key
            if replayed:
                answer_headers["Idempotent-Replayed"] = "true"
        except ApiError as error:
            status, answer = error.status, json.dumps(error.body(), indent=2)
        return status, answer_headers, answer.encode()

    def _authenticate(self, header: str) -> None:
        scheme, _, value = header.partition(" ")
        key = value.strip() if scheme.lower() == "bearer" else ""
        if scheme.lower() == "basic":
            try:
                key = base64.b64decode(value, validate=True).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError) as error:
                raise unauthorized("Invalid API Key provided.") from error
        if not key:
            raise unauthorized("You did not provide an API key: set the header 'Authorization: Bearer KEY'.")
        try:
            check_key(key)
        except LiveKeyRefused as error:
            raise unauthorized(str(error)) from error
        if key != self._key:
            raise unauthorized(f"Invalid API Key provided: {key[:8]}****{key[-4:]}")

    def _check_version(self, version: str) -> None:
        if version != API_VERSION:
            raise ApiError(f"The sandbox speaks API version {API_VERSION} only, not {version}.")

    def _fail_before(self, place: str) -> None:
        faults = self._world.faults
        if faults.take("server_error", place):
            raise _unknown_error()
        if faults.take("rate_limit", place):
            raise ApiError("Too many requests hit the API too quickly.", status=429, code="rate_limit")
        if timeout := faults.take("timeout_before", place):
            raise ConnectionFault("timeout", timeout.amount())
        if faults.take("reset", place):
            raise ConnectionFault("reset")

    def _fail_after(self, place: str) -> None:
        if timeout := self._world.faults.take("timeout_after", place):
            raise ConnectionFault("timeout", timeout.amount())
        if self._world.faults.take("reset_after", place):
            raise ConnectionFault("reset")

    @contextmanager
    def _in_flight(self, key: str) -> Iterator[None]:
        if len(key) > _MAX_KEY_LENGTH:
            raise ApiError(
                f"Idempotency keys may be at most {_MAX_KEY_LENGTH} characters.", type="idempotency_error"
            )
        with self._running_lock:
            if key in self._running:
                raise ApiError(
                    f"There is currently another in-progress request using this Idempotent Key ({key}).",
                    status=409,
                    type="idempotency_error",
                    code="idempotency_key_in_use",
                )
            if key:
                self._running.add(key)
        try:
            yield
        finally:
            with self._running_lock:
                self._running.discard(key)

    def _once(self, key: str, place: str, raw: Object) -> tuple[int, str, bool]:
        """Replay the stored answer for an idempotency key, or do the work and store it.

        Validation errors are not stored.
        """
        if not key:
            status, answer = self._answer_or_fail(place, raw)
            return status, answer, False
        fingerprint = hashlib.sha256(json.dumps([place, raw], sort_keys=True).encode()).hexdigest()
        store = self._world.store
        with store.transaction():
            for row in store.query("select * from answers where key = ?", (key,)):
                if row["fingerprint"] != fingerprint:
                    raise ApiError(
                        "Keys for idempotent requests can only be used with the same parameters they were "
                        f"first used with. Use a key other than '{key}' to execute a different request.",
                        type="idempotency_error",
                    )
                return int(row["status"]), str(row["body"]), True
            status, answer = self._answer_or_fail(place, raw)
            store.execute("insert into answers values (?, ?, ?, ?)", (key, fingerprint, status, answer))
            return status, answer, False

    def _answer_or_fail(self, place: str, raw: Object) -> tuple[int, str]:
        if self._world.faults.take("server_error_kept", place):
            return 500, json.dumps(_unknown_error().body(), indent=2)
        return 200, self._answer(place, raw)

    def _answer(self, place: str, raw: Object) -> str:
        method, path = place.split(" ", 1)
        for known_method, pattern, answer in self._routes:
            found = pattern.fullmatch(path)
            if found and known_method == method:
                with self._world.store.transaction():
                    body = answer(raw, *(unquote(part) for part in found.groups()))
                    expanded = resources.expand(self._world, body, resources.expansions(raw))
                return json.dumps(expanded, indent=2)
        raise ApiError(
            f"Unrecognized request URL ({method}: {path}). The sandbox does not know it.", status=404
        )

    def _table(self) -> list[tuple[str, str, Callable[..., Any]]]:
        world = self._world
        one = r"([^/]+)"
        table: list[tuple[str, str, Callable[..., Any]]] = [
            ("POST", "checkout/sessions", lambda raw: checkout.create(world, raw)),
            (
                "GET",
                f"checkout/sessions/{one}/line_items",
                lambda raw, i: resources.line_items(world, raw, i),
            ),
            ("POST", f"checkout/sessions/{one}/expire", lambda raw, i: self._expire(raw, i)),
            ("POST", "refunds", lambda raw: refunds.create_refund(world, raw)),
            ("POST", "credit_notes", lambda raw: invoices.create_credit_note(world, raw)),
            ("POST", "tax_rates", lambda raw: tax_rates.create(world, raw)),
            ("POST", "coupons", lambda raw: promotions.create_coupon(world, raw)),
            ("POST", "promotion_codes", lambda raw: promotions.create_promotion_code(world, raw)),
        ]
        for resource in resources.RESOURCES:
            table.append(("GET", resource.path, lambda raw, r=resource: resources.list_page(world, r, raw)))
            table.append(
                (
                    "GET",
                    f"{resource.path}/{one}",
                    lambda raw, i, r=resource: resources.retrieve(world, r, raw, i),
                )
            )
        return table

    def _expire(self, raw: Object, identifier: str) -> Object:
        resources.ONLY_EXPAND(raw)
        return checkout.expire(self._world, identifier)
