from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs.listings"
    label = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from caching.clock import ends
        from caching.triggers import declare
        from caching.watching import watch

        from . import (
            mail_samples,
            receivers,  # noqa: F401 - connects the signals
        )
        from .live import rows
        from .search import receivers as search_receivers  # noqa: F401 - keeps the index
        from .watched import WATCHED, next_end

        declare(rows.DERIVED)
        watch(*WATCHED)
        ends(next_end)
        mail_samples.register_samples()
