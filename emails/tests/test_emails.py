"""Each email is queued once, together with the change it is about, and sent however long that takes."""

from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from emails import delivery
from emails.models import Notice
from emails.services import muted, queue, withdraw

URL = "https://board.example/?a=1&b=2"
TEMPLATES = {
    "includes/email_base.html": """
{% load emails %}
{% filter paragraphs %}{% block content %}{% endblock %}{% endfilter %}
""",
    "includes/email_base.txt": "{% autoescape off %}{% block content %}{% endblock %}{% endautoescape %}",
    "plain.txt": """
{% extends "includes/email_base."|add:format %}
{% load emails %}
{% block subject %}About {{ title }}{% endblock %}
{% block content %}
Hello, {{ title }} is here.
Two lines.

{% if never %}
Not this.
{% endif %}

{% quote title %}

{% button url title %}

{% link url title %}

{% link url %}
{% endblock %}
""".lstrip(),
}
ROBIN, KIM = "robin@wagonworks.example", "kim@wagonworks.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates(settings):
    """One email in a bare frame, so that nothing here needs a board; the button is the real one."""
    backend = settings.TEMPLATES[0]
    loaders = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        ("django.template.loaders.filesystem.Loader", backend["DIRS"]),
    ]
    settings.TEMPLATES = [{"BACKEND": backend["BACKEND"], "OPTIONS": {"loaders": loaders}}]


@dataclass
class Sender:
    """What the queue asks of a board."""

    from_email: str = ""
    reply_to: str = ""
    language: str = ""
    site: object = None


def tell(*recipients, event="payment:1", kind="receipt", title="A post", board=None, **more):
    return queue(
        event=event,
        kind=kind,
        recipients=recipients or (ROBIN,),
        template="plain",
        context={"title": title, "url": URL},
        board=board or Sender(),
        **more,
    )


