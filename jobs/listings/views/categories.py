"""The page of a category: the editors' introduction and its open jobs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.models import BoardSettings
from boards.requests import board_of
from caching.marks import cached_for_readers
from jobs.listings.models import Category
from jobs.listings.rows import fetch_rows
from jobs.listings.search import SearchQuery
from jobs.listings.search.pages import page_of_keys
from jobs.listings.search.results import by_day, paginate


@require_safe
@cached_for_readers({"page"})
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    site = board_of(request)
    category = get_object_or_404(Category, site=site, slug=slug)
    query = SearchQuery(site=site, chosen={"category": (category.slug,)})
    number = SearchQuery.parse(request.GET, site=site).page
    page = page_of_keys(query, site=site, number=number)
    [shown] = fetch_rows(page.keys, root=site.root_page.url_path)
    page_obj = paginate(page, shown)
    context = {
        "category": category,
        "description": category.search_description or _usual_description(request, category),
        "query": query,
        # Without jobs there is nothing to filter.
        "filterable": query if page_obj.paginator.count else None,
        "page_obj": page_obj,
        "by_day": by_day(page_obj),
    }
    return TemplateResponse(request, "jobs/category.html", context)


def _usual_description(request: HttpRequest, category: Category) -> str:
    names = {"category": category.name, "name": BoardSettings.for_request(request).name}
    return _("Open jobs in %(category)s on %(name)s, newest first.") % names
