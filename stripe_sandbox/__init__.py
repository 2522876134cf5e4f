"""An offline Stripe for development and tests.

`Sandbox` keeps the state and speaks Stripe's API. `server.serve` puts it on a loopback port with a pay page,
a panel and a control door (see `control`); `inprocess.InProcessClient` plugs it into the SDK without a
socket. It knows nothing of the project that uses it, moves no money and refuses live keys.
"""

from stripe_sandbox.errors import ApiError, CardDeclined, LiveKeyRefused
from stripe_sandbox.sandbox import Sandbox

__all__ = ["ApiError", "CardDeclined", "LiveKeyRefused", "Sandbox"]
