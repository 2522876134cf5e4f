"""Signals of Wagtail's pages: keep the end, republish a renewed listing, settle payments on deletion."""

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_unpublished

from jobs.listings.models import JobPage
from jobs.listings.services import expiry
from payments.services.deletion import withdraw


@receiver(pre_save, sender=Page)
def keep_end(
    sender: type[Page], instance: Page, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if instance.pk and not raw and update_fields is None:
        expiry.keep_end(instance)


@receiver(page_unpublished, sender=JobPage)
def put_up_if_renewed(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    expiry.put_up_if_renewed(instance)


@receiver(pre_delete, sender=JobPage)
def withdraw_payments(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    withdraw(page_id=instance.pk, was_published=instance.first_published_at is not None)
