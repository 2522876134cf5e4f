"""Compare record by record: Stripe, the ledger, the live listings, the emails."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from payments import metadata
from payments.models import CheckoutAttempt, Dispute, Payment, Problem, Refund, StripeEvent
from stripe_sandbox.store import Store
from tests.chaos import letters
from tests.chaos.credits import (
    credit_differences,
    credit_payment_differences,
    credits_in_words,
    more_than_unused_went_back,
)
from tests.chaos.employer import Employer
from tests.chaos.listings import listing_differences
from tests.chaos.offline_stripe import SUBSCRIBED

Status = Payment.Status
Object = dict[str, Any]
SETTLED = ("paid", "no_payment_required")
GONE_BACK = ("pending", "requires_action", "succeeded")


class Books:
    def __init__(self, store: Store, employers: Sequence[Employer]) -> None:
        self.employers = employers
        self.sessions: dict[str, Object] = {each["id"]: each for each in store.all("checkout.session")}
        self.events: set[str] = {each["id"] for each in store.all("event") if each["type"] in SUBSCRIBED}
        self.charges = _by_intent(charge for charge in store.all("charge") if charge["paid"])
        self.refunds = _by_intent(store.all("refund"))
        self.disputes = _by_intent(store.all("dispute"))
        self.intents: dict[str, Object] = {each["id"]: each for each in store.all("payment_intent")}
        self.payments = list(Payment.objects.select_related("page").order_by("pk"))
        self.submissions = list(Submission.objects.select_related("page").order_by("pk"))

    @property
    def charged(self) -> int:
        """The number of charges that Stripe made."""
        return sum(map(len, self.charges.values()))

    def differences(self) -> list[str]:
        return [
            *self._of_submissions(),
            *self._of_charges(),
            *self._of_events(),
            *(line for payment in self.payments for line in self._of_payment(payment)),
            *credit_differences(self.charges, self.refunds, self.disputes),
            *(line for each in self._latest_postings() for line in listing_differences(*each)),
            *letters.differences(self.payments, self.submissions, self.refunds, self.disputes),
        ]

    def summary(self) -> str:
        statuses = Counter(payment.status for payment in self.payments)
        told = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
        settled = Counter(payment.purpose for payment in self.payments if payment.is_settled)
        bought = ", ".join(f"{count} {purpose}" for purpose, count in sorted(settled.items()))
        live = JobPage.objects.filter(live=True).count()
        return (
            f"{len(self.submissions)} submissions, {live} live; payments: {told}; "
            f"settled: {bought}, {credits_in_words()}, {self._without_charge()} without a charge; at Stripe: "
            f"{len(self.sessions)} sessions, {self.charged} charges, "
            f"{sum(map(len, self.refunds.values()))} refunds, {sum(map(len, self.disputes.values()))} disputes, "
            f"{len(self.events)} events; {letters.count()} mails"
        )

    def _without_charge(self) -> int:
        """Count payments settled by a promotion code of 100 %."""
        return sum(payment.is_settled and not payment.payment_intent for payment in self.payments)

    def _of_submissions(self) -> Iterator[str]:
        """Each form made one listing, however often it was sent."""
        made = Counter(submission.contact_email for submission in self.submissions)
        for employer in self.employers:
            if employer.place and made[employer.email] != 1 + employer.drafts:
                yield f"{employer.email} sent {1 + employer.drafts} forms and has {made[employer.email]} submissions"
        if (pages := JobPage.objects.count()) != len(self.submissions):
            yield f"{pages} listings for {len(self.submissions)} submissions"

    def _of_charges(self) -> Iterator[str]:
        """No employer pays twice for one thing, and nothing is charged that the ledger does not know."""
        bought = {
            # A pack is for no listing, and two packs of one buyer are two things.
            str(payment.uuid): (payment.page_id or str(payment.uuid), payment.purpose)
            for payment in self.payments
        }
        charged: dict[tuple[int | str, str], list[str]] = defaultdict(list)
        for intent, charges in self.charges.items():
            uuid = self.intents[intent]["metadata"].get(metadata.PAYMENT, "")
            if uuid not in bought:
                yield f"{intent} was charged for payment {uuid}, which has no row"
                continue
            charged[bought[uuid]] += [charge["id"] for charge in charges]
        for (what, purpose), ids in charged.items():
            if len(ids) > 1:
                yield f"listing or pack {what} was charged {len(ids)} times for its {purpose}: {', '.join(ids)}"

    def _of_events(self) -> Iterator[str]:
        known = set(StripeEvent.objects.values_list("event_id", flat=True))
        for event_id in self.events - known:
            yield f"{event_id} was never taken in"
        for event_id in known - self.events:
            yield f"{event_id} was taken in, but Stripe has no such event"

    def _of_payment(self, payment: Payment) -> Iterator[str]:
        name = f"payment {payment.pk} ({payment.page_title})"
        sessions = [
            session
            for session in self.sessions.values()
            if session["metadata"].get(metadata.PAYMENT) == str(payment.uuid)
        ]
        settled = [session for session in sessions if session["payment_status"] in SETTLED]
        yield from self._of_attempts(name, payment, sessions)
        if len(settled) > 1:
            yield f"{name}: {len(settled)} sessions of it were paid"
        if settled:
            yield from self._of_settled(name, payment, settled[0])
        elif payment.is_paid_by_credit:
            yield from credit_payment_differences(name, payment)
        elif payment.is_settled:
            yield f"{name} is {payment.status} here, and Stripe knows of no charge"
        else:
            yield from self._of_unpaid(name, payment, sessions)
        yield from self._of_refunds(name, payment)
        yield from self._of_problems(name, payment)

    def _of_settled(self, name: str, payment: Payment, session: Object) -> Iterator[str]:
        # A code that takes off everything leaves nothing to charge.
        intent = session["payment_intent"] or ""
        facts = (payment.payment_intent, payment.amount_paid, payment.currency.lower(), payment.livemode)
        expected = (intent, session["amount_total"], session["currency"], False)
        if facts != expected:
            yield f"{name}: the ledger has {facts}, Stripe {expected}"
        refunds = sum(each["amount"] for each in self.refunds[intent] if each["status"] in GONE_BACK)
        lost = sum(each["amount"] for each in self.disputes[intent] if each["status"] == "lost")
        status = Status.PAID
        if gone := refunds + lost:
            status = Status.REFUNDED if gone >= session["amount_total"] else Status.PARTIALLY_REFUNDED
        if payment.status != status:
            yield f"{name} is {payment.status}, and by Stripe's books {status}"

    def _of_unpaid(self, name: str, payment: Payment, sessions: list[Object]) -> Iterator[str]:
        on_its_way = any(
            self.intents[session["payment_intent"]]["status"] == "processing"
            for session in sessions
            if session["payment_intent"]
        )
        expected = (Status.PROCESSING,) if on_its_way else (Status.OPEN, Status.CANCELLED)
        if payment.status not in expected:
            yield f"{name} is {payment.status}, and nothing was paid at Stripe"

    def _of_attempts(self, name: str, payment: Payment, sessions: list[Object]) -> Iterator[str]:
        attempts = {attempt.session_id: attempt for attempt in payment.attempts.all()}
        for session in sessions:
            attempt = attempts.pop(session["id"], None)
            found = attempt.status if attempt else "missing"
            if found != session["status"]:
                yield f"{name}: {session['id']} is {session['status']}, its attempt {found}"
        for attempt in attempts.values():
            if attempt.session_id or attempt.status in CheckoutAttempt.UNFINISHED:
                yield f"{name}: attempt {attempt.pk} is {attempt.status}, and Stripe has no such session"

    def _of_refunds(self, name: str, payment: Payment) -> Iterator[str]:
        there = {
            each["id"]: (each["amount"], each["status"]) for each in self.refunds[payment.payment_intent]
        }
        here = {each.refund_id: (each.amount, each.status) for each in Refund.objects.filter(payment=payment)}
        if here != there:
            yield f"{name}: refunds {here} here, {there} at Stripe"
        lost = {each["id"]: each["status"] for each in self.disputes[payment.payment_intent]}
        known = {each.dispute_id: each.status for each in Dispute.objects.filter(payment=payment)}
        if known != lost:
            yield f"{name}: disputes {known} here, {lost} at Stripe"

    def _of_problems(self, name: str, payment: Payment) -> Iterator[str]:
        """The open problems are those that an editor must deal with, and no others."""
        expected = []
        if any(each["status"] == "failed" for each in self.refunds[payment.payment_intent]):
            expected.append(Problem.Kind.REFUND_FAILED)
        if any(each["status"] == "needs_response" for each in self.disputes[payment.payment_intent]):
            expected.append(Problem.Kind.DISPUTED)
        if more_than_unused_went_back(payment, self.refunds, self.disputes):
            expected.append(Problem.Kind.CREDITS_USED)
        if sorted(payment.open_kinds) != sorted(expected):
            yield f"{name}: open problems {payment.open_kinds}, expected {expected}"

    def _latest_postings(self) -> Iterator[tuple[Submission, Payment, list[str]]]:
        postings = {
            payment.page_id: payment
            for payment in self.payments
            if payment.purpose == Payment.Purpose.POSTING
        }
        titles = {employer.email: employer.titles for employer in self.employers}
        for submission in self.submissions:
            yield submission, postings[submission.page_id], titles[submission.contact_email]


def _by_intent(objects: Any) -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = defaultdict(list)
    for each in objects:
        found[each["payment_intent"]].append(each)
    return found
