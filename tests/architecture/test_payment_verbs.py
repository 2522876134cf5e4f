"""The state of a payment is changed by `payments.services` alone."""

import ast
from pathlib import Path

from tests.architecture.test_rooms import ROOT, modules

SERVICES = ROOT / "payments" / "services"


def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def changes_a_payment(call: ast.Call) -> bool:
    """`anything.move_to(…)`, `Payment.objects….update(…)`, `payment.save(update_fields=…)`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    on = ast.unparse(call.func.value)
    match call.func.attr:
        case "move_to":
            return True
        case "update" | "bulk_update":
            return on.startswith("Payment.objects")
        case "save":
            fields = [keyword for keyword in call.keywords if keyword.arg == "update_fields"]
            return bool(fields) and on.split("[")[0] in ("payment", "payments", "locked", "fresh")
    return False


def test_only_payments_services_change_the_state_of_a_payment():
    found = {path for path in modules() for call in calls(path) if changes_a_payment(call)}
    assert {path for path in found if SERVICES not in path.parents} == set()
    assert {path.stem for path in found} >= {"settlement", "cancellation", "refunds"}
