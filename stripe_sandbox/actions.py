"""The actions of customers and banks, for the panel and the control API.

Each action takes a dict: `id` is the object that it changes, the other keys are options.

- `pay`: a session; `card`, `name`, `email`, `promotion_code`, `authenticate` (default true), `country`, `line1`,
  `postal_code`, `city`, `tax_id`, `business_name`
- `debit`: a session, by bank debit; then `settle` or `fail` it
- `expire`: an open session
- `refund`: a charge, or the session it paid; `amount`, `status` (pending or succeeded)
- `succeed_refund`, `fail_refund`: a refund
- `finalize_invoice`: an invoice that the fault `late_invoice` left a draft
- `dispute`: a charge, or the session it paid; `reason`, `amount`, `status` (needs_response, or
  warning_needs_response for an inquiry)
- `update_dispute`, `close_dispute`: a dispute; `status` (close: won, lost, warning_closed)
- `resend`: an event, to every endpoint
- `promotion_code`: creates one; `code`, `percent_off` (default 100)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import Object
from stripe_sandbox.sandbox import Sandbox

Options = dict[str, Any]


def _charge_id(sandbox: Sandbox, identifier: str) -> str:
    return str(sandbox.charge_of(identifier)["id"]) if identifier.startswith("cs_") else identifier


def _amount(options: Options) -> int | None:
    return int(options["amount"]) if options.get("amount") else None


def _select(options: Options, *names: str) -> Options:
    return {name: options[name] for name in names if options.get(name) is not None}


def _pay(sandbox: Sandbox, options: Options) -> Object:
    known = _select(
        options,
        *("card", "name", "email", "promotion_code", "authenticate"),
        *("country", "line1", "postal_code", "city", "tax_id", "business_name"),
    )
    return sandbox.pay(options["id"], **known)


def _refund(sandbox: Sandbox, options: Options) -> Object:
    return sandbox.refund(
        _charge_id(sandbox, options["id"]), _amount(options), status=options.get("status") or None
    )


def _dispute(sandbox: Sandbox, options: Options) -> Object:
    known = _select(options, "reason", "status")
    return sandbox.dispute(_charge_id(sandbox, options["id"]), amount=_amount(options), **known)


ACTIONS: dict[str, Callable[[Sandbox, Options], Object]] = {
    "pay": _pay,
    "debit": lambda sandbox, options: sandbox.pay_by_debit(options["id"]),
    "settle": lambda sandbox, options: sandbox.settle_debit(options["id"]),
    "fail": lambda sandbox, options: sandbox.fail_debit(options["id"]),
    "expire": lambda sandbox, options: sandbox.expire(options["id"]),
    "refund": _refund,
    "finalize_invoice": lambda sandbox, options: sandbox.finalize_invoice(options["id"]),
    "succeed_refund": lambda sandbox, options: sandbox.succeed_refund(options["id"]),
    "fail_refund": lambda sandbox, options: sandbox.fail_refund(options["id"]),
    "dispute": _dispute,
    "update_dispute": lambda sandbox, options: sandbox.update_dispute(options["id"], options["status"]),
    "close_dispute": lambda sandbox, options: sandbox.close_dispute(options["id"], options["status"]),
    "resend": lambda sandbox, options: sandbox.resend(options["id"]),
    "promotion_code": lambda sandbox, options: sandbox.create_promotion_code(
        str(options["code"]), float(options.get("percent_off") or 100)
    ),
}


def act(sandbox: Sandbox, name: str, options: Options) -> Object:
    """Run the action of this name and return the changed object. Raises ApiError."""
    action = ACTIONS.get(name)
    if action is None:
        raise ApiError(f"Unknown action: {name}. Known: {', '.join(ACTIONS)}.", status=404)
    try:
        return action(sandbox, options)
    except KeyError as missing:
        raise ApiError(f"Missing option: {missing.args[0]}.", param=str(missing.args[0])) from missing
    except (AttributeError, TypeError, ValueError) as wrong:
        raise ApiError(f"Invalid option: {wrong}.") from wrong
