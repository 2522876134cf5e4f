from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from caching.watching import Watched, board_of_page, watch
        from home import receivers  # noqa: F401 - connects the signals

        own_page = board_of_page("page_ptr_id")
        watch(
            Watched(model="home.HomePage", boards=own_page),
            Watched(model="home.StandardPage", boards=own_page),
        )
