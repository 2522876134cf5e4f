"""Signals of Wagtail: keep the end, republish a renewed listing, settle payments, keep listings on their board."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, Site
from wagtail.signals import page_unpublished, pre_page_move

from boards.refusals import Refused
from jobs.listings.models import Category, Company, JobIndexPage, JobPage
from jobs.listings.services import companies, expiry, pay_rules, placement
from jobs.listings.signals import listing_saved
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


@receiver(listing_saved, sender=JobPage)
def settle_company(sender: type[JobPage], instance: JobPage, update_fields: Any, **kwargs: Any) -> None:
    """Put what goes live under the company that it may stand under."""
    if instance.live and update_fields is None:
        companies.settle(instance)


@receiver(post_delete, sender=JobPage)
def forget_proposed_company(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    companies.forget_brought_by(instance.pk)


@receiver(pre_delete, sender=JobPage)
def withdraw_payments(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    withdraw(page_id=instance.pk, was_published=instance.first_published_at is not None)


@receiver(pre_page_move)
def stay_on_board(sender: type[Page], instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Sent by every move, whether from a screen or from code."""
    placement.refuse_move(instance, parent_page_after)


@receiver(pre_save, sender=Site)
def keep_boards_apart(sender: type[Site], instance: Site, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        placement.refuse_site(instance)


@receiver(post_save, sender=Site)
def give_rules_to_site(
    sender: type[Site], instance: Site, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Give a new board the laws about pay that are shipped; a fixture brings its own."""
    if created and not raw:
        pay_rules.ensure_rules(instance)


@receiver(post_save, sender=JobIndexPage)
def give_rules(
    sender: type[JobIndexPage], instance: JobIndexPage, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if created and not raw and (site := instance.get_site()) is not None:
        pay_rules.ensure_rules(site)


@receiver(pre_delete, sender=JobIndexPage)
def keep_index(sender: type[JobIndexPage], instance: JobIndexPage, **kwargs: Any) -> None:
    """Also when a page above it is deleted."""
    placement.refuse_deletion([instance])


@receiver(pre_save, sender=Company)
@receiver(pre_save, sender=Category)
def keep_on_board(
    sender: type[Company | Category], instance: Company | Category, raw: bool = False, **kwargs: Any
) -> None:
    """Its listings stay, so it stays with them."""
    if raw or instance.pk is None:
        return
    if sender._default_manager.filter(pk=instance.pk).exclude(site_id=instance.site_id).exists():
        raise Refused(placement.STAYS % {"name": instance})
