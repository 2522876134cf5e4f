"""The employers' pages against guessed, shortened and changed URLs."""

import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.submissions.urls import urlpatterns
from jobs.submissions.views.returning import path_back
from payments.tests.hostile import browser, hostile, json_values, state
from tests.factories import UnpaidSubmissionFactory, open_checkout, payment_of

PAGES = sorted(
    re.sub(r"<[^>]+>", "AAAA", str(pattern.pattern).partition("token>/")[2])
    for pattern in urlpatterns
    if "token>" in str(pattern.pattern)
)
bends = st.sampled_from(
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[::-1],
        lambda token: token.swapcase(),
        lambda token: f" {token}",
        lambda token: f"{token}\n",
        lambda token: f"{token}\x00",
        lambda token: f"\x00{token}",
        lambda token: f"{token}' OR '1'='1",
        lambda token: token.replace(token[0], "%"),
        lambda token: f"0{token}",
        lambda token: token.rpartition(".")[0],
        lambda token: token.partition(".")[2],
        lambda token: "_" * len(token),
        lambda token: "‮" + token,
    ]
)


@pytest.fixture
def submission(board, sandbox):
    submission = UnpaidSubmissionFactory(board=board)
    open_checkout(payment_of(submission))
    return submission


def ask(method, token, page, data=None):
    path = f"/submissions/{quote(token, safe='')}/{page}"
    client = browser()
    return client.post(path, data or {}) if method == "POST" else client.generic(method, path)


def test_the_pages_are_known():
    assert {"", "pay/", "edit/", "plan/", "confirm/AAAA/"} <= set(PAGES)


@hostile
@given(
    token=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90)
    | st.text("ABCabc019-_.", min_size=43, max_size=43),
    page=st.sampled_from(PAGES),
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]),
)
@example(token="\x00", page="", method="GET")
@example(token="x" * 5000, page="pay/", method="POST")
@example(token="find", page="pay/", method="POST")
@example(token="../../admin", page="", method="GET")
def test_tokens_that_nobody_has(submission, token, page, method):
    before = state()
    assert ask(method, token, page).status_code in (301, 302, 400, 404, 405)
    assert state() == before


@hostile
@given(bend=bends, page=st.sampled_from(PAGES), method=st.sampled_from(["GET", "POST"]))
def test_tokens_that_are_almost_right(submission, bend, page, method):
    before = state()
    assert ask(method, bend(submission.token), page).status_code in (400, 404, 405)
    assert state() == before


@hostile
@given(
    signature=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    method=st.sampled_from(["GET", "POST"]),
)
@example(signature="\x00", method="POST")
@example(signature="ü", method="POST")
def test_links_to_free_listings_that_nobody_signed(submission, signature, method):
    before = state()
    page = f"confirm/{quote(signature, safe='')}/"
    assert ask(method, submission.token, page).status_code in (400, 404)
    assert state() == before


# These ask for nothing but the token, or for more than it.
NOT_FORMS = ("pay/", "credit/", "pack/", "link/", "again/", "withdraw/", "confirm/AAAA/")


@hostile
@given(
    page=st.sampled_from([page for page in PAGES if page not in NOT_FORMS]),
    data=st.dictionaries(
        st.sampled_from(["plan", "reason", "title", "description", "website", "country", "amount", "x"]),
        json_values.map(str).map(lambda text: text.encode("utf-8", "replace").decode()),
        max_size=5,
    ),
)
@example(page="plan/", data={"plan": "\x00"})
@example(page="plan/", data={"plan": "9" * 30})
@example(page="close/", data={"reason": "withdrawn"})
def test_forms_filled_in_with_anything(submission, page, data):
    """Even with the right token, nothing is done that a form refuses."""
    before = state()
    answer = ask("POST", submission.token, page, data)
    assert answer.status_code in (200, 302, 303, 404, 405, 422)
    assert state() == before


@hostile
@given(query=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example(query="session_id=cs_test_of_somebody_else")
@example(query="session=\x00&paid=1&status=complete")
def test_coming_back_from_the_payment_page_proves_nothing(submission, query):
    before = state()
    path = path_back(payment_of(submission), "paid")
    assert browser().get(f"{path}?{quote(query, safe='=&')}").status_code in (200, 400)
    assert state() == before
