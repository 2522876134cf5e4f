"""Manage links: email them again to who lost them, and change the one of a listing that leaked."""

import logging
import uuid

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from wagtail.log_actions import log
from wagtail.models import Site

from boards.models import BoardSettings
from jobs.submissions.models import CompanyPerson, LinksRequest, Submission
from jobs.submissions.services import mails, mine, mine_links, saved_forms
from jobs.submissions.services.packs import of_buyer
from jobs.submissions.services.rights import has_access

logger = logging.getLogger(__name__)


def ask(*, site: Site, email: str) -> None:
    """Note that somebody wants the links of this address.

    The same work for every address: the time that the answer takes tells nobody who has posted here.
    """
    LinksRequest.objects.create(site=site, email=email)


def send_asked() -> int:
    """Email the links that were asked for; return to how many addresses. Safe to run twice at once."""
    sent = 0
    for request in LinksRequest.objects.select_related("site__root_page").order_by("pk"):
        try:
            sent += _send(request)
        except Exception:
            # The next run tries it again; the others must not wait for it.
            logger.exception("The links of request %s could not be sent", request.pk)
    return sent


@transaction.atomic
def change(*, submission: Submission, user: User | None = None) -> None:
    """End all links of the listing, and email the new one to its contact. `user` is the editor who does it."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    submission.change_link()
    mails.link_changed(submission=submission)
    log(instance=submission.page, action="submissions.change_link", user=user)


@transaction.atomic
def _send(request: LinksRequest) -> bool:
    # Another run that deletes it first has this one wait, and then find nothing.
    if not LinksRequest.objects.filter(pk=request.pk).delete()[0]:
        return False
    forms = saved_forms.email_again(site=request.site, email=request.email, request_id=uuid.uuid4().hex)
    root = request.site.root_page.path
    submission = Submission.objects.filter(
        contact_email__iexact=request.email, page__path__startswith=root
    ).first()
    packs = list(of_buyer(request.site, request.email).order_by("-pk")[: mine.MAX_PACKS])
    of_companies = CompanyPerson.objects.active().of_address(request.email).filter(company__site=request.site)
    people = [person for person in of_companies.select_related("company__site") if has_access(person)]
    addresses = [
        *([submission.contact_email] if submission is not None else []),
        *(person.email for person in people),
        *(pack.email for pack in packs),
    ]
    if not addresses:
        return forms > 0
    board = BoardSettings.for_site(request.site)
    with translation.override(board.language or translation.get_language()):
        rows, has_more = mine.listings_of(request.site, request.email)
    mails.links(
        board=board,
        email=addresses[0],
        mine_url=mine_links.url_of(submission) if submission is not None else "",
        rows=rows,
        packs=packs,
        people=people,
        has_more=has_more,
        request_id=uuid.uuid4().hex,
    )
    return True
