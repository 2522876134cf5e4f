from hashlib import blake2b
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class CompanyQuerySet(models.QuerySet["Company"]):
    def same_as(self, *, site: Site, name: str, website: str) -> "Company | None":
        """The board's company of this name and web host; a name alone would let anyone post as anyone."""
        host = web_host(website)
        return next(
            (
                c
                for c in self.filter(site=site, name__iexact=name).order_by("pk")
                if web_host(c.website) == host
            ),
            None,
        )


class Company(models.Model):
    site = models.ForeignKey(
        Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="companies"
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=110)
    website = models.URLField(_("website"), blank=True)
    logo = models.ImageField(
        _("logo"), upload_to="logos/", blank=True, width_field="logo_width", height_field="logo_height"
    )
    logo_width = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    logo_height = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="company_slug_per_board")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()] or [self.name or "?"]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def monogram_hue(self) -> int:
        """Degrees on the colour circle, the same for a name every time."""
        return int.from_bytes(blake2b(self.name.casefold().encode(), digest_size=2).digest()) % 360

    @property
    def website_host(self) -> str:
        return web_host(self.website)


def web_host(url: str) -> str:
    """`www.` makes no other company."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
