"""The control API, for scripts."""

import pytest
from starlette.testclient import TestClient

from stripe_sandbox.app import create_app
from stripe_sandbox.tests.tools import order


@pytest.fixture
def web(sandbox):
    return TestClient(create_app(sandbox), base_url="http://127.0.0.1:12111")


@pytest.fixture
def session(client):
    return client.v1.checkout.sessions.create(order())


def test_a_whole_story_by_script(web, session):
    def do(action, **options):
        answer = web.post(f"/_control/{action}", json=options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert do("pay", id=session.id)["payment_status"] == "paid"
    refund = do("refund", id=session.id, amount=900, status="pending")
    assert refund["status"] == "pending"
    assert do("succeed_refund", id=refund["id"])["status"] == "succeeded"
    assert do("fail_refund", id=refund["id"])["status"] == "failed"
    dispute = do("dispute", id=session.id, reason="duplicate")
    assert do("update_dispute", id=dispute["id"], status="under_review")["status"] == "under_review"
    assert do("close_dispute", id=dispute["id"], status="lost")["status"] == "lost"
    assert do("promotion_code", code="HALF", percent_off=50)["code"] == "HALF"

    state = web.get("/_control/state").json()
    assert state["sessions"][0]["id"] == session.id
    assert state["events"][0]["deliveries"][0]["state"] == "pending"
    assert do("resend", id=state["events"][0]["id"])["pending_webhooks"] == 1
    assert do("reset") == {"reset": True}
    assert web.get("/_control/state").json()["sessions"] == []


def test_debits(web, sandbox, session):
    web.post("/_control/debit", json={"id": session.id})
    assert web.post("/_control/settle", json={"id": session.id}).json()["payment_status"] == "paid"


def test_faults_time_and_secrets(web, sandbox):
    web.post("/_control/faults", json={"name": "drop", "times": None, "match": "charge"})
    web.post("/_control/faults", json={"name": "duplicate", "times": 2})
    state = web.get("/_control/state").json()
    assert [(fault["name"], fault["times"]) for fault in state["faults"]] == [
        ("drop", None),
        ("duplicate", 2),
    ]
    assert web.delete("/_control/faults?name=drop").json()["faults"][0]["name"] == "duplicate"
    web.post("/_control/random", json={"seed": 3, "probabilities": {"drop": 0.5}})
    assert web.get("/_control/state").json()["random"]["seed"] == 3
    assert web.delete("/_control/faults").json() == {"faults": [], "random": None}

    assert web.post("/_control/clock", json={"advance": 90}).json()["now"] == state["now"] + 90
    web.post("/_control/secrets", json={"secrets": ["whsec_b"]})
    assert sandbox.deliveries.secrets == ["whsec_b"]


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("pay", {"id": "cs_test_nothing"}, 404),
        ("pay", {}, 400),
        ("refund", {"id": "ch_x", "amount": "much"}, 400),
        ("fly", {"id": "x"}, 404),
        ("faults", {"name": "earthquake"}, 400),
        ("clock", {"advance": "tomorrow"}, 400),
        ("faults", {"name": "drop", "times": "often"}, 400),
        ("faults", {"name": "drop", "times": 0}, 400),
        ("faults", {"name": "delay", "value": -1}, 400),
        ("random", {"seed": 1, "probabilities": ["drop"]}, 400),
        ("random", {"seed": 1, "probabilities": {"drop": 2}}, 400),
        ("refund", {"id": 5}, 400),
    ],
)
def test_mistakes_answer_in_stripe_s_error_shape(web, action, body, status):
    answer = web.post(f"/_control/{action}", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff"])
def test_what_is_not_an_object_is_refused(web, body):
    assert web.post("/_control/pay", content=body).status_code == 400


def test_a_declined_card_says_so(web, session):
    answer = web.post("/_control/pay", json={"id": session.id, "card": "4000000000000002"})
    assert answer.status_code == 402
    assert answer.json()["error"]["decline_code"] == "generic_decline"
