from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CachingConfig(AppConfig):
    name = "caching"
    verbose_name = _("Caching")

    def ready(self) -> None:
        from caching.triggers import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
