"""An offline Stripe for development and tests.

`Sandbox` keeps the objects and answers Stripe's API. `server.run` serves it on 127.0.0.1 with a pay page, a
panel and a control API (see `control`); `inprocess.InProcessClient` connects Stripe's SDK to it without a
server. It knows nothing of the project that uses it, moves no money and refuses live keys.
"""

from stripe_sandbox.errors import ApiError, CardDeclined, LiveKeyRefused
from stripe_sandbox.sandbox import Sandbox

__all__ = ["ApiError", "CardDeclined", "LiveKeyRefused", "Sandbox"]
