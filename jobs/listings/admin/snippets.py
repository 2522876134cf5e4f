"""Categories, companies and rules about pay in the admin."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, Panel

from boards.permissions import BoardPermissionPolicy
from boards.viewsets import BoardColumn, BoardSnippetViewSet, board_filterset
from jobs.listings.models import Category, Company, PayRule

category_policy = BoardPermissionPolicy(Category)
company_policy = BoardPermissionPolicy(Company)
pay_rule_policy = BoardPermissionPolicy(PayRule)


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
        FieldPanel("about"),
        FieldPanel("links"),
    ]

    @classmethod
    def put_below(cls, panel: Panel) -> None:
        """Add a panel to the edit screen; for upper rooms, from `AppConfig.ready()`."""
        cls.panels = [*cls.panels, panel]


class PayRuleViewSet(BoardSnippetViewSet):
    model = PayRule
    permission_policy = pay_rule_policy
    url_prefix = "pay-rules"
    icon = "info-circle"
    list_display = ["law", BoardColumn(), "country", "region", "level", "since", "min_staff"]
    filterset_class = board_filterset(PayRule, pay_rule_policy, "level", "country")
    search_fields = ["law", "country", "region"]
    panels = [
        HelpPanel(
            content=gettext_lazy(
                "Guidance for employers, not legal advice. Have a lawyer look at what your board requires."
            )
        ),
        FieldPanel("site"),
        FieldPanel("law"),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("checked")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("country"), FieldPanel("region")]),
                FieldPanel("words"),
                FieldRowPanel([FieldPanel("remote"), FieldPanel("min_staff")]),
                FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
            ],
            heading=gettext_lazy("Where and when"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("single_sum"),
                FieldRowPanel([FieldPanel("max_width"), FieldPanel("exempt_above"), FieldPanel("currency")]),
            ],
            heading=gettext_lazy("What it asks for"),
        ),
        FieldPanel("note"),
    ]
