"""Update the full-text index in the transaction that changes what readers see."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from jobs.listings import facts
from jobs.listings.models.categories import Category
from jobs.listings.models.companies import Company
from jobs.listings.models.details import Tag
from jobs.listings.models.listing import JobPage
from jobs.listings.signals import listing_saved

from . import index
from .tasks import refresh_listings

# Other models whose name is indexed, with the listing's path to them.
NAMED: dict[type[Model], str] = {Company: "company", Category: "category", Tag: "tagged_items__tag"}
# Columns of the listing that the index depends on.
INDEXED_FIELDS = {
    "live",
    "title",
    "description",
    "company",
    "category",
    facts.BENEFITS.name,
    *(fact.name for fact in facts.CHOICES),
}


@receiver(listing_saved, sender=JobPage)
def index_listing(
    sender: type[JobPage], instance: JobPage, update_fields: set[str] | None, **kwargs: Any
) -> None:
    if update_fields is None or not INDEXED_FIELDS.isdisjoint(update_fields):
        index.refresh([instance.pk])


@receiver(post_delete, sender=JobPage)
def forget_deleted(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    index.forget(instance.pk)


def remember_name(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    names = sender._default_manager.filter(pk=instance.pk).values_list("name", flat=True)
    old = None if raw or instance.pk is None else names.first()
    instance.name_before = instance.name if old is None else old


def index_renamed(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.name_before != instance.name:
        refresh_listings.enqueue(relation=NAMED[sender], key=instance.pk)


for _model in NAMED:
    pre_save.connect(remember_name, sender=_model)
    post_save.connect(index_renamed, sender=_model)
