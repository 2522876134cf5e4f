from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.text import identity_key
from jobs.listings.company_links import Link, links_of, validate_links, web_host
from jobs.listings.shared_hosts import normal_host

from .listing import JobPage
from .live import LiveListing
from .queries import JobQuerySet

# Folding may make a name longer than it is typed.
IDENTITY_LENGTH = 400
MAX_ABOUT = 2000


class CompanyQuerySet(models.QuerySet["Company"]):
    def named(self, *, site: Site, name: str, website: str) -> "CompanyQuerySet":
        """The board's companies that people read as this one: by name and web host, not by the name alone."""
        key, host = identity_key(name)[:IDENTITY_LENGTH], normal_host(web_host(website))
        return self.filter(site=site, identity=key, host=host).order_by("pk")

    def verified(self) -> "CompanyQuerySet":
        return self.filter(verified_at__isnull=False, verified_domain=F("host")).exclude(host="")

    def verified_under(self, *, site: Site, name: str, website: str) -> "CompanyQuerySet":
        """Verified companies that have this name or this web host."""
        key, host = identity_key(name)[:IDENTITY_LENGTH], normal_host(web_host(website))
        same = Q(identity=key) | (Q(host=host) if host else Q())
        return self.verified().filter(same, site=site)

    def known_to_readers(self, site: Site) -> "CompanyQuerySet":
        """Verified companies, and those with at least one listing that was published; drafts do not count."""
        shown = JobPage.objects.on_site(site).filter(first_published_at__isnull=False)
        # Most have a live listing, and its index says so sooner.
        is_known = (
            Exists(_live(site)) | Q(verified_at__isnull=False) | Exists(shown.filter(company=OuterRef("pk")))
        )
        return self.filter(is_known, site=site, is_proposed=False)

    def hiring(self, site: Site) -> "CompanyQuerySet":
        return self.filter(Exists(_open(site)), site=site, is_proposed=False)

    def not_hiring(self, site: Site) -> "CompanyQuerySet":
        return self.known_to_readers(site).filter(~Exists(_open(site)))

    def with_open_jobs(self, site: Site) -> "CompanyQuerySet":
        """Annotate `open_jobs`: the number of live listings."""
        counted = _open(site).order_by().values("company_id").annotate(number=Count("pk")).values("number")
        return self.annotate(open_jobs=Coalesce(Subquery(counted), 0))

    def by_name(self) -> "CompanyQuerySet":
        return self.order_by(Lower("name"), "pk")


def _live(site: Site) -> "models.QuerySet[LiveListing]":
    """The rows of the flat table of the outer query's company."""
    return LiveListing.rows.filter(company_id=OuterRef("pk"), place__startswith=site.root_page.path)


def _open(site: Site) -> "models.QuerySet[LiveListing]":
    return _live(site).filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))


class HiringFirst:
    """The companies that readers of a board know, those with open jobs first, then by name; for a paginator.

    They are two lists, one after the other, so that an index has the order of each.
    """

    def __init__(self, companies: CompanyQuerySet, *, site: Site) -> None:
        self.companies, self.site = companies, site
        self.hiring = companies.hiring(site).by_name().values_list("pk", flat=True)
        self.others = companies.not_hiring(site).by_name().values_list("pk", flat=True)

    def count(self) -> int:
        return self.companies.known_to_readers(self.site).count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> "list[Company]":
        keys = list(self.hiring[part])
        missing = part.stop - part.start - len(keys)
        if missing:
            start = 0 if keys else max(part.start - self.hiring.count(), 0)
            keys += self.others[start : start + missing]
        # Jobs are counted of these companies only.
        found = self.companies.with_open_jobs(self.site).in_bulk(keys)
        return [found[key] for key in keys if key in found]


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
    about = models.TextField(
        _("about the company"), blank=True, default="", db_default="", max_length=MAX_ABOUT
    )
    links = models.TextField(
        _("links"),
        blank=True,
        default="",
        db_default="",
        validators=[validate_links],
        help_text=_("Web addresses, one on each line, at most 5."),
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    verified_domain = models.CharField(_("verified domain"), max_length=253, blank=True, editable=False)
    verified_by = models.EmailField(_("verified by"), blank=True, editable=False)
    # What is compared, kept by `save()`: the name as people read it, and the website's host.
    identity = models.CharField(max_length=IDENTITY_LENGTH, blank=True, editable=False, db_index=True)
    host = models.CharField(max_length=253, blank=True, editable=False, db_index=True)
    # The listing whose employer brought this record; empty for one that an editor made. No foreign key, because the
    # listing protects its company and has to be deleted first.
    brought_by = models.PositiveIntegerField(null=True, blank=True, editable=False, db_index=True)
    is_proposed = models.BooleanField(
        _("only in a draft"),
        default=False,
        editable=False,
        help_text=_("Its listing has never been published, so it stands for nobody yet."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        indexes = [models.Index("site", Lower("name"), "id", name="company_by_name")]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="company_slug_per_board")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is compared, and drop the verification when the website's host changes."""
        changed = {"identity", "host"}
        self.identity = identity_key(self.name)[:IDENTITY_LENGTH]
        self.host = normal_host(self.website_host)
        if self.verified_at is not None and self.verified_domain != self.host:
            self.verified_at, self.verified_domain, self.verified_by = None, "", ""
            changed |= {"verified_at", "verified_domain", "verified_by"}
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *changed}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("jobs:company", args=[self.slug])

    def open_listings(self, site: Site) -> "JobQuerySet":
        return JobPage.objects.on_site(site).live().filter(company=self).with_right_to_company()

    @property
    def initials(self) -> str:
        return initials_of(self.name)

    @property
    def monogram_hue(self) -> int:
        """A hue in degrees, always the same for the same name."""
        return int.from_bytes(blake2b(self.name.casefold().encode(), digest_size=2).digest()) % 360

    @property
    def website_host(self) -> str:
        return web_host(self.website)

    @property
    def link_list(self) -> list[Link]:
        return links_of(self.links)

    @property
    def is_verified(self) -> bool:
        """Whether somebody with an email address at the website's domain has confirmed it."""
        return is_verified(self.website, self.verified_at, self.verified_domain)

    @property
    def can_be_verified(self) -> bool:
        """Whether there is a website to verify, and nobody has done so yet."""
        return bool(self.website_host) and not self.is_verified

    def is_named(self, name: str, website: str) -> bool:
        """Whether people read this name and website as this company's."""
        same_name = identity_key(self.name) == identity_key(name)
        return same_name and normal_host(self.website_host) == normal_host(web_host(website))

    def verify(self, *, email: str = "") -> None:
        """Store who verified it; `jobs.listings.services.verification` does what follows from it."""
        self.verified_at, self.verified_domain = timezone.now(), normal_host(self.website_host)
        self.verified_by, self.is_proposed = email, False
        self.save(update_fields=["verified_at", "verified_domain", "verified_by", "is_proposed"])


def initials_of(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()] or [name or "?"]
    return "".join(word[0] for word in words[:2]).upper()


def is_verified(website: str, verified_at: datetime | None, verified_domain: str) -> bool:
    """Whether the verification is of the host that the website has now."""
    host = normal_host(web_host(website))
    return bool(host) and verified_at is not None and verified_domain == host
