"""Collect the plans, categories and companies of all boards in one admin menu, *Board*."""

from django.utils.translation import gettext_lazy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from jobs.listings.admin.snippets import CategoryViewSet, CompanyViewSet
from jobs.submissions.admin.plans import PlanViewSet


class BoardViewSetGroup(SnippetViewSetGroup):
    items = (PlanViewSet, CategoryViewSet, CompanyViewSet)
    menu_label = gettext_lazy("Board")
    menu_icon = "tag"
    menu_order = 120


register_snippet(BoardViewSetGroup)
