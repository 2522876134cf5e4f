"""Who the journeys are about, and what they do at a browser."""

import re
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from stripe_sandbox import cards

DESCRIPTION = (
    "## The work\n\nLook after **three** clusters and the people who wake up for them.\n\n"
    "- a rota of five\n- paid nights\n\nWrite to us about what you kept running."
)
TITLE = "Night train dispatcher"


class Employer:
    """Somebody with a listing to post, and no account."""

    def __init__(self, page: Page, root_url: str) -> None:
        self.page = page
        self.root_url = root_url

    def open_form(self) -> None:
        self.page.goto(f"{self.root_url}/post-a-job/")

    def field(self, label: str) -> Locator:
        """By how its label begins: optional fields say so after it."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}\b"))

    def fill_in(self, *, plan: str = "Standard", title: str = TITLE, logo: FilePayload | None = None) -> None:
        field = self.field
        field("Job title").fill(title)
        field("Workplace").select_option("Hybrid")
        field("Country").first.select_option("Germany")
        field("City or area").first.fill("Köln")
        # Time zones have a From and a To as well.
        self.page.get_by_role("textbox", name="From").fill("70 000")
        self.page.get_by_role("textbox", name="To", exact=True).fill("90 000")
        field("Description").fill(DESCRIPTION)
        field("Skills").fill("linux, on call")
        field("Apply at").fill("larkspur.example/jobs/1")
        self.page.get_by_label("Company", exact=True).fill("Larkspur Rail")
        field("Company’s website").fill("larkspur.example")
        if logo:
            field("Logo").set_input_files(logo)
        field("Your name").fill("Robin Rail")
        field("Your email address").fill("robin@larkspur.example")
        self.page.get_by_role("radio", name=plan).check()
        self.page.get_by_role("checkbox", name="I accept the terms").check()

    def preview(self) -> None:
        self.page.get_by_role("button", name="Preview").click()

    def post(self, **typed: Any) -> None:
        """Fill in the form and send it; the draft's page is open afterwards."""
        self.open_form()
        self.fill_in(**typed)
        self.preview()
        expect(self.heading).to_have_text("Your listing is saved as a draft")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def pay_button(self) -> Locator:
        """On the listing's own page, and on the payment page."""
        return self.page.get_by_role("button", name="Pay ")

    def go_to_pay(self) -> None:
        self.pay_button.click()
        expect(self.page.get_by_label("Card number")).to_be_visible()

    def enter_card(self, number: str = cards.PAYS) -> None:
        page = self.page
        page.get_by_label("Card number").fill(number)
        page.get_by_label("Expiry").fill("12 / 40")
        page.get_by_label("CVC").fill("123")
        page.get_by_label("Name on card").fill("Robin Rail")

    def pay(self, number: str = cards.PAYS) -> None:
        """From the listing's page through the payment page."""
        self.go_to_pay()
        self.enter_card(number)
        self.pay_button.click()


class Editor:
    """Somebody signed in to the admin."""

    def __init__(self, page: Page, root_url: str) -> None:
        self.page = page
        self.admin = f"{root_url}/admin"

    def open(self, path: str) -> None:
        self.page.goto(f"{self.admin}/{path}")

    def edit(self, page_id: int) -> None:
        self.open(f"pages/{page_id}/edit/")

    @property
    def message(self) -> Locator:
        """What the admin says came of the last action."""
        return self.page.locator(".messages")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def choose_action(self, name: str) -> None:
        """One of the actions at the foot of the edit screen."""
        actions = self.page.get_by_role("navigation", name="Actions (footer)")
        action = actions.get_by_role("button", name=name, exact=True)
        if not action.is_visible():
            actions.get_by_role("button", name="More actions").click()
        action.click()

    def add_review_task(self, workflow_id: int, group: str, *, first: bool) -> None:
        """In Wagtail's own screens, as an editor would."""
        self.open(f"workflows/edit/{workflow_id}/")
        self.page.get_by_role("button", name="Add task").click()
        self.page.get_by_role("button", name="Choose a task").last.click()
        self.dialog.get_by_role("link", name="Group approval task").click()
        self.dialog.get_by_label("Name").fill("Review")
        self.dialog.get_by_role("checkbox", name=group).check()
        self.dialog.get_by_role("button", name="Create").click()
        expect(self.dialog).to_have_count(0)
        if first:
            second = self.page.get_by_role("region", name="Task 2")
            second.get_by_role("button", name="Move up").click()
        self.page.get_by_role("button", name="Save").click()
        expect(self.message).to_contain_text("updated")
