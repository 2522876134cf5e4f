"""Remember in the session which packs' links somebody has opened: with one of them, a credit can be used."""

from django.http import HttpRequest

from boards.links import rows_of_token
from boards.requests import board_of
from jobs.submissions.models import Pack, Submission
from jobs.submissions.services.packs import Left, packs_for, packs_left
from jobs.submissions.views import address_proof

KEY = "pack-links"
MAX_REMEMBERED = 10


def remember(request: HttpRequest, pack: Pack) -> None:
    """Keep the link, not the pack's number: a link that was changed since opens nothing."""
    others = [token for token in request.session.get(KEY, []) if token != pack.token]
    request.session[KEY] = [*others, pack.token][-MAX_REMEMBERED:]


def remembered(request: HttpRequest) -> list[Pack]:
    """Return the packs on this board whose links this browser has opened."""
    tokens = request.session.get(KEY, [])
    rows = Pack.objects.filter(site=board_of(request)).select_related("payment", "site", "plan")
    return [pack for token in tokens if (pack := rows_of_token(rows, token).first()) is not None]


def left_to_post_with(request: HttpRequest) -> list[Left]:
    """Return the remembered packs with postings left, for the form."""
    return packs_left(remembered(request))


def left_for(request: HttpRequest, submission: Submission) -> list[Left]:
    """Return the packs that this visitor may pay for the listing with."""
    reads_address = address_proof.is_remembered(request, submission)
    return packs_for(submission, by_link=remembered(request), reads_address=reads_address)
