"""Categories and companies in the admin."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from boards.permissions import BoardPermissionPolicy
from boards.viewsets import BoardColumn, BoardSnippetViewSet, board_filterset
from jobs.listings.models import Category, Company

category_policy = BoardPermissionPolicy(Category)
company_policy = BoardPermissionPolicy(Company)


class CategoryViewSet(BoardSnippetViewSet):
    model = Category
    permission_policy = category_policy
    url_prefix = "categories"
    icon = "folder-open-inverse"
    list_display = ["name", BoardColumn(), "sort_order"]
    filterset_class = board_filterset(Category, category_policy)
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


class CompanyViewSet(BoardSnippetViewSet):
    model = Company
    permission_policy = company_policy
    url_prefix = "companies"
    icon = "group"
    list_display = ["name", BoardColumn(), "website_host", "verified_domain"]
    filterset_class = board_filterset(Company, company_policy)
    search_fields = ["name", "website"]
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("website"),
        FieldPanel("logo"),
    ]
