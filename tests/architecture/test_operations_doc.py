"""The operator's page knows every kind of attention, every event that is handled, and what the sweep prints."""

import ast
import re
from pathlib import Path

from payments.models import Problem
from payments.services.events import CHARGE_EVENTS, SESSION_HANDLERS
from tests.architecture.test_stripe_calls import READING, functions, sdk_calls

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
EVENT = re.compile(r"`((?:checkout\.session|refund|charge)\.[a-z_.]+)`")


def test_every_kind_of_attention_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)`:", GUIDE, re.MULTILINE))

    assert explained == set(Problem.Kind.values)


def test_the_events_to_subscribe_to_are_those_that_are_handled() -> None:
    listed = EVENT.findall(GUIDE)

    assert set(listed) == CHARGE_EVENTS | set(SESSION_HANDLERS)
    assert len(listed) == len(set(listed))


# What Stripe's dashboard calls the resources that the gateway asks for.
RESOURCES = {
    "checkout.sessions": "Checkout Sessions",
    "refunds": "Charges and Refunds",
    "payment_intents": "PaymentIntents",
    "disputes": "Disputes",
    "events": "Events",
    "invoices": "Invoices",
    "credit_notes": "Credit Notes",
    "tax_rates": "Tax Rates",
}


def test_a_restricted_key_may_do_what_is_asked_and_nothing_else() -> None:
    needed: dict[str, str] = {}
    for call in (call for function in functions() for call in sdk_calls(function)):
        path, verb = ast.unparse(call.func).removeprefix("_client().v1.").rsplit(".", 1)
        if verb not in READING or needed.get(RESOURCES[path]) != "write":
            needed[RESOURCES[path]] = "read" if verb in READING else "write"

    assert dict(re.findall(r"^ +\| ([A-Z][\w ]+?) \| (read|write) \|", GUIDE, re.MULTILINE)) == needed


def test_what_the_sweep_prints_is_what_the_guide_shows() -> None:
    command = ROOT / "payments" / "management" / "commands" / "reconcile_payments.py"
    shown = next(line for line in GUIDE.splitlines() if "asked about, " in line and line[0].isdigit())
    for words in re.split(r"\d+ ", shown)[1:]:
        assert words.strip(" ,.").removesuffix(" and").split(",")[0] in command.read_text(encoding="utf-8")
