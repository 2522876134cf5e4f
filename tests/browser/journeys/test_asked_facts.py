"""What a board asks for, from the form in the browser to the reader's filter and alert: on a phone and on a desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect
from post_office.models import Email

from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.alerts.runs import send_due
from jobs.listings.models import JobBoardSettings
from jobs.listings.search import SearchQuery
from jobs.submissions.models import Plan
from tests.browser.journeys.people import TITLE, Employer
from tests.browser.journeys.waiting import SECONDS
from tests.factories import Board

ASKED = {f"ask_{name}": "optional" for name in ("seniority", "visa", "zones", "benefits")}
FILTERS = ("seniority=senior", "visa=yes", "benefit=health", "tz=Europe/Berlin")
READER = "kim@reader.example"


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, 1440), (False, 390)], ids=["desk with scripts", "phone without scripts"]
)
def test_each_fact_reaches_readers(
    board: Board,
    plan: Plan,
    new_context: Callable[..., BrowserContext],
    watch: Callable[[BrowserContext], None],
    scripts: bool,
    width: int,
) -> None:
    JobBoardSettings.objects.filter(site=board.site).update(**ASKED)
    for search in ("seniority", "senior"), ("visa", "yes"), ("benefit", "health"), ("tz", "Europe/Berlin"):
        query = SearchQuery.parse(dict([search]), site=board.site)
        alerts.ask(site=board.site, email=READER, query=query, frequency="daily")
        alerts.confirm(alert=Alert.objects.get(search=query.querystring()))
    context = new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    watch(context)
    employer = Employer(context.new_page(), board.site.root_url)
    page = employer.page
    employer.open_form()
    employer.fill_in()
    page.locator("summary", has_text="More about the job").click()
    page.locator("[name=seniority]").select_option("senior")
    page.locator("[name=visa]").select_option("yes")
    page.locator("[name=zone_from]").select_option("60")
    page.locator("[name=zone_to]").select_option("120")
    page.locator("[name=overlap_hours]").select_option("6")

    page.locator("[name=benefits][value=health]").check()
    employer.preview()
    employer.pay()
    expect(employer.heading).to_have_text("Your listing is live")
    for address in FILTERS:
        page.goto(f"{board.site.root_url}/jobs/?{address}")
        expect(page.locator("#results")).to_contain_text(TITLE)
    page.goto(f"{board.site.root_url}/jobs/?seniority=junior")
    expect(page.locator("#results")).not_to_contain_text(TITLE)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        send_due()
    told = Email.objects.filter(to=READER, message__contains=TITLE)
    assert told.count() == len(FILTERS), "one alert for each fact"
