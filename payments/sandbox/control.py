"""The control door, for scripts: JSON in, JSON out, errors in Stripe's shape.

- `GET /_control/state`: sessions, events with their deliveries, faults, the time, the signing secrets
- `POST /_control/faults` `{"name", "times"?, "value"?, "match"?}`: switch one on (see `faults`)
- `DELETE /_control/faults[?name=…]`: switch one kind off, or all of them and the random mode
- `POST /_control/random` `{"seed", "probabilities": {fault: 0 to 1}}`: draw faults; a null seed ends it
- `POST /_control/clock` `{"advance": seconds}`
- `POST /_control/secrets` `{"secrets": […]}`: what webhooks are signed with from now on
- `POST /_control/reset`: forget everything
- `POST /_control/<action>` `{"id", …}`: the actions of `actions`, answered with the object
"""

from __future__ import annotations

import json
from typing import Any

from payments.sandbox.actions import act
from payments.sandbox.core import Sandbox
from payments.sandbox.deliveries import event_now
from payments.sandbox.errors import ApiError

Answer = tuple[int, dict[str, Any]]


def control(sandbox: Sandbox, method: str, name: str, body: bytes, query: dict[str, str]) -> Answer:
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
    store = sandbox.world.store
    deliveries: dict[str, list[dict[str, Any]]] = {}
    for row in store.query("select * from deliveries order by seq"):
        deliveries.setdefault(row["event"], []).append(dict(row))
    events = [
        {**event_now(sandbox.world, event), "deliveries": deliveries.get(event["id"], [])}
        for event in sandbox.events()
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
    if name == "faults":
        known = {key: options[key] for key in ("times", "value", "match") if key in options}
        sandbox.faults.set(str(options.get("name")), **known)
        return sandbox.faults.state()
    if name == "random":
        sandbox.faults.randomise(options.get("seed"), options.get("probabilities", {}))
        return sandbox.faults.state()
    if name == "clock":
        return {"now": sandbox.advance(float(options.get("advance", 0)))}
    if name == "secrets":
        sandbox.deliveries.rotate([str(secret) for secret in options.get("secrets", [])])
        return {"webhook_secrets": sandbox.deliveries.secrets}
    if name == "reset":
        sandbox.reset()
        return {"reset": True}
    return act(sandbox, name, options)
