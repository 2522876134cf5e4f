"""The editors' list of readers' alerts: to find one, and to forget whoever asks for it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from emails.models import Notice
from jobs.alerts import services as alerts
from jobs.alerts.models import Alert, AlertDelivery
from jobs.alerts.runs import send_due
from jobs.listings.search import SearchQuery
from tests.admin_forms import messages_of, send_form
from tests.factories import (
    Board,
    CategoryFactory,
    LiveJobFactory,
    SuperuserFactory,
    UserFactory,
    grant,
    make_editor,
)

URL = "/admin/alerts/"
ROBIN = "robin@reader.example"


@pytest.fixture
def editor(board: Board, client: Client) -> Client:
    user = make_editor(board)
    grant(user, board.site, "view_alert", "delete_alert")
    client.force_login(user)
    return client


def asked(board, email=ROBIN, **search):
    query = SearchQuery.parse(search, site=board.site)
    alerts.ask(site=board.site, email=email, query=query, frequency="daily")
    return Alert.objects.get(site=board.site, email=email, search=query.querystring())


def active(board, email=ROBIN, **search):
    alert = asked(board, email, **search)
    alerts.confirm(alert=alert)
    return alert


def rows(client: Client, **filters: str) -> list[dict[str, str]]:
    page = BeautifulSoup(client.get(URL, filters).content, "html.parser")
    names = [heading.get_text(" ", strip=True) for heading in page.select("table.listing th")]
    cells = [row.select("td") for row in page.select("table.listing tbody tr")]
    return [
        {name: cell.get_text(" ", strip=True) for name, cell in zip(names, row, strict=True)} for row in cells
    ]


def addresses(client: Client, **filters: str) -> set[str]:
    return {row["Email address"].split()[0] for row in rows(client, **filters)}


def test_each_alert_in_words(editor, board):
    CategoryFactory(site=board.site, slug="backend", name="Backend work")
    alert = active(board, category="backend", remote="remote", q="rust")
    sent_at = timezone.now() - timedelta(days=2, hours=1)
    AlertDelivery.objects.create(alert=alert, listing=LiveJobFactory(board=board), sent_at=sent_at)
    [row] = rows(editor)
    assert row["Email address"].startswith(ROBIN)
    assert row["Looking for"] == "“rust”, Backend work, Remote"
    assert (row["How often"], row["State"]) == ("Every morning", "active")
    assert row["Last email"] == "2\xa0days ago"
    assert "Board" not in row


def test_a_search_for_everything(editor, board):
    asked(board)
    [row] = rows(editor)
    assert (row["Looking for"], row["State"]) == ("all jobs", "not confirmed")


def test_it_finds_an_address_and_narrows_down(editor, board):
    asked(board, "one@reader.example")
    active(board, "two@reader.example")
    ended = active(board, "three@reader.example")
    alerts.end(alert=ended)
    Alert.objects.filter(email="two@reader.example").update(frequency="weekly")
    assert addresses(editor, q="two@") == {"two@reader.example"}
    assert addresses(editor, state="unconfirmed") == {"one@reader.example"}
    assert addresses(editor, state="active") == {"two@reader.example"}
    assert addresses(editor, state="ended") == {"three@reader.example"}
    assert addresses(editor, frequency="weekly") == {"two@reader.example"}


def test_every_state_filter_agrees_with_the_word_in_its_row(editor, board):
    from jobs.alerts.admin import State

    asked(board, "one@reader.example")
    active(board, "two@reader.example")
    alerts.end(alert=active(board, "three@reader.example"))
    # Left without ever having confirmed.
    alerts.end(alert=asked(board, "four@reader.example"))
    found = {state: rows(editor, state=state.value) for state in State}
    assert sum(map(len, found.values())) == Alert.objects.count()
    for state, its_rows in found.items():
        assert {row["State"] for row in its_rows} == {str(state.label)}


def test_other_boards_alerts_are_neither_shown_nor_deleted(editor, board, second_board):
    other = active(second_board, "elsewhere@reader.example")
    active(board)
    assert addresses(editor) == {ROBIN}
    assert editor.post(f"{URL}{other.pk}/delete/").status_code == 404
    assert Alert.objects.filter(pk=other.pk).exists()


def test_who_works_on_several_boards_sees_which(board, second_board, client):
    active(board)
    active(second_board, "elsewhere@reader.example")
    client.force_login(SuperuserFactory())
    assert {row["Board"] for row in rows(client)} == {board.site.site_name, second_board.site.site_name}
    assert addresses(client, site=str(second_board.site.pk)) == {"elsewhere@reader.example"}


@pytest.mark.parametrize("permissions", [[], ["view_alert"]])
def test_seeing_and_deleting_are_permissions(board, client, permissions):
    user = make_editor(board)
    grant(user, board.site, *permissions)
    client.force_login(user)
    alert = active(board)
    shown = client.get(URL)
    assert (ROBIN in shown.content.decode()) == bool(permissions)
    assert (URL in client.get("/admin/").content.decode()) == bool(permissions)
    client.post(f"{URL}{alert.pk}/delete/")
    assert Alert.objects.filter(pk=alert.pk).exists()


def test_a_permission_without_a_board_shows_nobody(board, client):
    user = UserFactory()
    codenames = ["access_admin", "view_alert", "delete_alert"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    active(board)
    assert client.get(URL).status_code == 302, "sent away"


@pytest.mark.parametrize("way", ["new/", "{}/edit/", "{}/history/", "{}/usage/"])
def test_nobody_makes_or_changes_one(editor, board, way):
    alert = active(board)
    assert editor.get(f"{URL}{way.format(alert.pk)}").status_code == 404
    assert "new/" not in editor.get(URL).content.decode()


def test_whoever_asks_is_forgotten(editor, board):
    LiveJobFactory(board=board)
    alert, other = active(board), active(board, "other@reader.example")
    Alert.objects.update(next_run_at=timezone.now())
    LiveJobFactory(board=board)
    send_due()
    assert Notice.objects.filter(recipient=ROBIN).count() == Email.objects.filter(to=ROBIN).count() == 2
    assert f"{ROBIN} ·" not in editor.get(f"{URL}{alert.pk}/delete/").content.decode(), (
        "no address of a search"
    )
    answer = send_form(editor, f"{URL}{alert.pk}/delete/")
    assert f"The alert of {ROBIN} is deleted." in messages_of(answer)
    assert not Notice.objects.filter(recipient=ROBIN).exists()
    assert not Email.objects.filter(to=ROBIN).exists()
    [entry] = ModelLogEntry.objects.filter(action="wagtail.delete")
    assert ROBIN not in f"{entry.label} {entry.data}"
    assert list(Alert.objects.all()) == [other]
    assert Notice.objects.filter(recipient=other.email).count() == 2
