"""What an employer is told when no payment page can be opened, instead of Stripe's own words."""

from django.utils.translation import gettext as _

from payments.gateway import GatewayError, GatewayRefused


def in_words(error: GatewayError) -> str:
    """Trying again helps after a silence, and not after a no: that is for the board's own people to mend."""
    if isinstance(error, GatewayRefused):
        return _(
            "The payment page cannot be opened. Nothing was charged and your listing is kept; "
            "please write to us, as we have to put it right."
        )
    return _(
        "The payment service does not answer at the moment. Nothing is lost; please try again in a while."
    )
