"""What a listing has several of: places, regions, skills."""

from functools import lru_cache

from babel import Locale
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.models import Orderable

from jobs.listings import facts
from jobs.listings.iso import validate_country


def country_name(code: str) -> str:
    """The name of an ISO 3166 code in the active language."""
    return _country_name(code, get_language() or "en")


@lru_cache(maxsize=2048)
def _country_name(code: str, language: str) -> str:
    return str(Locale.parse(language.replace("-", "_")).territories.get(code, code))


def place_name(town: str, country: str) -> str:
    """A place in the active language, such as Lyon, France."""
    return ", ".join(part for part in (town, country_name(country)) if part)


class JobLocation(Orderable):
    page = ParentalKey("jobs.JobPage", on_delete=models.CASCADE, related_name="locations")
    country = models.CharField(
        _("country"), max_length=2, validators=[validate_country], help_text=_("ISO code, such as DE.")
    )
    location = models.CharField(_("town or region"), max_length=100, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def __str__(self) -> str:
        return place_name(self.location, self.country)


class EligibleRegion(models.Model):
    Region = facts.Region

    page = ParentalKey("jobs.JobPage", on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(_("region"), max_length=20, choices=Region)

    class Meta:
        verbose_name = _("region open to applicants")
        verbose_name_plural = _("regions open to applicants")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["page", "region"], name="region_once_per_listing")]

    def __str__(self) -> str:
        return self.get_region_display()


class Tag(TagBase):
    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class JobTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_jobs")
    content_object = ParentalKey("jobs.JobPage", on_delete=models.CASCADE, related_name="tagged_items")
