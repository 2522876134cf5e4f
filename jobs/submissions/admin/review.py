"""The comment of a review: without one, *Request changes* asks for it where it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task

from boards.fields import TextField


class ChangesForm(TaskStateCommentForm):
    comment = TextField(
        label=_("What should be changed?"),
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The employer reads it in an email."),
    )


def form_for_action(task: Task, action: str) -> type[forms.Form]:
    """Return the form of a review task's action; in the place of Wagtail's, whose comment may be empty."""
    return ChangesForm if action == "reject" else TaskStateCommentForm
