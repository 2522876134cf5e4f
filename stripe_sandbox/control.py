"""The control API, for scripts: JSON in, JSON out, errors as Stripe writes them.

- `GET /_control/state`: sessions, events with their deliveries, faults, the time, the signing secrets
- `POST /_control/faults` `{"name", "times"?, "value"?, "match"?}`: switch one on (see `faults`)
- `DELETE /_control/faults[?name=…]`: switch one kind off, or all of them and the random mode
- `POST /_control/random` `{"seed", "probabilities": {fault: 0 to 1}}`: draw faults; a null seed ends it
- `POST /_control/clock` `{"advance": seconds}`
- `POST /_control/secrets` `{"secrets": […]}`: the secrets that sign webhooks from now on
- `POST /_control/reset`: delete everything
- `POST /_control/<action>` `{"id", …}`: an action of `actions`; answers with the changed object
"""

from __future__ import annotations

import json
from typing import Any

from stripe_sandbox.actions import act
from stripe_sandbox.deliveries import events_now
from stripe_sandbox.errors import ApiError
from stripe_sandbox.sandbox import Sandbox

Answer = tuple[int, dict[str, Any]]


def control(sandbox: Sandbox, method: str, name: str, body: bytes, query: dict[str, str]) -> Answer:
    """Answer a request: status and JSON body."""
    try:
        if (method, name) == ("GET", "state"):
            return 200, state(sandbox)
        if (method, name) == ("DELETE", "faults"):
            sandbox.faults.clear(query.get("name"))
            return 200, sandbox.faults.state()
        if method != "POST":
            raise ApiError(f"Unrecognized request ({method} {name}).", status=404)
        return 200, _post(sandbox, name, _read(body))
    except ApiError as error:
        return error.status, error.body()


def state(sandbox: Sandbox) -> dict[str, Any]:
    """Return what `GET /_control/state` shows."""
    store = sandbox.world.store
    deliveries: dict[str, list[dict[str, Any]]] = {}
    for row in store.query("select * from deliveries order by seq"):
        deliveries.setdefault(row["event"], []).append(dict(row))
    events = [
        {**event, "deliveries": deliveries.get(event["id"], [])}
        for event in events_now(sandbox.world, sandbox.events())
    ]
    return {
        "now": sandbox.world.now(),
        "sessions": store.all("checkout.session"),
        "events": events,
        "webhook_secrets": sandbox.deliveries.secrets,
        "webhook_urls": [endpoint.url for endpoint in sandbox.world.endpoints],
        **sandbox.faults.state(),
    }


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError as error:
        raise ApiError("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise ApiError("The body must be a JSON object.")
    return found


def _post(sandbox: Sandbox, name: str, options: dict[str, Any]) -> dict[str, Any]:
    setting = {
        "faults": _set_fault,
        "random": _set_random,
        "clock": _set_clock,
        "secrets": _set_secrets,
        "reset": _reset,
    }.get(name)
    if setting is None:
        return act(sandbox, name, options)
    try:
        return setting(sandbox, options)
    except (AttributeError, TypeError, ValueError) as wrong:
        raise ApiError(f"Invalid value: {wrong}.") from wrong


def _set_fault(sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    times, value = options.get("times", 1), options.get("value")
    sandbox.faults.set(
        str(options.get("name")),
        times=None if times is None else int(times),
        value=None if value is None else float(value),
        match=str(options.get("match", "")),
    )
    return sandbox.faults.state()


def _set_random(sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    seed = options.get("seed")
    probabilities = {name: float(chance) for name, chance in options.get("probabilities", {}).items()}
    sandbox.faults.randomise(None if seed is None else int(seed), probabilities)
    return sandbox.faults.state()


def _set_clock(sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    return {"now": sandbox.advance(float(options.get("advance", 0)))}


def _set_secrets(sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    secrets = [str(secret) for secret in options.get("secrets", []) if secret]
    if not secrets:
        raise ApiError("At least one secret is needed.", param="secrets")
    sandbox.deliveries.rotate(secrets)
    return {"webhook_secrets": sandbox.deliveries.secrets}


def _reset(sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    sandbox.reset()
    return {"reset": True}
