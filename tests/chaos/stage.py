"""The board, its editors, and the sandbox's control API."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
from django.contrib.auth import get_user_model
from django.urls import reverse

from boards.links import rows_of_token
from jobs.listings.models import JobBoardSettings
from jobs.submissions.models import Plan, Submission
from payments.models import CreditUse, Payment, PaymentSettings
from tests.chaos.browser import Browser, GaveUp, Network, hidden_fields
from tests.factories import (
    PASSWORD,
    FeaturedPlanFactory,
    PackOfferFactory,
    PlanFactory,
    SuperuserFactory,
    make_board,
)

EDITORS = "desk@chaos.example"
# Promotion codes that employers have been given.
PART, ALL = "QUARTER", "WELCOME"
# How often an editor looks whether a payment has arrived.
LOOKS = 8


class Stage:
    def __init__(self, *, site_url: str, stripe_url: str, network: Network) -> None:
        self.site_url, self.stripe_url = site_url, stripe_url
        self.plans: dict[str, int] = {}
        # The pack on sale of each plan.
        self.offers: dict[int, int] = {}
        self._stripe = httpx.Client(base_url=stripe_url, transport=network.transport, timeout=60)
        self._editor = Browser(network, site_url)

    def set_up(self, port: int) -> None:
        board = make_board(hostname="127.0.0.1", editors=EDITORS)
        board.site.port = port
        board.site.save()
        # The crowd buys more featured places than any board has; races for the last one have a test of their own.
        JobBoardSettings.objects.filter(site=board.site).update(featured_places=30_000)
        self.plans = {
            "standard": PlanFactory(site=board.site).pk,
            "featured": FeaturedPlanFactory(site=board.site).pk,
        }
        self.offers = {
            plan: PackOfferFactory(plan=Plan.objects.get(pk=plan), amount=25_000).pk
            for plan in self.plans.values()
        }
        switches = PaymentSettings.for_site(board.site)
        switches.allow_promotion_codes = switches.automatic_tax = True
        switches.collect_tax_ids = switches.create_invoices = True
        switches.save()
        if not get_user_model().objects.filter(username="editor").exists():
            SuperuserFactory(username="editor")

    def give_codes(self) -> None:
        for code, percent in ((PART, 25), (ALL, 100)):
            if not self.at_stripe("promotion_code", code=code, percent_off=percent):
                raise AssertionError(f"Stripe made no promotion code {code}")

    def open_admin(self) -> None:
        login = reverse("wagtailadmin_login")
        fields = {"username": "editor", "password": PASSWORD}
        answer = self._editor.post(login, fields | hidden_fields(self._editor.get(login)))
        if not answer.is_redirect:
            raise AssertionError(f"The editor could not sign in: {answer.status_code}")

    def at_stripe(self, action: str, **options: Any) -> dict[str, Any]:
        """Do something at Stripe, or in its dashboard; return an empty result when it is not possible any more."""
        answer = self._stripe.post(f"/_control/{action}", json=options)
        return answer.json() if answer.is_success else {}

    def refund_by_editor(self, place: str, *, part: bool) -> Iterator[float]:
        """Refund in the admin once the payment is shown as paid."""
        submission = rows_of_token(Submission.objects.all(), place.strip("/").rpartition("/")[2])
        for _ in range(LOOKS):
            paid = Payment.objects.filter(
                page__jobpage__submission__in=submission, status=Payment.Status.PAID
            )
            if (payment := paid.first()) is not None:
                self._refund(payment, part=part)
                return
            yield 1.0

    def give_posting_back(self, place: str) -> Iterator[float]:
        """Give the posting that paid for the listing back to its pack."""
        submission = rows_of_token(Submission.objects.all(), place.strip("/").rpartition("/")[2])
        for _ in range(LOOKS):
            paid = CreditUse.objects.filter(payment__page__jobpage__submission__in=submission)
            if (use := paid.first()) is not None:
                self._press(reverse("payment_give_credit_back", args=[use.payment_id]), {})
                return
            yield 1.0

    def refund_pack_by_editor(self, email: str) -> Iterator[float]:
        """Refund one unused posting of the buyer's pack."""
        for _ in range(LOOKS):
            paid = Payment.objects.filter(
                purpose=Payment.Purpose.PACK, payer_email=email, status=Payment.Status.PAID
            )
            if (payment := paid.first()) is not None:
                url = reverse("payment_refund", args=[payment.pk])
                self._press(url, {"postings": "1", "reason": "As agreed."})
                return
            yield 1.0

    def _press(self, url: str, fields: dict[str, str]) -> None:
        try:
            self._editor.post(url, fields | hidden_fields(self._editor.get(url)), once=True)
        except GaveUp:
            # No answer: whoever sends money looks at the ledger before doing so again.
            return

    def _refund(self, payment: Payment, *, part: bool) -> None:
        url = reverse("payment_refund", args=[payment.pk])
        amount = Decimal(payment.amount_paid or 0) / (3 if part else 1) / 100
        self._press(url, {"amount": f"{amount:.2f}", "reason": "As agreed."})
