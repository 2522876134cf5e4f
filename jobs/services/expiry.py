"""Move the end of a listing's time: a locked update of the row, which no revision carries."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from jobs.models import JobPage


@transaction.atomic
def move_end(*, page: JobPage, end: datetime, user: AbstractBaseUser | None = None) -> None:
    """Give the listing a new end. An expired one stays down until it is published again."""
    locked = JobPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    before = locked.expire_at
    JobPage.objects.filter(pk=locked.pk).update(expire_at=end)
    log(
        instance=locked,
        action="jobs.move_end",
        user=user,
        data={"from": before.isoformat() if before else None, "to": end.isoformat()},
    )
