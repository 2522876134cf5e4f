"""The time that has to pass before the sweep looks at something."""

from datetime import timedelta

import time_machine
from django.utils import timezone


def in_(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))
