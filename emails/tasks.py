from django_tasks import task

from .delivery import deliver_unless_silent


@task()
def deliver_queued_emails() -> None:
    """Send what is due; an email that fails stays queued, and the scheduled run tries it again."""
    deliver_unless_silent()
