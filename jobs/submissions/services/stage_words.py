"""What employers read about each stage: a title and what it means, or in a list a word and the end."""

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jobs.listings.models import JobPage
from jobs.submissions.services.chosen_dates import deadline_words, first_day_words
from jobs.submissions.services.stages import Stage
from payments.models import CheckoutAttempt, CreditUse, Payment, Problem, Refund
from payments.prices import payment_label


def words(
    stage: Stage, *, page: JobPage, payment: Payment | None, problem: Problem | None = None
) -> tuple[str, str]:
    """Return title and explanation; `problem` is what needs attention."""
    if stage == Stage.ATTENTION:
        return _attention(problem)
    if stage == Stage.DECLINED:
        return _declined(page)
    if stage == Stage.REFUNDED and payment is not None and payment.is_paid_by_credit:
        return (
            _("Your pack has its posting back"),
            _("The listing is not on the board. You are welcome to post another one."),
        )
    if stage == Stage.AWAITING_PAYMENT:
        return _("Your listing is saved as a draft"), _joined(_unpaid(payment), first_day_words(page))
    if stage == Stage.IN_REVIEW:
        return _("Your listing is being reviewed"), _joined(_in_review(payment), first_day_words(page))
    if stage == Stage.SCHEDULED and page.waits_for_first_day:
        return _("Your listing is scheduled"), first_day_words(page)
    title, explanation = _plain(stage, _end(page))
    if stage in (Stage.LIVE, Stage.EXPIRING) and (words_ := deadline_words(page)):
        return title, words_
    return title, explanation


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def next_step(stage: Stage, *, payment: Payment | None, is_reviewed_later: bool) -> str:
    """Say who does what next; empty at stages whose explanation says all, such as the end of a listing."""
    if stage == Stage.AWAITING_PAYMENT and payment is not None:
        if payment.amount == 0:
            return _("open the link in our email. It publishes the listing.")
        if is_reviewed_later:
            return _("pay %(sum)s. Then an editor reads your listing.") % {"sum": payment_label(payment)}
        return _("pay %(sum)s, and the listing is live at once.") % {"sum": payment_label(payment)}
    return {
        Stage.PAYMENT_PROCESSING: _("nothing for you to do. We email you when the money has arrived."),
        Stage.IN_REVIEW: _("an editor reads your listing. You need to do nothing now."),
        Stage.CHANGES_REQUESTED: _("make the changes that the editors ask for."),
        Stage.SCHEDULED: _("nothing for you to do. It goes live by itself."),
        Stage.LIVE: _("share it, or close it when somebody is hired."),
        Stage.LIVE_EDIT_IN_REVIEW: _("an editor reads your edit. The listing stays live."),
        Stage.EXPIRING: _("renew it, or close it when somebody is hired."),
        Stage.EXPIRED: _("renew it, or post it again."),
        Stage.CLOSED: _("reopen it while paid days are left, or post it again."),
        Stage.TAKEN_DOWN: _("reply to our email if something can be corrected."),
    }.get(stage, "")


def name_of(stage: Stage) -> str:
    """Return the stage in a word or two, for a list of listings."""
    return str(capfirst(stage.label))


def end_of(page: JobPage, stage: Stage) -> str:
    """Say behind the stage's word when the listing ends or ended; empty when there is no end that matters."""
    if page.expire_at is None:
        return ""
    day = formats.date_format(timezone.localtime(page.expire_at), "DATE_FORMAT")
    if stage in (Stage.LIVE, Stage.LIVE_EDIT_IN_REVIEW):
        return _("until %(until)s") % {"until": day}
    if stage == Stage.CLOSED and page.expire_at > timezone.now():
        return _("paid for until %(until)s") % {"until": day}
    return day if stage in (Stage.EXPIRING, Stage.EXPIRED) else ""


def _plain(stage: Stage, until: str) -> tuple[str, str]:
    return {
        Stage.PAYMENT_PROCESSING: (
            _("Your payment is being processed"),
            _(
                "Some ways of paying take a few days. Your listing continues by itself once the money has arrived."
            ),
        ),
        Stage.CHANGES_REQUESTED: (
            _("The editors ask you to change something"),
            _("Read their comment, edit the listing, and it goes back to them by itself."),
        ),
        Stage.SCHEDULED: (
            _("Your listing is scheduled"),
            _("It is approved and goes live by itself at the time the editors chose."),
        ),
        Stage.LIVE: (_("Your listing is live"), _("It stays up until %(until)s.") % {"until": until}),
        Stage.LIVE_EDIT_IN_REVIEW: (
            _("Your listing is live, and your edit is being reviewed"),
            _("Readers see the last approved version until an editor has read the new one."),
        ),
        Stage.EXPIRING: (
            _("Your listing ends soon"),
            _("It stays up until %(until)s. Renew it now, and the new days begin where these end.")
            % {"until": until},
        ),
        Stage.EXPIRED: (
            _("Your listing has ended"),
            _("It ended on %(until)s. Readers who follow the link see that it is closed.") % {"until": until},
        ),
        Stage.CLOSED: (
            _("You have closed this listing"),
            _("Readers who follow the link see that it is closed. It is paid for until %(until)s.")
            % {"until": until},
        ),
        Stage.TAKEN_DOWN: (
            _("The editors have taken your listing down"),
            _(
                "Readers who follow the link see that it is closed. If you think that this is wrong, or want to "
                "correct something, reply to one of our emails."
            ),
        ),
        Stage.REFUNDED: (
            _("Your payment was refunded"),
            _("The listing is not on the board. You are welcome to post another one."),
        ),
    }[stage]


def _unpaid(payment: Payment | None) -> str:
    if payment is not None and payment.amount == 0:
        return _("Open the link in the email we sent you, and your listing is published.")
    return _("Check how it looks below. Nobody else sees it until it has been paid for.")


def _in_review(payment: Payment | None) -> str:
    if payment is not None and payment.is_unpaid and payment.amount:
        return _(
            "An editor reads it first; you pay once it is approved. You get an email as soon as there is news."
        )
    return _("An editor reads it before it goes live. You get an email as soon as there is news.")


def _declined(page: JobPage) -> tuple[str, str]:
    title = _("The editors have declined this listing")
    # Every charge is refunded, also one of a wrong amount or for an earlier plan.
    if Refund.objects.unanswered().filter(payment__page_id=page.pk).exists():
        return title, _("What you paid is to be refunded. You get an email once Stripe has confirmed it.")
    if CreditUse.objects.filter(payment__page_id=page.pk).exists():
        return title, _("The posting that paid for it is back in the pack.")
    if CheckoutAttempt.objects.charges_of(page.pk).exists():
        return title, _("What you paid is refunded; your bank needs a few days to show it.")
    return title, _("Nothing was charged. You are welcome to post another one.")


def _attention(problem: Problem | None) -> tuple[str, str]:
    kind = problem.kind if problem is not None else ""
    if kind == Problem.Kind.REFUND_FAILED:
        return (
            _("Your refund did not arrive"),
            _("Your bank did not accept it. The editors know and will find another way."),
        )
    if kind == Problem.Kind.DISPUTED:
        return (
            _("Your bank has questioned the payment"),
            _("The listing waits until that is settled. The editors know about it."),
        )
    return (
        _("Your payment has arrived, and the editors are checking it"),
        _("You do not need to pay again. The editors know and will finish this by hand."),
    )


def _end(page: JobPage) -> str:
    """Return the end with its time zone, as employers plan by it."""
    if page.expire_at is None:
        return ""
    end = timezone.localtime(page.expire_at)
    return f"{formats.date_format(end, 'DATETIME_FORMAT')} {end:%Z}"
