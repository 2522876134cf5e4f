"""Categories and companies in the admin."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from jobs.listings.models import Category, Company


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "site", "sort_order"]
    list_filter = ["site"]
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("sort_order"),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("intro"), FieldPanel("search_description")],
            heading=gettext_lazy("The category’s own page"),
        ),
    ]


class CompanyViewSet(SnippetViewSet):
    model = Company
    icon = "group"
    list_display = ["name", "site", "website_host", "verified_domain"]
    list_filter = ["site"]
    search_fields = ["name", "website"]
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("website"),
        FieldPanel("logo"),
    ]
