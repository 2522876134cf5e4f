"""Serve the pictures for shared links."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from wagtail.models import Site

from boards.models import BoardSettings
from jobs.listings.card_style import card_of, card_of_board
from jobs.listings.cards import Card
from jobs.listings.models import JobPage

DAY = 24 * 60 * 60


@require_safe
def listing_card(request: HttpRequest, page_id: int) -> HttpResponse:
    """Serve the picture of a live listing; caches keep it until the listing ends."""
    page = _live_listing(request, page_id)
    card = card_of(page, BoardSettings.for_request(request))
    return _answer(request, card, _seconds_left(page))


@require_safe
def board_card(request: HttpRequest) -> HttpResponse:
    """Serve the picture of the board; its address changes with it."""
    if Site.find_for_request(request) is None:
        raise Http404
    return _answer(request, card_of_board(BoardSettings.for_request(request)), DAY)


def _answer(request: HttpRequest, card: Card, seconds: int) -> HttpResponse:
    etag = quote_etag(card.version)
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        drawn = cache.get_or_set(f"card:{card.version}", card.png, DAY)
        response = HttpResponse(drawn, content_type="image/png")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _live_listing(request: HttpRequest, page_id: int) -> JobPage:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    page: JobPage | None = JobPage.objects.on_site(site).live().filter(id=page_id).for_cards().first()
    if page is None:
        raise Http404
    return page


def _seconds_left(page: JobPage) -> int:
    if page.expire_at is None:
        return DAY
    return min(DAY, max(0, int((page.expire_at - timezone.now()).total_seconds())))
