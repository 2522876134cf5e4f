"""Keep the logo of a form that is shown again, as browsers do not send a file twice."""

from django.http import HttpRequest

from boards import limits
from jobs.submissions import logos
from jobs.submissions.forms.reshow import ShownAgain

# Each kept logo costs decoding and storage, even if the form is never sent.
KEPT_LOGO_RATE = "60/hour"


def keep_sent_logo(request: HttpRequest, form: ShownAgain) -> None:
    if not form.files or not limits.allow(request, "kept-logo", KEPT_LOGO_RATE):
        return
    if (logo := form.sent_logo()) is not None:
        form.show_kept_logo(logos.keep_pending(logo))
