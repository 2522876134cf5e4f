from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from boards.tokens import TokenConverter


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = _("Boards")

    def ready(self) -> None:
        from boards import admin_fields  # noqa: F401 - makes Wagtail's forms clean what is typed
        from boards.exports import disarm_all_exports
        from boards.routes import machine_prefixes
        from boards.watched import WATCHED
        from caching.addresses import never_kept
        from caching.watching import watch

        disarm_all_exports()
        watch(*WATCHED)
        never_kept(machine_prefixes)
        # Before the first URL pattern is read, which happens when a request comes in.
        register_converter(TokenConverter, "token")
