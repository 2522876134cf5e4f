"""What a board asks for goes its whole way: typed into the form, paid for, filtered by readers, and emailed to them."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.alerts.runs import send_due
from jobs.listings.models import JobBoardSettings
from jobs.listings.search import SearchQuery
from jobs.submissions.models import Submission
from jobs.submissions.tests.typed import typed
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import LiveJobFactory, PlanFactory, open_checkout, page_of, payment_of

READER = "kim@reader.example"
# The setting, what is typed, how readers find it, what does not find it, and what the listing then says.
FACTS = [
    ("seniority", {"seniority": "senior"}, {"seniority": "senior"}, {"seniority": "junior"}, "Senior"),
    ("visa", {"visa": "yes"}, {"visa": "yes"}, {"visa": "no"}, "Visa sponsored"),
    ("benefits", {"benefits": ["health"]}, {"benefit": "health"}, {"benefit": "equity"}, "Health insurance"),
    (
        "zones",
        {"zone_from": "60", "zone_to": "120", "overlap_hours": "8"},
        {"tz": "Europe/Berlin"},
        {"tz": "Asia/Tokyo"},
        "UTC",
    ),
]


def titles(client, search):
    page = BeautifulSoup(client.get("/jobs/", search).content, "html.parser")
    return {link.get_text(strip=True) for link in page.select("#results h3 a, #results h2 a")}


@pytest.mark.parametrize(
    ("name", "values", "found_by", "missed_by", "said"), FACTS, ids=[fact[0] for fact in FACTS]
)
def test_from_the_form_to_the_alert(board, sandbox, client, mailbox, name, values, found_by, missed_by, said):
    JobBoardSettings.objects.filter(site=board.site).update(**{f"ask_{name}": "required"})
    LiveJobFactory(board=board, title="Another post")
    for search in (found_by, missed_by):
        query = SearchQuery.parse(search, site=board.site)
        alerts.ask(site=board.site, email=READER, query=query, frequency="daily")
        alerts.confirm(alert=Alert.objects.get(search=query.querystring()))
    refused = client.post("/post-a-job/", typed(PlanFactory(site=board.site)))
    assert refused.status_code == 422 or refused.context["form"].errors, "the board demands it"
    answer = client.post("/post-a-job/", typed(PlanFactory(site=board.site), **values))
    assert answer.status_code == 303, answer.context["form"].errors
    submission = Submission.objects.get()
    payment = payment_of(submission)
    stripe_door.current().pay(open_checkout(payment))
    confirm(payment=payment)
    listing = page_of(submission)
    assert said in client.get(listing.url).content.decode()
    assert listing.title in titles(client, found_by)
    assert listing.title not in titles(client, missed_by)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        send_due()
    told = [email.message for email in mailbox.to(READER) if listing.title in email.message]
    assert len(told) == 1, "the alert that fits tells of it, and the other one does not"
