from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from boards.views import brand_css, favicon, manifest, png_icon
from home.second_factor import login_of_django_admin
from home.views.crawlers import robots, sitemap
from operations.views.health import healthz, metrics, readyz, status

handler500 = "home.views.outages.error_page"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/login/", login_of_django_admin),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("status", status, name="status"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap_section"),
    path("brand.css", brand_css, name="brand_css"),
    path("favicon.svg", favicon, name="favicon"),
    path("icon-<int:size>.png", png_icon, name="png_icon"),
    path("apple-touch-icon.png", png_icon, name="apple_touch_icon"),
    path("site.webmanifest", manifest, name="manifest"),
    path("favicon.ico", require_safe(RedirectView.as_view(pattern_name="favicon")), name="favicon_ico"),
    path("payments/", include("payments.urls")),
    path("", include("jobs.alerts.urls")),
    path("", include("jobs.listings.urls")),
    path("", include("jobs.submissions.urls")),
]

if settings.SERVE_MEDIA:
    # What is uploaded later gets a name of its own.
    media = require_safe(cache_control(public=True, max_age=30 * 24 * 3600)(serve))
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", media, {"document_root": settings.MEDIA_ROOT}))

urlpatterns.append(path("", include(wagtail_urls)))
