"""An alert writes of each new listing once, of none that is over, and stops when told to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS

from boards.models import BoardSettings
from emails import delivery
from jobs.alerts import mails as alert_mails
from jobs.alerts import services as alerts
from jobs.alerts.models import Alert, AlertDelivery
from jobs.alerts.runs import send_due
from jobs.listings.models import JobPage
from jobs.listings.search import SearchQuery
from jobs.listings.services.expiry import move_end
from tests.factories import CategoryFactory, ClosedJobFactory, DraftJobFactory, LiveJobFactory, bulk_listings

ROBIN = "robin@reader.example"
THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)
FRIDAY_AT_SEVEN = datetime(2026, 3, 6, 7, tzinfo=UTC)
MONDAY_AT_SEVEN = datetime(2026, 3, 9, 7, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def subscribed(board, email=ROBIN, frequency="daily", **search):
    query = SearchQuery.parse(search, site=board.site)
    alerts.ask(site=board.site, email=email, query=query, frequency=frequency)
    alert = Alert.objects.get(site=board.site, email=email, search=query.querystring())
    alerts.confirm(alert=alert)
    return Alert.objects.get(pk=alert.pk)


@pytest.fixture
def alert(board, clock):
    return subscribed(board)


def told(mailbox):
    """The mails of alerts, oldest first, each with the addresses of the listings it names."""
    mails = [email for email in mailbox.all() if "List-Unsubscribe" in (email.headers or {})]
    return [re.findall(r"http://\S+/jobs/\S+/", email.message) for email in mails]


class TestWhen:
    def test_every_morning(self, board, alert, clock, mailbox):
        one = LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN - HOUR)
        send_due()
        assert told(mailbox) == []
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        assert told(mailbox) == [[one.full_url]]
        two = LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN + 23 * HOUR)
        send_due()
        assert len(told(mailbox)) == 1
        clock.move_to(FRIDAY_AT_SEVEN + DAY)
        send_due()
        assert told(mailbox)[1:] == [[two.full_url]]

    def test_every_monday(self, board, clock, mailbox):
        subscribed(board, frequency="weekly")
        one = LiveJobFactory(board=board)
        clock.move_to(MONDAY_AT_SEVEN - HOUR)
        send_due()
        assert told(mailbox) == []
        clock.move_to(MONDAY_AT_SEVEN)
        send_due()
        two = LiveJobFactory(board=board)
        clock.move_to(MONDAY_AT_SEVEN + WEEK - HOUR)
        send_due()
        assert told(mailbox) == [[one.full_url]]
        clock.move_to(MONDAY_AT_SEVEN + WEEK)
        send_due()
        assert told(mailbox)[1:] == [[two.full_url]]

    def test_by_the_clocks_of_the_install(self, board, clock, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        assert subscribed(board).next_run_at == FRIDAY_AT_SEVEN - HOUR
        # After the last Sunday in March it is an hour earlier for the rest of the world.
        clock.move_to(datetime(2026, 3, 28, 12, tzinfo=UTC))
        assert subscribed(board, "kim@reader.example").next_run_at == datetime(2026, 3, 29, 5, tzinfo=UTC)

    def test_a_run_that_was_missed_is_made_up_for_once(self, board, alert, clock, mailbox):
        LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN + 3 * DAY + 5 * HOUR)
        send_due()
        send_due()
        assert len(told(mailbox)) == 1
        alert.refresh_from_db()
        assert alert.next_run_at == FRIDAY_AT_SEVEN + 4 * DAY

    def test_nothing_new_no_mail(self, board, alert, clock, mailbox):
        clock.move_to(FRIDAY_AT_SEVEN)
        report = send_due()
        assert (report.sent, report.nothing_new) == (0, 1)
        assert told(mailbox) == []

    def test_another_frequency(self, board, alert, clock):
        alerts.change_frequency(alert=alert, frequency="weekly")
        alert.refresh_from_db()
        assert (alert.frequency, alert.next_run_at) == ("weekly", MONDAY_AT_SEVEN)


class TestWhat:
    @pytest.fixture
    def told_of(self, clock, mailbox):
        """What the next mail names; nothing when there is none."""

        def told_of(at=FRIDAY_AT_SEVEN):
            before = len(told(mailbox))
            clock.move_to(at)
            send_due()
            return sum(told(mailbox)[before:], [])

        return told_of

    def test_nothing_from_before_it_was_confirmed(self, board, clock, told_of):
        LiveJobFactory(board=board)
        query = SearchQuery.parse({}, site=board.site)
        alerts.ask(site=board.site, email=ROBIN, query=query, frequency="daily")
        LiveJobFactory(board=board)
        clock.shift(HOUR)
        alerts.confirm(alert=Alert.objects.get())
        clock.shift(HOUR)
        new = LiveJobFactory(board=board)
        assert told_of() == [new.full_url]

    def test_only_what_its_search_finds(self, board, clock, told_of):
        rust = CategoryFactory(site=board.site, slug="rust")
        subscribed(board, category="rust", q="horses")
        clock.shift(HOUR)
        wanted = LiveJobFactory(board=board, category=rust, title="Keeper of horses")
        LiveJobFactory(board=board, category=rust, title="Keeper of cats")
        LiveJobFactory(board=board, title="Another keeper of horses")
        assert told_of() == [wanted.full_url]

    def test_only_its_own_board(self, board, second_board, alert, clock, told_of, mailbox):
        subscribed(second_board)
        clock.shift(HOUR)
        here, there = LiveJobFactory(board=board), LiveJobFactory(board=second_board)
        assert sorted(told_of()) == sorted([here.full_url, there.full_url])
        assert sorted(told(mailbox)) == sorted([[here.full_url], [there.full_url]])
        for email in mailbox.to(ROBIN):
            roots = set(re.findall(r"http://[^/\s]+", email.message))
            assert len(roots) == 1, "no mail leads to another board"

    @pytest.mark.parametrize("dead", [DraftJobFactory, ClosedJobFactory])
    def test_nothing_that_cannot_be_read(self, board, alert, clock, told_of, dead):
        clock.shift(HOUR)
        dead(board=board)
        assert told_of() == []

    def test_nothing_whose_minute_has_come(self, board, alert, clock, told_of):
        clock.shift(HOUR)
        move_end(page=LiveJobFactory(board=board), end=FRIDAY_AT_SEVEN)
        assert told_of() == []

    def test_never_twice(self, board, alert, clock, told_of):
        clock.shift(HOUR)
        listing = LiveJobFactory(board=board)
        assert told_of() == [listing.full_url]
        # Taken down and put up again, changed, given more time.
        listing.unpublish()
        clock.shift(HOUR)
        listing = JobPage.objects.get(pk=listing.pk)
        listing.title = "The same in other words"
        listing.save_revision().publish()
        move_end(page=listing, end=listing.expire_at + 30 * DAY)
        assert told_of(FRIDAY_AT_SEVEN + DAY) == []
        assert told_of(FRIDAY_AT_SEVEN + 2 * DAY) == []

    def test_closed_when_it_was_new_and_up_again_later(self, board, alert, clock, told_of):
        clock.shift(HOUR)
        listing = ClosedJobFactory(board=board)
        assert told_of() == []
        JobPage.objects.get(pk=listing.pk).get_latest_revision().publish()
        assert told_of(FRIDAY_AT_SEVEN + DAY) == [listing.full_url]

    def test_not_too_much_in_one_mail(self, board, alert, clock, told_of, mailbox):
        clock.shift(HOUR)
        listings = bulk_listings(board, 25)
        JobPage.objects.update(first_published_at=timezone.now())
        assert told_of() == [listing.full_url for listing in reversed(listings[5:])]
        email = mailbox.one("alert")
        assert email.subject == "25 new jobs"
        assert "See 5 more:\nhttp://testserver/jobs/\n" in email.message
        assert told_of(FRIDAY_AT_SEVEN + DAY) == [], "the rest counts as told of"
        assert AlertDelivery.objects.count() == 25


class TestRuns:
    @pytest.fixture
    def two_due(self, board, clock):
        found = [subscribed(board), subscribed(board, "kim@reader.example")]
        clock.shift(HOUR)
        LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN)
        return found

    def test_the_command_tells_what_it_did(self, two_due, capsys):
        call_command("send_alerts")
        assert capsys.readouterr().out.startswith("2 alerts sent, 0 with nothing new")
        call_command("send_alerts")
        assert capsys.readouterr().out.startswith("0 alerts sent")

    def test_one_that_fails_holds_up_no_other(self, two_due, monkeypatch, mailbox, capsys):
        queue = alert_mails.emails.queue

        def fail_for_robin(**mail):
            if ROBIN in mail["recipients"]:
                raise OSError("no room")
            return queue(**mail)

        with monkeypatch.context() as patch:
            patch.setattr(alert_mails.emails, "queue", fail_for_robin)
            with pytest.raises(SystemExit):
                call_command("send_alerts")
        assert "1 alerts sent" in capsys.readouterr().out
        assert mailbox.kinds(ROBIN) == ["alert_confirm"]
        assert send_due().sent == 1
        assert mailbox.kinds(ROBIN) == ["alert_confirm", "alert"]
        assert mailbox.kinds("kim@reader.example") == ["alert_confirm", "alert"]

    @pytest.mark.parametrize("place", ["before", "after"])
    def test_a_crash_loses_and_doubles_nothing(self, two_due, monkeypatch, mailbox, place):
        queue = alert_mails.emails.queue

        def die(**mail):
            if place == "after":
                queue(**mail)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(alert_mails.emails, "queue", die)
            with pytest.raises(KeyboardInterrupt):
                send_due()
        assert told(mailbox) == []
        assert not AlertDelivery.objects.exists()
        assert send_due().sent == 2
        assert len(told(mailbox)) == 2
        assert send_due().sent == 0

    def test_ended_while_others_are_sent(self, two_due, monkeypatch, mailbox):
        """The run has read the list of what is due when the second reader leaves."""
        first = alert_mails.new_listings
        _, kim = two_due

        def leave_meanwhile(**mail):
            alerts.end(alert=kim)
            return first(**mail)

        monkeypatch.setattr(alert_mails, "new_listings", leave_meanwhile)
        report = send_due()
        assert (report.sent, report.taken) == (1, 1)
        assert mailbox.kinds("kim@reader.example") == ["alert_confirm"]


class TestMails:
    def test_what_an_alert_says(self, board, clock, mailbox):
        BoardSettings.objects.update(sender="board@desk.example")
        CategoryFactory(site=board.site, name="R&D", slug="rd")
        alert = subscribed(board, category="rd")
        clock.shift(HOUR)
        listing = LiveJobFactory(
            board=board, category=board.site.categories.get(), title="{{ alert }} <b>R&D</b>"
        )
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        email = mailbox.one("alert")
        assert (email.to, email.from_email) == ([ROBIN], "consolecowboys <board@desk.example>")
        assert email.subject == "1 new job: R&D"
        end = f"http://testserver/alerts/{alert.token}/unsubscribe/"
        assert email.headers["List-Unsubscribe"] == f"<{end}>"
        assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for text in (email.message, email.html_message):
            assert listing.full_url in text
            assert listing.company.name in text
            assert end in text
            assert f"http://testserver/alerts/{alert.token}/" in text
        assert "{{ alert }} <b>R&D</b>" in email.message
        assert "<b>" not in email.html_message

    def test_headers_reach_the_mail_server(self, board, alert, clock, mailbox):
        LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        delivery.deliver_due()
        (message,) = [sent for sent in mail.outbox if "List-Unsubscribe" in sent.extra_headers]
        assert message.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_in_the_boards_language_also_when_it_learns_another(self, board, clock, mailbox):
        subscribed(board, q="rust")
        BoardSettings.objects.filter(site=board.site).update(language="fr")
        clock.shift(HOUR)
        LiveJobFactory(board=board, title="Rust engineer")
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        mail_of_alert = mailbox.one("alert")
        assert '<html lang="fr"' in mail_of_alert.html_message
        assert "«\xa0rust\xa0»" in mail_of_alert.message


class TestEnd:
    def test_nothing_more(self, board, alert, clock, mailbox):
        LiveJobFactory(board=board)
        alerts.end(alert=alert)
        alerts.end(alert=alert)
        clock.move_to(FRIDAY_AT_SEVEN)
        assert send_due().sent == 0
        assert told(mailbox) == []

    def test_not_even_what_waits_for_the_mail_server(self, board, alert, clock, mailbox):
        other = subscribed(board, "kim@reader.example")
        clock.shift(HOUR)
        LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        alerts.end(alert=alert)
        waiting = [email.to for email in mailbox.all() if email.status == STATUS.queued]
        assert [ROBIN] not in waiting
        assert [other.email] in waiting

    def test_again_from_then_on(self, board, alert, clock, mailbox):
        clock.shift(HOUR)
        LiveJobFactory(board=board)
        alerts.end(alert=alert)
        clock.shift(HOUR)
        subscribed(board)
        clock.shift(HOUR)
        new = LiveJobFactory(board=board)
        clock.move_to(FRIDAY_AT_SEVEN)
        send_due()
        assert told(mailbox) == [[new.full_url]]
        assert Alert.objects.count() == 1

    def test_who_never_answered_or_left_is_forgotten(self, board, alert, clock):
        everything = SearchQuery.parse({}, site=board.site)
        left = subscribed(board, "left@reader.example")
        alerts.end(alert=left)
        alerts.ask(site=board.site, email="never@reader.example", query=everything, frequency="daily")
        clock.shift(6 * DAY)
        assert alerts.prune() == 0
        clock.shift(2 * DAY)
        assert alerts.prune() == 1
        assert not Alert.objects.filter(email="never@reader.example").exists()
        clock.shift(25 * DAY)
        assert alerts.prune() == 1
        assert list(Alert.objects.all()) == [alert]
