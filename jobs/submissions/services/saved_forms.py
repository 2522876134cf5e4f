"""Forms that are saved to be finished later: keep what was typed, email the link, end the form once it is posted.

Nothing in them is checked, and nothing of them is public. The emails carry no text of whoever typed the form, because
the address may be a stranger's. Opening the link proves nothing either.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards import tokens
from boards.models import BoardSettings
from emails import services as emails
from jobs.submissions.models import CompanyPerson, PostingSettings, SavedForm
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.rights import Right, has_right

# Of all values together; a description alone may have 100,000.
MAX_CHARACTERS = 200_000
MAX_EMAILED_AGAIN = 3

Values = Mapping[str, list[str]]

ENDED = _(
    "This saved form has ended: it was posted, perhaps from another device, or its time is over. What you typed is "
    "still here. If you send it, it becomes a listing of its own."
)
SAVED_ELSEWHERE = _(
    "This form was saved elsewhere after you opened it. What you typed is still here: check it and save again to "
    "replace that version."
)


class SavedFormEnded(SubmissionRefused):
    """The form was posted or deleted meanwhile."""


class SavedElsewhere(SubmissionRefused):
    """The form has a newer version than the one that was opened."""


def save(
    *,
    site: Site,
    email: str,
    values: Values,
    logo: ContentFile[bytes] | None = None,
    nonce: uuid.UUID | None = None,
    saved: SavedForm | None = None,
    opened_on: datetime | None = None,
    person: CompanyPerson | None = None,
) -> SavedForm:
    """Keep the form, or its newer version, and email the link; an address that has the link gets no second email.

    `person` posts for their company; the link is then behind theirs, which ends with it.
    The same nonce, or the row, changes the same row. Without a new logo the one before stays. Another address gets
    another link, and the link sent before ends. Raises SavedFormEnded, and SavedElsewhere when the row is newer than
    the version opened.
    """
    with transaction.atomic():
        row = _locked_row(site, email, nonce, saved)
        row.person = person
        if opened_on is not None and row.saved_at > opened_on:
            raise SavedElsewhere(str(SAVED_ELSEWHERE))
        if row.email.casefold() != email.casefold():
            row.email, row.link_version = email, tokens.new_version()
        row.values, row.saved_at = dict(values), timezone.now()
        if logo is not None:
            row.logo.save(f"{uuid.uuid4().hex}.webp", logo, save=False)
        row.save()
        _email_link(row)
    return row


def would_email(*, email: str, nonce: uuid.UUID | None, saved: SavedForm | None) -> bool:
    """Whether saving now sends an email: to a new address."""
    row = saved or (SavedForm.objects.filter(form_nonce=nonce).first() if nonce else None)
    return row is None or row.email.casefold() != email.casefold()


def end(*, saved: SavedForm | None, nonce: uuid.UUID | None) -> None:
    """Delete the saved form that is posted now; inside the transaction that posts it.

    A form that was never saved has none. Raises SavedFormEnded when the form was posted before, so that it makes one
    listing from whatever devices it is sent.
    """
    if saved is not None and not SavedForm.objects.filter(pk=saved.pk).delete()[0]:
        raise SavedFormEnded(str(ENDED))
    if nonce is not None:
        SavedForm.objects.filter(form_nonce=nonce).delete()


def email_again(*, site: Site, email: str, request_id: str) -> int:
    """Email the links of an address that has asked for its links; return how many. The newest forms, a few at most."""
    rows = SavedForm.objects.filter(site=site, email__iexact=email)
    of_address = rows.select_related("site", "person__company__site")
    found = [each for each in of_address if each.person is None or has_right(each.person, Right.POST)]
    for saved in found[:MAX_EMAILED_AGAIN]:
        _email_link(saved, again=f":{request_id}")
    return min(len(found), MAX_EMAILED_AGAIN)


def prune() -> int:
    """Delete the forms that were not finished in their board's time; return how many went."""
    return sum(_prune_board(site) for site in Site.objects.all())


def kept_until(saved: SavedForm) -> datetime:
    return saved.saved_at + timedelta(days=PostingSettings.for_site(saved.site).saved_form_keep_days)


def _locked_row(site: Site, email: str, nonce: uuid.UUID | None, saved: SavedForm | None) -> SavedForm:
    if saved is not None:
        row = SavedForm.objects.select_for_update().filter(pk=saved.pk).first()
        if row is None:
            raise SavedFormEnded(str(ENDED))
        return row
    if nonce is None:
        return SavedForm(site=site, email=email)
    row, _is_new = SavedForm.objects.select_for_update().get_or_create(
        form_nonce=nonce, defaults={"site": site, "email": email}
    )
    return row


def _prune_board(site: Site) -> int:
    keep = timedelta(days=PostingSettings.for_site(site).saved_form_keep_days)
    old = SavedForm.objects.filter(site=site, saved_at__lt=timezone.now() - keep)
    return old.delete()[1].get(SavedForm._meta.label, 0)


def _email_link(saved: SavedForm, *, again: str = "") -> None:
    emails.queue(
        event=f"saved-form:{saved.pk}:link:{saved.link_version}{again}",
        kind="form_saved",
        recipients=[saved.email],
        template="submissions/email/form_saved",
        context={"saved": saved, "until": kept_until(saved)},
        board=BoardSettings.for_site(saved.site),
    )
