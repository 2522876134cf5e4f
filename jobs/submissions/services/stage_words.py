"""What the employer's page says of each stage: a title, and what it means for them."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from jobs.listings.models import JobPage
from payments.models import CheckoutAttempt, Payment, Problem


def words(
    key: str, *, page: JobPage, payment: Payment | None, problem: Problem | None = None
) -> tuple[str, str]:
    """Title and explanation; `problem` is what needs attention."""
    if key == "attention":
        return _attention(problem)
    if key == "declined":
        return _declined(page)
    if key == "draft_unpaid":
        return _("Your listing is saved as a draft"), _unpaid(payment)
    if key == "in_review":
        return _("Your listing is being reviewed"), _in_review(payment)
    return _plain(key, _end(page))


def _plain(key: str, until: str) -> tuple[str, str]:
    return {
        "payment_processing": (
            _("Your payment is on its way"),
            _(
                "Some ways of paying take a few days. The listing goes on by itself once the money has arrived."
            ),
        ),
        "changes_requested": (
            _("The editors ask you to change something"),
            _("Read their comment, edit the listing, and it goes back to them by itself."),
        ),
        "scheduled": (
            _("Your listing is scheduled"),
            _("It is approved and goes live by itself at the time the editors chose."),
        ),
        "live": (_("Your listing is live"), _("It stays up until %(until)s.") % {"until": until}),
        "live_edit_in_review": (
            _("Your listing is live, and your edit is being reviewed"),
            _("Readers see the last approved version until an editor has read the new one."),
        ),
        "expiring": (
            _("Your listing ends soon"),
            _("It stays up until %(until)s. Renew it now, and the new days begin where these end.")
            % {"until": until},
        ),
        "expired": (
            _("Your listing has ended"),
            _("Its time was up on %(until)s. Readers who follow the link see that it is closed.")
            % {"until": until},
        ),
        "closed": (
            _("You have closed this listing"),
            _("Readers who follow the link see that it is closed. It is paid for until %(until)s.")
            % {"until": until},
        ),
        "taken_down": (
            _("The editors have taken your listing down"),
            _("Readers who follow the link see that it is closed. Answer one of our mails to ask why."),
        ),
        "refunded": (
            _("Your payment was given back"),
            _("The listing is not on the board. You are welcome to post another one."),
        ),
    }[key]


def _unpaid(payment: Payment | None) -> str:
    if payment is not None and payment.amount == 0:
        return _("Open the link in the mail we sent you, and your listing is published.")
    return _("Check how it looks below. Nobody else sees it until it has been paid for.")


def _in_review(payment: Payment | None) -> str:
    if payment is not None and payment.is_unpaid and payment.amount:
        return _(
            "An editor reads it first; you pay once it is approved. You get a mail as soon as there is news."
        )
    return _("An editor reads it before it goes live. You get a mail as soon as there is news.")


def _declined(page: JobPage) -> tuple[str, str]:
    title = _("The editors have decided against this listing")
    # Whatever it was for: a wrong sum, or a plan that was changed since, goes back with the rest.
    if CheckoutAttempt.objects.filter(payment__page_id=page.pk, amount_total__gt=0).exists():
        return title, _("What you paid goes back to you; your bank needs a few days to show it.")
    return title, _("Nothing was charged. You are welcome to post another one.")


def _attention(problem: Problem | None) -> tuple[str, str]:
    kind = problem.kind if problem is not None else ""
    if kind == Problem.Kind.REFUND_FAILED:
        return (
            _("Your refund did not arrive"),
            _("Your bank did not take it. The editors have been told and find another way."),
        )
    if kind == Problem.Kind.DISPUTED:
        return (
            _("Your bank has questioned the payment"),
            _("The listing waits until that is settled. The editors have been told."),
        )
    return (
        _("Your payment has arrived, and we are looking into something"),
        _("You do not need to pay again. The editors have been told and will finish this by hand."),
    )


def _end(page: JobPage) -> str:
    return (
        formats.date_format(timezone.localtime(page.expire_at), "DATETIME_FORMAT") if page.expire_at else ""
    )
