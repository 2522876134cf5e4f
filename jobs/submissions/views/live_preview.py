"""The preview beside the posting form: what readers would see, while it is typed (static/live_preview.js)."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from boards.limits import Limit, limited
from boards.requests import board_of
from jobs.submissions.forms.unfinished import UnfinishedForm
from jobs.submissions.services.live_preview import preview_of
from jobs.submissions.views.dead_page import without_ways_out


# Somebody who types for an hour pauses every three seconds.
@limited(Limit("live-preview", "1200/hour"))
@require_POST
@xframe_options_sameorigin
@cache_control(private=True, no_store=True)
def live_preview(request: HttpRequest) -> HttpResponse:
    """Draw the form as it is, with its gaps. Links in it lead nowhere, nothing is kept, errors are not told."""
    form = UnfinishedForm(request.POST, site=board_of(request))
    preview = preview_of(site=form.site, data=form.unfinished_data(), plan=form.unfinished_plan())
    context = {
        "page": preview.page,
        "listed": [preview.row],
        "featured": [preview.row] if preview.page.featured else [],
        "is_public": False,
        "warnings": form.pay_warnings,
    }
    html = render_to_string("submissions/live_preview.html", context, request)
    response = HttpResponse(without_ways_out(html))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
