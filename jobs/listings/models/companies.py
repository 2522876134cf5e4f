from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from .listing import JobPage
from .queries import JobQuerySet


class CompanyQuerySet(models.QuerySet["Company"]):
    def same_as(self, *, site: Site, name: str, website: str) -> "Company | None":
        """Find the board's company by name and web host.

        With the name alone, anyone could post as any company.
        """
        host = web_host(website)
        return next(
            (
                c
                for c in self.filter(site=site, name__iexact=name).order_by("pk")
                if web_host(c.website) == host
            ),
            None,
        )

    def known_to_readers(self, site: Site) -> "CompanyQuerySet":
        """Companies with at least one listing that was published; drafts do not count."""
        shown = JobPage.objects.on_site(site).filter(first_published_at__isnull=False)
        return self.filter(site=site).filter(Exists(shown.filter(company=OuterRef("pk"))))

    def with_open_jobs(self, site: Site) -> "CompanyQuerySet":
        """Annotate `open_jobs`: the number of live listings."""
        live = JobPage.objects.on_site(site).live().values("pk")
        return self.annotate(open_jobs=Count("listings", filter=Q(listings__in=live)))

    def hiring_first(self) -> "CompanyQuerySet":
        """Companies with open jobs first, then by name; needs `with_open_jobs`."""
        return self.order_by(Case(When(open_jobs__gt=0, then=0), default=1), Lower("name"), "pk")


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
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_domain = models.CharField(_("verified domain"), max_length=253, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="company_slug_per_board")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Drop the verification when the website changes."""
        if self.verified_at is not None and self.verified_domain != self.website_host:
            self.verified_at, self.verified_domain = None, ""
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "verified_at", "verified_domain"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("jobs:company", args=[self.slug])

    def open_listings(self, site: Site) -> "JobQuerySet":
        return JobPage.objects.on_site(site).live().filter(company=self)

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()] or [self.name or "?"]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def monogram_hue(self) -> int:
        """A hue in degrees, always the same for the same name."""
        return int.from_bytes(blake2b(self.name.casefold().encode(), digest_size=2).digest()) % 360

    @property
    def website_host(self) -> str:
        return web_host(self.website)

    @property
    def is_verified(self) -> bool:
        """Whether somebody with an email address at the website's domain has confirmed it."""
        return self.verified_at is not None and self.verified_domain == self.website_host

    @property
    def can_be_verified(self) -> bool:
        """Whether there is a website to verify, and nobody has done so yet."""
        return bool(self.website_host) and not self.is_verified

    def verify(self) -> None:
        self.verified_at, self.verified_domain = timezone.now(), self.website_host
        self.save(update_fields=["verified_at", "verified_domain"])


def web_host(url: str) -> str:
    """The URL's host without `www.`; `www.com` itself is kept whole."""
    host = urlsplit(url).hostname or ""
    bare = host.removeprefix("www.")
    return bare if "." in bare else host
