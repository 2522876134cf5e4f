"""What the races have in common."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _threads_for_everybody(settings: Settings) -> None:
    """Half of the server's threads may ask Stripe: here there are twice as many as any test starts."""
    settings.WEB_THREADS = 40