class Page(HTMLParser):
    """The tags, blocks and links that an email program finds in an email."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links = [], []
        self.in_link = False
        self.feed(html)

    @property
    def blocks(self):
        return [tag for tag in self.tags if tag in {"p", "blockquote"}]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "a":
            self.in_link = True
            self.links.append((dict(attrs)["href"], ""))

    def handle_endtag(self, tag):
        self.in_link = self.in_link and tag != "a"

    def handle_data(self, data):
        if self.in_link:
            url, label = self.links.pop()
            self.links.append((url, label + data))


def sent():
    return [message.to[0] for message in mail.outbox]


def in_(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


@pytest.fixture(autouse=True)
def _nothing_is_avoided(monkeypatch):
    monkeypatch.setattr(delivery, "_avoid_until", 0.0)


@pytest.fixture
def server_down(monkeypatch):
    """The mail server refuses everything until the returned function is called."""
    with monkeypatch.context() as patch:

        def refuse(self, messages):
            raise ConnectionRefusedError("no route to the mail server")

        patch.setattr(EmailBackend, "send_messages", refuse)
        yield patch.undo


def test_once_for_an_event_a_kind_and_a_recipient():
    for _ in range(3):
        tell()
    tell(kind="live")
    tell(event="payment:2")
    tell(ROBIN, KIM)
    tell(KIM, KIM, event="payment:3")
    assert sorted(Notice.objects.values_list("event", "kind", "recipient")) == [
        ("payment:1", "live", ROBIN),
        ("payment:1", "receipt", KIM),
        ("payment:1", "receipt", ROBIN),
        ("payment:2", "receipt", ROBIN),
        ("payment:3", "receipt", KIM),
    ]
    assert Email.objects.count() == 5


def test_queued_with_what_it_tells_of_or_not_at_all():
    with pytest.raises(OSError), transaction.atomic():
        tell()
        raise OSError
    assert not Notice.objects.exists()
    assert not Email.objects.exists()
    tell()
    assert Email.objects.count() == 1


def test_sent_after_the_commit_and_not_before(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(ROBIN, KIM)
        assert sent() == []
    assert sorted(sent()) == [KIM, ROBIN]
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}


def test_muted():
    with muted():
        assert tell() == []
    assert not Email.objects.exists()
    assert tell()


def test_command_sends_what_is_due(capsys):
    tell()
    call_command("send_queued_mail")
    call_command("send_queued_mail")
    assert sent() == [ROBIN]
    assert capsys.readouterr().out == "1 sent, 0 to be tried again.\n"


def test_command_says_that_it_failed_until_the_email_is_sent(server_down, capsys):
    tell()
    with pytest.raises(SystemExit, match="1"):
        call_command("send_queued_mail")
    assert "0 sent, 1 to be tried again." in capsys.readouterr().out
    with pytest.raises(SystemExit, match="1"):
        call_command("send_queued_mail")
    assert "1 wait for their next try, the oldest since 0 minutes." in capsys.readouterr().out
    server_down()
    with in_(hours=2):
        call_command("send_queued_mail")


def test_server_down_delays_and_loses_none(server_down):
    tell(ROBIN, KIM)
    assert delivery.deliver_due() == (0, 1), "the other would wait for the same server"
    assert delivery.deliver_due() == (0, 1)
    assert delivery.deliver_due() == (0, 0), "each waits for its next try"
    server_down()
    with in_(hours=2):
        assert delivery.deliver_due() == (2, 0)
    assert sorted(sent()) == [KIM, ROBIN]


def test_workers_leave_a_silent_server_alone_for_a_while(server_down):
    tell(ROBIN, KIM)
    delivery.deliver_unless_silent()
    server_down()
    delivery.deliver_unless_silent()
    assert sent() == [], "a worker has other tasks"
    assert delivery.deliver_due() == (1, 0), "the scheduled job tries"


def test_a_run_ends_even_when_emails_become_due_meanwhile(monkeypatch):
    send = EmailBackend.send_messages

    def send_and_queue_another(self, messages):
        tell(event=f"payment:{len(sent()) + 2}")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_queue_another)
    tell()
    assert delivery.deliver_due() == (1, 0)
    assert delivery.due().count() == 1


def test_a_run_ends_when_its_time_is_over_or_it_is_told_to():
    tell(ROBIN, KIM)
    assert delivery.deliver_due(seconds=0) == (0, 0)
    assert delivery.deliver_due(is_stopped=lambda: bool(sent())) == (1, 0)
    assert delivery.deliver_due() == (1, 0)


def test_twelve_emails_two_runs_and_a_slow_server_make_twelve_deliveries(monkeypatch):
    """Two runs take turns, and all emails together take longer than a lease lasts."""
    send = EmailBackend.send_messages
    monkeypatch.setattr(delivery, "LEASE", timedelta(minutes=3))
    inside: list[object] = []

    def send_slowly(self, messages):
        clock.shift(timedelta(minutes=1))
        if not inside:
            inside.append(messages)
            before = len(sent())
            delivery.deliver_due(is_stopped=lambda: len(sent()) > before)
            inside.clear()
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_slowly)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tell(*(f"person{number}@wagonworks.example" for number in range(12)))
        delivery.deliver_due(seconds=3600)
        delivery.deliver_due(seconds=3600)
    assert len(sent()) == len(set(sent())) == 12


def test_no_request_sends_emails_when_there_are_no_workers(settings, django_capture_on_commit_callbacks):
    settings.EMAILS_BY_TASK = False
    with django_capture_on_commit_callbacks(execute=True):
        tell()
    assert sent() == []
    call_command("send_queued_mail")
    assert sent() == [ROBIN]


def test_server_down_for_days(server_down):
    tell()
    start = timezone.now()
    for hours in range(4 * 24):
        with time_machine.travel(start + timedelta(hours=hours)):
            delivery.deliver_due()
    server_down()
    with time_machine.travel(start + timedelta(days=4, hours=1)):
        delivery.deliver_due()
    assert sent() == [ROBIN]


def test_each_failure_waits_twice_as_long_up_to_an_hour(server_down, monkeypatch):
    tell()
    now, waits = timezone.now(), []
    for _ in range(8):
        with time_machine.travel(now, tick=False):
            # Not what is under test: a server that was silent is left alone for a while.
            monkeypatch.setattr(delivery, "_avoid_until", 0.0)
            delivery.deliver_due()
        due = Email.objects.get().scheduled_time
        waits.append(round((due - now).total_seconds() / 60))
        now = due + timedelta(seconds=1)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_what_is_withdrawn_before_it_is_sent_is_not_sent_and_what_is_sent_is_kept():
    tell(event="alert:1:a")
    delivery.deliver_due()
    tell("later@elsewhere.example", event="alert:1:b")
    tell("other@elsewhere.example", event="alert:2:a")
    withdraw(event_prefix="alert:1:")
    delivery.deliver_due()
    assert sent() == [ROBIN, "other@elsewhere.example"]
    assert [email.status for email in Email.objects.all()] == [STATUS.sent] * 2


def test_task_backend_down_only_delays(monkeypatch, django_capture_on_commit_callbacks):
    class NoBackend:
        def enqueue(self):
            raise ConnectionRefusedError("no task backend")

    monkeypatch.setattr("emails.services.deliver_queued_emails", NoBackend())
    with django_capture_on_commit_callbacks(execute=True):
        tell()
    assert sent() == []
    call_command("send_queued_mail")
    assert sent() == [ROBIN]


def test_one_bad_mail_does_not_hold_up_the_others(monkeypatch):
    send = EmailBackend.send_messages

    def refuse_robin(self, messages):
        if messages[0].to == [ROBIN]:
            raise ValueError("no such mailbox")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_robin)
    tell(ROBIN, KIM)
    assert delivery.deliver_due() == (1, 1)
    assert sent() == [KIM]


def test_two_deliveries_at_once_send_once(monkeypatch):
    """The second begins while the first is talking to the mail server."""
    send = EmailBackend.send_messages
    begun: list[object] = []

    def send_slowly(self, messages):
        if not begun:
            begun.append(messages)
            delivery.deliver_due()
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_slowly)
    tell(ROBIN, KIM)
    delivery.deliver_due()
    assert sorted(sent()) == [KIM, ROBIN]


def test_killed_in_mid_send_is_tried_again(monkeypatch):
    with monkeypatch.context() as patch:

        def die(self, messages):
            raise SystemExit

        patch.setattr(EmailBackend, "send_messages", die)
        tell()
        with pytest.raises(SystemExit):
            delivery.deliver_due()
    assert delivery.deliver_due() == (0, 0), "its lease has not ended yet"
    with in_(minutes=11):
        assert delivery.deliver_due() == (1, 0)
    assert sent() == [ROBIN]


@pytest.mark.parametrize(
    "title", ["{{ secret }}", "{% include 'plain.txt' %}", "{# gone #}", "{{ 7|add:7 }}"]
)
def test_what_visitors_type_is_no_template(title):
    tell(title=title)
    delivery.deliver_due()
    message = mail.outbox[0]
    assert message.subject == f"About {title}"
    assert title in message.body


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028"])
def test_what_visitors_type_is_no_header(newline):
    tell(title=f"A post{newline}Bcc: everyone@elsewhere.example")
    delivery.deliver_due()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "About A post Bcc: everyone@elsewhere.example"
    assert mail.outbox[0].recipients() == [ROBIN]


def test_what_visitors_type_is_no_markup():
    tell(title="<img src=x onerror=alert(1)>")
    email = Email.objects.get()
    assert "<img" not in email.html_message
    assert "<img src=x onerror=alert(1)>" in email.message


def test_one_template_makes_both_versions():
    tell(title="A post")
    email = Email.objects.get()
    assert email.message == (
        f"Hello, A post is here.\nTwo lines.\n\nA post\n\nA post:\n{URL}\n\nA post\n{URL}\n\n{URL}\n"
    )
    page = Page(email.html_message)
    assert page.blocks == ["p", "blockquote", "p", "p", "p"]
    assert page.links == [(URL, "A post"), (URL, "A post"), (URL, URL)]
    assert "<p>Hello, A post is here.<br>Two lines.</p>" in email.html_message


@pytest.mark.parametrize(
    "title",
    [
        "[Pay](https://evil.example)",
        "https://evil.example",
        "{% button 'https://evil.example' 'Pay' %}",
        "<a href='https://evil.example'>Pay</a>",
        '" href="https://evil.example',
        "</blockquote></p><blockquote>",
        "A post\n\n<p><a href='https://evil.example'>Pay</a></p>\n\n",
        "A post\r\n\r\n<blockquote>\r\n\r\nPay",
        "A post:\nhttps://evil.example\n\n{% endblock %}",
    ],
)
def test_what_visitors_type_is_no_button_and_no_link(title):
    tell(title=title)
    email = Email.objects.get()
    page = Page(email.html_message)
    assert [url for url, _ in page.links] == [URL] * 3
    assert page.blocks.count("blockquote") == 1
    assert set(page.tags) == {"p", "blockquote", "a", "br"}
    words = title.split()
    assert words == page.links[1][1].split(), "shown as typed"
    assert " ".join(words) in " ".join(email.message.split())


def test_sender_and_headers():
    board = Sender(from_email="Ruée <board@consolecowboys.example>", reply_to="help@consolecowboys.example")
    tell(board=board, headers={"List-Unsubscribe": "<https://board.example/>"})
    delivery.deliver_due()
    message = mail.outbox[0]
    assert message.from_email == "Ruée <board@consolecowboys.example>"
    assert message.message()["Reply-To"] == "help@consolecowboys.example"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Unsubscribe"] == "<https://board.example/>"


def test_a_board_without_addresses_writes_from_the_install(settings):
    settings.DEFAULT_FROM_EMAIL = "Install <jobs@install.example>"
    tell()
    email = Email.objects.get()
    assert email.from_email == "Install <jobs@install.example>"
    assert "Reply-To" not in email.headers


def test_who_a_reply_goes_to_can_be_said_for_one_email():
    tell(board=Sender(reply_to="help@consolecowboys.example"), reply_to="robin@employer.example")
    assert Email.objects.get().headers["Reply-To"] == "robin@employer.example"
