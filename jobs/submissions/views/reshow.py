"""Keep the logo of a form that is shown again, as browsers do not send a file twice."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from boards import limits
from boards.storage import STORAGE_ERRORS
from jobs.submissions import logos
from jobs.submissions.forms import wording
from jobs.submissions.forms.reshow import ShownAgain

logger = logging.getLogger(__name__)

# Each kept logo costs decoding and storage, even if the form is never sent.
KEPT_LOGO_RATE = "60/hour"
RETRY_AFTER_SECONDS = "60"


def keep_sent_logo(request: HttpRequest, form: ShownAgain) -> None:
    if not form.files or not limits.allow(request, "kept-logo", KEPT_LOGO_RATE):
        return
    if (logo := form.sent_logo()) is None:
        return
    try:
        form.show_kept_logo(logos.keep_pending(logo))
    except STORAGE_ERRORS as error:
        logger.error("A sent logo could not be kept: %s", type(error).__name__)
        messages.warning(request, str(wording.LOGO_NOT_STORED))


def keep_without_logo(form: ShownAgain, error: Exception) -> None:
    """Prepare the form to be shown again, without its logo, after the storage has failed."""
    logger.error("A logo could not be stored: %s", type(error).__name__)
    form.files = MultiValueDict()
    form.show_kept_logo("")
    form.add_error("company_logo", str(wording.LOGO_NOT_STORED))


def retry_later(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
