"""Load the demo in a test, also after one with real transactions, which leaves an empty database behind it."""

from home import demo
from home.demo.loading import Outcome
from tests.factories import ensure_root


def load(*, port: int) -> Outcome:
    ensure_root()
    return demo.load(port=port)
