"""The editors' list of listings."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from payments.models import Payment, Problem
from tests.factories import (
    Board,
    CategoryFactory,
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
    for heading in ("Company", "Stage", "Payment", "Ends"):
        assert heading in headings(editor)
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
    Problem.objects.create(payment=payment_of(paid), kind=Problem.Kind.PAID_TWICE)
    LiveJobFactory(board=board, title="Made by an editor")
    ExpiredJobFactory(board=board, title="Ended")
    assert set(shown(editor, **filters)) == titles


def headings(client: Client) -> list[str]:
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    return [heading.get_text(" ", strip=True) for heading in page.select("table.listing th")]


def choices(client: Client, name: str) -> list[str]:
    """What a filter offers to choose from."""
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    boxes = [box.find_parent("label") for box in page.select(f'input[name="{name}"]')]
    return [box.get_text(strip=True) for box in boxes if box] + [
        option.get_text(strip=True)
        for option in page.select(f'select[name="{name}"] option[value]:not([value=""])')
    ]


def test_one_board_needs_no_name(editor, board, second_board):
    LiveJobFactory(board=board)
    assert "Board" not in headings(editor)
    assert choices(editor, "site") == []


def test_who_edits_several_boards_sees_which_and_narrows_down(board, second_board, client):
    LiveJobFactory(board=board, title="Here")
    LiveJobFactory(board=second_board, title="There")
    both = make_editor(board)
    both.groups.add(second_board.editors)
    for user in (both, SuperuserFactory()):
        client.force_login(user)
        assert "Board" in headings(client)
        page = BeautifulSoup(client.get(URL).content, "html.parser")
        rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
        for title, its_board in (("Here", board), ("There", second_board)):
            [row] = [row for row in rows if title in row]
            assert its_board.site.site_name in row
        assert choices(client, "site") == sorted([board.site.site_name, second_board.site.site_name])
        assert shown(client, site=str(second_board.site.pk)) == ["There"]


def test_a_filter_offers_nothing_of_boards_that_are_not_the_editors(editor, board, second_board):
    CategoryFactory(site=board.site, name="Ours")
    CategoryFactory(site=second_board.site, name="Theirs")
    assert choices(editor, "category") == ["Ours"]


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
    html = client.get("/admin/payments/").content.decode()
    assert "Status" in html and "Method" not in html
    assert not re.search(r"<td[^>]*>\s*nothing", html)
    inspected = client.get(f"/admin/payments/{Payment.objects.get().pk}/inspect/").content.decode()
    assert "amount label" not in inspected.lower()


def test_the_plans_columns_have_names(board, client):
    PlanFactory(site=board.site)
    client.force_login(SuperuserFactory())
    html = client.get("/admin/plans/").content.decode()
    assert "Price label" not in html and "On sale" in html
