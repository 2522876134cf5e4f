from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Category(models.Model):
    site = models.ForeignKey(
        Site, verbose_name=_("board"), on_delete=models.CASCADE, related_name="categories"
    )
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_order", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="category_slug_per_board")]

    def __str__(self) -> str:
        return self.name
