"""No spreadsheet that the admin exports runs what somebody typed."""

import csv
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Site

from boards.exports import FORMULA_STARTS, disarm
from jobs.listings.models import JobPage
from payments.models import Payment
from tests.factories import Board, LiveJobFactory, SuperuserFactory, UnpaidSubmissionFactory

FORMULA = '=HYPERLINK("http://evil.example","x")'
LISTS = [
    "/admin/payments/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/",
    "/admin/reports/aging-pages/",
    "/admin/reports/locked/",
]


@pytest.fixture
def typed_by_a_stranger(board: Board) -> JobPage:
    submission = UnpaidSubmissionFactory(board=board, title=FORMULA, contact_email="+evil@wagonworks.example")
    page = JobPage.objects.get(pk=submission.page_id)
    page.locked = True
    page.save()
    page.save_revision(log_action=True)
    LiveJobFactory(board=board, title=FORMULA)
    return page


@pytest.mark.parametrize("path", LISTS)
def test_a_formula_is_text_in_every_export(typed_by_a_stranger: JobPage, client: Client, path: str) -> None:
    client.force_login(SuperuserFactory())
    answer = client.get(path, {"export": "csv"})
    rows = list(csv.reader(b"".join(answer).decode().splitlines()))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)] == []
    with ZipFile(BytesIO(b"".join(client.get(path, {"export": "xlsx"})))) as workbook:
        sheet = BeautifulSoup(workbook.read("xl/worksheets/sheet1.xml"), "html.parser")
    cells = [cell.get_text() for cell in sheet.find_all("c")]
    assert len(cells) > 1 and sheet.find("f") is None
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []


def test_the_ledger_still_names_it(typed_by_a_stranger: JobPage, client: Client) -> None:
    client.force_login(SuperuserFactory())
    text = b"".join(client.get("/admin/payments/", {"export": "csv"})).decode()
    assert "'=HYPERLINK" in text and "'+evil@wagonworks.example" in text
    assert Payment.objects.count() == 1 and Site.objects.exists()


@pytest.mark.parametrize("value", [-5, 4.5, None, True, "", "a=b", "plain"])
def test_numbers_and_plain_text_stay(value: object) -> None:
    assert disarm(value) == value


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_each_sign_that_begins_a_formula_is_disarmed(start: str) -> None:
    assert disarm(f"{start}1+1") == f"'{start}1+1"
