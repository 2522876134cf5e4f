"""Give each new board its ready groups."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Site

from boards.models import BoardGroup
from home.groups import ensure_groups
from home.models import HomePage


@receiver(post_save, sender=Site)
def give_groups(sender: type[Site], instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """When a Site becomes a board, which is when it has a home page; not while a fixture is loaded."""
    if raw or BoardGroup.objects.filter(site=instance).exists():
        return
    if HomePage.objects.filter(pk=instance.root_page_id).exists():
        ensure_groups(instance)
