"""The editors' list of listings."""

import re

import pytest
from django.test import Client

from jobs.models import JobPage
from payments.models import Payment
from tests.factories import (
    Board,
    ClosedJobFactory,
    ExpiredJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_editor,
    payment_of,
)

URL = "/admin/listings/"


@pytest.fixture
def editor(board: Board, client: Client) -> Client:
    client.force_login(make_editor(board))
    return client


def shown(client: Client, **filters: str) -> list[str]:
    """The titles in the table."""
    html = client.get(URL, filters).content.decode()
    found = re.findall(r'class="title-wrapper">.*?<a[^>]*>\s*(.*?)\s*</a>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title).strip() for title in found]


def test_it_tells_company_stage_payment_and_end(editor, board, sandbox):
    PaidSubmissionFactory(board=board, title="Paid", company_name="Wagon Works")
    html = editor.get(URL).content.decode()
    headings = re.findall(r"<th[^>]*>(.*?)</th>", html, re.DOTALL)
    headings = [" ".join(re.sub(r"<[^>]+>", " ", heading).split()) for heading in headings]
    for heading in ("Company", "Stage", "Payment", "Ends"):
        assert any(found.startswith(heading) for found in headings), headings
    assert "Wagon Works" in html
    assert ">paid<" in re.sub(r"\s+", "", html).lower()


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"stage": "awaiting_payment"}, {"Unpaid"}),
        ({"stage": "live"}, {"Paid", "Made by an editor"}),
        ({"stage": "expired"}, {"Ended"}),
        ({"payment": "open"}, {"Unpaid"}),
        ({"payment": "paid"}, {"Paid"}),
        ({"attention": "true"}, {"Paid"}),
    ],
)
def test_it_narrows_down(editor, board, sandbox, filters, titles):
    UnpaidSubmissionFactory(board=board, title="Unpaid")
    paid = PaidSubmissionFactory(board=board, title="Paid")
    Payment.objects.filter(pk=payment_of(paid).pk).update(attention=Payment.Attention.PAID_TWICE)
    LiveJobFactory(board=board, title="Made by an editor")
    ExpiredJobFactory(board=board, title="Ended")
    assert set(shown(editor, **filters)) == titles


def test_every_stage_filter_agrees_with_the_word_in_its_row(editor, board, sandbox):
    from jobs.admin.stages import Stage, stage_of

    UnpaidSubmissionFactory(board=board)
    PaidSubmissionFactory(board=board)
    for make in (LiveJobFactory, ExpiredJobFactory, ClosedJobFactory):
        make(board=board)
    for stage in Stage:
        for page in stage.narrow(JobPage.objects.all()):
            assert stage_of(page) == stage or (stage, stage_of(page)) == (Stage.LIVE, Stage.EXPIRING)


def test_a_refused_bulk_publication_leads_back_to_the_list_with_waive_as_a_button(editor, board):
    unpaid = UnpaidSubmissionFactory(board=board)
    asked = f"/admin/bulk/wagtailcore/page/publish/?id={unpaid.page_id}&next={URL}"
    answer = editor.post(asked, headers={"Referer": f"http://testserver{asked}"})
    assert answer.headers["Location"] == URL
    html = editor.get(URL).content.decode()
    assert re.search(rf'<a href="/admin/listings/{unpaid.page_id}/waive/"[^>]*class="button', html)


def test_the_ledgers_columns_have_names_and_say_nothing_when_nothing_is_wrong(board, client, sandbox):
    PaidSubmissionFactory(board=board)
    client.force_login(SuperuserFactory())
    html = client.get("/admin/payment/").content.decode()
    assert "Status" in html and "Method" not in html
    assert not re.search(r"<td[^>]*>\s*nothing", html)
    inspected = client.get(f"/admin/payment/inspect/{Payment.objects.get().pk}/").content.decode()
    assert "amount label" not in inspected.lower()


def test_the_plans_columns_have_names(board, client):
    PlanFactory(site=board.site)
    client.force_login(SuperuserFactory())
    html = client.get("/admin/snippets/jobs/plan/").content.decode()
    assert "Price label" not in html and "On sale" in html
