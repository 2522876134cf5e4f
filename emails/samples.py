"""Sample data for each email, so that owners see what is sent before anybody gets it.

A room registers its emails when the apps are ready. The samples are plain values, made up: no row is read, and no
link in them opens anything. `tests/test_email_samples.py` is red for a template without a sample, and for a name in a
template that its sample does not have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from .rendering import RenderedEmail, render
from .services import SendingBoard


class Audience(TextChoices):
    EMPLOYERS = "employers", _("Employers")
    READERS = "readers", _("Readers")
    EDITORS = "editors", _("Editors")


@dataclass(frozen=True)
class Sample:
    """One email as a person gets it; an email that has variants has a sample for each.

    `context` makes what the template gets beside `board` and `site`. It is called with the board and in the board's
    language.
    """

    key: str
    label: Any
    audience: Audience
    template: str
    context: Callable[[SendingBoard], Mapping[str, Any]]


_samples: dict[str, Sample] = {}


def register(*samples: Sample) -> None:
    for sample in samples:
        _samples[sample.key] = sample


def all_samples() -> list[Sample]:
    """Return them by audience, in the order in which the rooms registered them."""
    order = list(Audience)
    return sorted(_samples.values(), key=lambda sample: order.index(sample.audience))


def find(key: str) -> Sample | None:
    return _samples.get(key)


def render_sample(sample: Sample, board: SendingBoard) -> RenderedEmail:
    with translation.override(board.language or translation.get_language()):
        context = {**sample.context(board), "board": board, "site": board.site}
        return render(sample.template, context)
