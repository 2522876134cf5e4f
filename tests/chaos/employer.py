"""An employer who posts a listing as the plan says; other employers act between two steps."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

import httpx

from stripe_sandbox import cards
from tests.chaos import aftercare, packs
from tests.chaos.browser import Browser, Network, form_actions, hidden_fields, twice
from tests.chaos.plan import Story
from tests.chaos.stage import ALL, PART, Stage

DESCRIPTION = (
    "Look after **three** clusters and the people who wake up for them. A rota of five, paid nights, and nobody "
    "is called for what can wait until the morning."
)
CODES = {"code_for_part": PART, "code_for_all": ALL}
# Asked for where an invoice is written.
ADDRESS = {"line1": "Quayside 4", "postal_code": "5003", "city": "Bergen"}
CARDS = {"authenticates": cards.AUTHENTICATES, "refund_fails": cards.REFUND_FAILS}
# How often a person presses a button that did not do anything.
TRIES = 6

Steps = Iterator[float]


class Employer:
    """`run` yields the seconds until the next step."""

    def __init__(self, story: Story, stage: Stage, network: Network) -> None:
        self.story, self.stage = story, stage
        self.browser = Browser(network, stage.site_url)
        self.email = f"employer{story.number}@chaos.example"
        self.plan = stage.plans["featured" if story.featured else "standard"]
        self.place = ""
        # Every title that the listing may have in the end; the last one is the last that was sent.
        self.titles = [f"Night watch {story.number}"]
        self.session_id = ""
        self.thanks_url = ""
        # Listings that were posted again.
        self.drafts = 0

    def run(self) -> Steps:
        story = self.story
        self.post()
        yield story.pace
        if story.edits_first:
            self.edit()
            yield story.pace
        if story.changes_plan_first:
            self.change_plan()
            yield story.pace
        if not story.pays:
            yield from self.look_and_leave()
            return
        if story.pack != "none":
            yield from packs.steps(self)
            return
        yield from self.checkout()
        if story.after != "nothing" and self.session_id and self.thanks_url:
            yield story.pace
            yield from aftercare.steps(self)

    # --- The form and the manage page

    def post(self) -> None:
        fields: dict[str, object] = self.listing() | {"plan": self.plan, "terms": "on"}
        fields |= hidden_fields(self.browser.get("/post-a-job/"))
        if self.story.double_preview:
            answer, second = twice(lambda: self.browser.post("/post-a-job/", fields))
            places = {urlsplit(each.headers.get("Location", "")).path for each in (answer, second)}
            if len(places) != 1:
                raise AssertionError(f"{self.email}: a double click on Preview leads to {sorted(places)}")
        else:
            answer = self.browser.post("/post-a-job/", fields)
        if answer.status_code != 303:
            raise AssertionError(f"{self.email}: the form was answered {answer.status_code}")
        self.place = urlsplit(answer.headers["Location"]).path

    def edit(self) -> None:
        page = self.browser.get(f"{self.place}edit/")
        if page.url.path != f"{self.place}edit/":
            return
        self.titles.append(f"Night watch {self.story.number}, {len(self.titles) + 1}")
        self.browser.post(f"{self.place}edit/", self.listing() | hidden_fields(page))

    def change_plan(self) -> None:
        page = self.browser.get(f"{self.place}plan/")
        if page.url.path != f"{self.place}plan/":
            return
        self.plan = next(plan for plan in self.stage.plans.values() if plan != self.plan)
        self.browser.post(f"{self.place}plan/", {"plan": self.plan, **hidden_fields(page)})

    def look_and_leave(self) -> Steps:
        """Perhaps open the payment page, and never return."""
        if self.story.double_pay_click:
            yield from self.open_payment_page()

    # --- Paying

    def checkout(self) -> Steps:
        story = self.story
        yield from self.open_payment_page()
        yield story.pace
        if story.between == "edit":
            self.edit()
        elif story.between == "session_expires" and self.session_id:
            self.stage.at_stripe("expire", id=self.session_id)
        elif story.between == "change_plan":
            self.change_plan()
            yield story.pace
            # In the old tab first: its page must be closed.
            self.enter_payment()
            yield from self.open_payment_page()
        yield story.pace
        if story.between == "change_plan_while_paying":
            with ThreadPoolExecutor(2) as hands:
                steps = [hands.submit(self.enter_payment), hands.submit(self.change_plan)]
                for step in steps:
                    step.result()
        else:
            self.enter_payment()
        if not self.thanks_url and story.tries_again:
            yield story.pace
            yield from self.open_payment_page()
            self.enter_payment()
        yield from self.come_back()
        if story.way in ("debit", "debit_fails"):
            yield from self.wait_for_debit()

    def open_payment_page(self) -> Steps:
        self.session_id = ""
        for _ in range(TRIES):
            page = self.browser.get(self.place)
            pay = f"{self.place}pay/"
            if pay not in form_actions(page):
                return
            if self.press_pay(pay, hidden_fields(page)):
                return
            yield 0.3

    def press_pay(self, url: str, fields: Mapping[str, object]) -> bool:
        """Press Pay; return whether a payment page has opened."""
        if self.story.double_pay_click:
            answers = twice(partial(self.browser.post, url, fields))
        else:
            answers = [self.browser.post(url, fields)]
        sessions = {found for answer in answers if (found := self.session_of(answer))}
        if len(sessions) > 1:
            raise AssertionError(f"{self.email}: a double click on {url} opened {sorted(sessions)}")
        self.session_id = sessions.pop() if sessions else ""
        return bool(self.session_id)

    def session_of(self, answer: httpx.Response) -> str:
        location = answer.headers.get("Location", "")
        return location.rpartition("/")[2] if location.startswith(self.stage.stripe_url) else ""

    def enter_payment(self) -> None:
        if not self.session_id:
            return
        if self.story.way == "declined_first":
            self.submit_card(cards.DECLINES)
        if (code := CODES.get(self.story.way)) is not None:
            self.at_pay_page({"do": "apply", "code": code})
        if self.story.way in ("debit", "debit_fails"):
            answer = self.submit_debit()
        else:
            answer = self.submit_card(CARDS.get(self.story.way, cards.PAYS))
        if answer.headers.get("Location", "").endswith("/authenticate"):
            page = f"{self.stage.stripe_url}/pay/{self.session_id}/authenticate"
            answer = self.browser.post(page, {"outcome": "complete"})
        self.note_thanks(answer)

    def note_thanks(self, answer: httpx.Response) -> None:
        """Keep the URL that the finished payment page leads to."""
        if answer.headers.get("Location", "").startswith(self.stage.site_url):
            self.thanks_url = answer.headers["Location"]

    def submit_debit(self) -> httpx.Response:
        return self.at_pay_page({"method": "debit", "holder": "Robin Night"})

    def submit_card(self, number: str) -> httpx.Response:
        card = {"number": number, "expiry": "12 / 40", "cvc": "123", "name": "Robin Night"}
        return self.at_pay_page({"method": "card", **card})

    def at_pay_page(self, fields: dict[str, str]) -> httpx.Response:
        page = f"{self.stage.stripe_url}/pay/{self.session_id}"
        fields = fields | ADDRESS
        if self.story.double_submit:
            answers = twice(lambda: self.browser.post(page, fields))
            return next((answer for answer in answers if answer.is_redirect), answers[0])
        return self.browser.post(page, fields)

    def come_back(self) -> Steps:
        if not self.thanks_url or self.story.returns == "never":
            return
        if self.story.returns == "late":
            yield 2 + 5 * self.story.pace
        self.browser.get(self.thanks_url)

    def wait_for_debit(self) -> Steps:
        if not self.thanks_url:
            return
        yield 1 + self.story.pace
        if self.story.way == "debit":
            self.stage.at_stripe("settle", id=self.session_id)
            return
        self.stage.at_stripe("fail", id=self.session_id)
        if not self.story.tries_again:
            return
        yield 2.0
        yield from self.open_payment_page()
        if self.session_id:
            self.submit_card(cards.PAYS)

    # --- What is typed

    def listing(self) -> dict[str, object]:
        number = self.story.number
        return {
            "title": self.titles[-1],
            "employment_type": "full_time",
            "remote": "hybrid",
            "country": "DE",
            "location": "Berlin",
            "salary_min": "70000",
            "salary_max": "90000",
            "salary_currency": "EUR",
            "salary_unit": "year",
            "description": DESCRIPTION,
            "tags": "linux, on call",
            "apply_url": f"https://company{number}.example/apply",
            "company_name": f"Night Works {number}",
            "company_url": f"https://company{number}.example",
            "contact_name": "Robin Night",
            "contact_email": self.email,
        }
