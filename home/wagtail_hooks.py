"""Collect plans, packs on sale, categories and companies in one menu, *Board*; give the second factor its form."""

from django.utils.translation import gettext_lazy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup
from wagtail_2fa.views import LoginView

from home.second_factor import CodeForm
from jobs.listings.admin.snippets import CategoryViewSet, CompanyViewSet, PayRuleViewSet
from jobs.submissions.admin.packs import PackOfferViewSet
from jobs.submissions.admin.plans import PlanViewSet


class BoardViewSetGroup(SnippetViewSetGroup):
    items = (PlanViewSet, PackOfferViewSet, CategoryViewSet, CompanyViewSet, PayRuleViewSet)
    menu_label = gettext_lazy("Board")
    menu_icon = "tag"
    menu_order = 120


register_snippet(BoardViewSetGroup)
LoginView.form_class = CodeForm
