"""The workflow task that waits for the posting payment."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState, WorkflowState

from payments.ledger import locked
from payments.signals import payment_awaited


class PaymentTask(Task):
    """Approves itself when the page is paid for; otherwise waits until the payment settles or is waived.

    Nobody moderates it: it offers no actions, and money alone moves it on.
    """

    class Meta:
        verbose_name = _("payment task")
        verbose_name_plural = _("payment tasks")

    def start(self, workflow_state: WorkflowState, user: AbstractBaseUser | None = None) -> TaskState:
        # Locked first: a settlement at the same moment either is seen here or finds this task waiting.
        with locked(int(workflow_state.object_id)) as payments:
            task_state = super().start(workflow_state, user=user)
            # A live page whose payment was refunded stays up by the board's choice, so its edits pass as well.
            is_up = Page.objects.filter(pk=workflow_state.object_id, live=True).exists()
            if not payments or not payments[0].is_unpaid or is_up:
                return task_state.approve(user=user, update=False)
            payment_awaited.send(sender=type(self), payment=payments[0], task_state=task_state)
            return task_state

    def get_actions(self, obj: Any, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:
        return []

    @classmethod
    def get_description(cls) -> str:
        return str(
            _("Waits for the employer's payment, then moves on by itself. Nobody needs to approve it.")
        )
