from django_tasks import task

from .delivery import deliver_due


@task()
def deliver_queued_mail() -> None:
    """Send what waits; a mail that fails stays queued and is tried again by the scheduled run."""
    deliver_due()
