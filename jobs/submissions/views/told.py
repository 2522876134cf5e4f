"""What the views of the posting form tell in the same words, and the marks that static/kept_form.js reads."""

from django.utils.translation import gettext_lazy as _

TOO_MANY_TRIES = _(
    "That was a lot at once. Nothing you typed is lost: wait a while, then press the button again."
)

# With one of these messages the browser forgets what it kept of the form.
POSTED, SAVED = "posted", "saved"
