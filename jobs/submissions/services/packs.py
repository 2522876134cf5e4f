"""Packs: buy one, give its credits, and tell which of them can pay for a listing.

A credit needs more than a typed address: the pack's own link, which its buyer has, or the link that was emailed to the
listing's contact, whose address must be the buyer's.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.models import Pack, PackOffer, Plan, Submission
from jobs.submissions.services import pack_mails
from jobs.submissions.services.board_workflow import require_payment_task
from jobs.submissions.services.history import log_by_employer
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.refusals import (
    NOT_POSSIBLE_NOW,
    PACK_WITHDRAWN,
    SubmissionRefused,
    lock_index,
    site_of,
)
from payments.fulfilment import NotForSale
from payments.ledger import locked
from payments.models import Credit, CreditUse, Payment
from payments.models.credits import CreditQuerySet
from payments.services import credits as pack_credits
from payments.services.credits import Balance, balance_of

NO_CREDIT = gettext_lazy("Your pack has no posting left that can be used now.")


@dataclass(frozen=True)
class Left:
    """A pack with postings that can be used now."""

    pack: Pack
    credits: int
    words: str
    """Such as “2 postings with Standard left, until 3 May 2027”."""


@transaction.atomic
def buy(*, offer: PackOffer, email: str, nonce: uuid.UUID | None) -> Pack:
    """Create a pack with its open payment; the same nonce again returns the same pack. Raises SubmissionRefused."""
    # Locked first, so that a form that was sent twice makes one pack.
    index = lock_index(offer.site)
    if nonce is not None and (done := Pack.objects.filter(form_nonce=nonce).first()):
        return done
    fresh = PackOffer.objects.on_sale(offer.site).filter(pk=offer.pk).first()
    if fresh is None:
        raise SubmissionRefused(str(PACK_WITHDRAWN))
    require_payment_task(index, fresh.plan)
    payment = Payment(
        site=fresh.site,
        page_title=_("Pack: %(what)s") % {"what": fresh.name},
        purpose=Payment.Purpose.PACK,
        amount=fresh.amount,
        currency=fresh.currency,
        description=_("%(what)s, %(days)d days each") % {"what": fresh.name, "days": fresh.plan.days},
        payer_email=email,
    )
    payment.full_clean()
    payment.save()
    return Pack.objects.create(
        site=fresh.site,
        payment=payment,
        form_nonce=nonce,
        plan=fresh.plan,
        plan_name=fresh.plan.name,
        plan_amount=fresh.plan.amount,
        plan_featured=fresh.plan.featured,
        postings=fresh.postings,
        valid_days=fresh.valid_days,
    )


def fulfil_pack(*, payment: Payment) -> None:
    """Give a settled pack its credits, and email the buyer its link; once. Registered for the purpose *pack*."""
    pack = Pack.objects.select_related("site").get(payment=payment)
    pack_credits.issue(pack=payment, number=pack.postings, valid_until=end_of_new_credit(pack))
    pack_mails.bought(pack=pack)


def end_of_new_credit(pack: Pack) -> datetime:
    return timezone.now() + timedelta(days=pack.valid_days)


def packs_left(packs: Iterable[Pack]) -> list[Left]:
    """Return those of the packs that have postings left to use, the first to end first."""
    found = [(balance_of(pack.payment), pack) for pack in packs]
    usable = [(balance, pack) for balance, pack in found if balance.left and not balance.is_frozen]
    usable.sort(key=lambda each: (each[0].until, each[1].pk))
    return [Left(pack, balance.left, words_of_left(balance, pack)) for balance, pack in usable]


def packs_for(submission: Submission, *, by_link: Iterable[Pack], reads_address: bool) -> list[Left]:
    """List the packs that may pay for this listing, the first to end first.

    `by_link` are those whose link the visitor has; `reads_address` says that they came by a link that was only emailed
    to the listing's contact.
    """
    site = site_of(submission.page)
    allowed = {pack.pk for pack in by_link}
    packs = Pack.objects.filter(site=site).select_related("payment", "site", "plan")
    found = packs.filter(pk__in=allowed)
    if reads_address:
        found |= packs.filter(payment__payer_email__iexact=submission.contact_email)
    return packs_left(pack for pack in with_credits(found) if pays_for(pack, submission))


def with_credits(packs: "QuerySet[Pack]") -> "QuerySet[Pack]":
    """Return those of the packs with a credit that can be used now. One query."""
    usable: CreditQuerySet = Credit.objects.usable().filter(pack=OuterRef("payment"))
    return packs.filter(Exists(usable))


def of_buyer(site: Site, email: str) -> "QuerySet[Pack]":
    """Return all packs that the address has bought on the board, paid or waived."""
    settled = (Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED)
    packs = Pack.objects.filter(site=site, payment__payer_email__iexact=email, payment__status__in=settled)
    return packs.select_related("payment", "site", "plan")


def pays_for(pack: Pack, submission: Submission) -> bool:
    """Whether the pack's credits may settle this listing's posting.

    A credit is for the pack's own plan. Once that was withdrawn, it is for any plan that costs no more than it did.
    """
    plan = submission.plan
    if plan is None:
        return False
    if pack.plan is not None and pack.plan.pk == plan.pk:
        return True
    was_withdrawn = pack.plan is None or not pack.plan.active
    fits = plan.currency == pack.payment.currency and plan.amount <= pack.plan_amount
    return was_withdrawn and fits and (pack.plan_featured or not plan.featured)


def use(*, submission: Submission, pack: Pack) -> None:
    """Pay for the listing with one credit of the pack. The caller has asked `packs_for` whether it may.

    Close the listing's payment page before (payments.services.checkout.close_checkout). Raises SubmissionRefused.
    """
    with locked(submission.page_id):
        payment = posting_payment(submission)
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if payment is None or not pays_for(pack, submission):
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        log_by_employer(submission.page, "submissions.use_credit", submission=submission, pack=pack.name)
        try:
            pack_credits.use(payment=payment, pack=pack.payment)
        except pack_credits.NoCredit as none_left:
            raise SubmissionRefused(str(NO_CREDIT)) from none_left
        except pack_credits.NotPayableByCredit as closed:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW)) from closed
        except NotForSale as sold_out:
            raise SubmissionRefused(str(sold_out)) from sold_out


def words_of_left(balance: Balance, pack: Pack) -> str:
    """Say how many postings are left and until when; of a pack without any, why."""
    if balance.left and balance.is_frozen:
        return _("Your bank has questioned the payment. The postings wait until that is settled.")
    if balance.left and balance.until is not None:
        day = formats.date_format(timezone.localtime(balance.until), "DATE_FORMAT")
        return ngettext(
            "%(number)d posting with %(plan)s left, until %(day)s",
            "%(number)d postings with %(plan)s left, until %(day)s",
            balance.left,
        ) % {"number": balance.left, "plan": pack.plan_name, "day": day}
    if balance.expired:
        return _("The time of this pack is over.")
    return _("No posting is left.")


def credits_of(pages: Iterable[JobPage]) -> list[Payment]:
    """Return the posting payments of these listings that credits have settled, and that can be given back."""
    uses = CreditUse.objects.filter(payment__page__in=[page.pk for page in pages], given_back_at=None)
    return [use.payment for use in uses.select_related("payment")]


def offers_of(site: Site) -> "QuerySet[PackOffer]":
    return PackOffer.objects.on_sale(site)


def plan_of(packs: Iterable[Left]) -> Plan | None:
    """Return the plan to choose in the form for whoever has these packs."""
    return next((left.pack.plan for left in packs if left.pack.plan and left.pack.plan.active), None)
