from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Boards")

    def ready(self) -> None:
        from home.models import BrandSettings
        from jobs import languages

        languages.learn_from(lambda site: BrandSettings.for_site(site).language)
