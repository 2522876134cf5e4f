from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Site


class Category(models.Model):
    site = models.ForeignKey(
        Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="categories"
    )
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(
        _("headline"),
        max_length=120,
        blank=True,
        help_text=_("Heads the category’s own page. Empty: the name and “jobs”."),
    )
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    search_description = models.CharField(
        _("meta description"),
        max_length=200,
        blank=True,
        help_text=_("What search engines show below the link to the category’s page."),
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_order", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="category_slug_per_board")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobs:category", args=[self.slug])

    @property
    def heading(self) -> str:
        return self.title or gettext("%(category)s jobs") % {"category": self.name}
