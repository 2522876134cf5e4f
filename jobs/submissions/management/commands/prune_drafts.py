from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from jobs.submissions.logos import prune_pending_logos
from jobs.submissions.services import saved_forms
from jobs.submissions.services.pruning import prune_drafts, prune_packs, prune_revisions
from jobs.submissions.services.uploads import prune_uploads

PENDING_LOGO_LIFETIME = timedelta(days=2)


class Command(BaseCommand):
    help = (
        "Deletes drafts and packs that were not paid for and forms that were not finished in their board's time, logos "
        "that nothing shows any more, and old revisions of listings that were edited very often."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        drafts = prune_drafts()
        packs = prune_packs()
        forms = saved_forms.prune()
        logos = prune_pending_logos(PENDING_LOGO_LIFETIME)
        logos += prune_uploads(PENDING_LOGO_LIFETIME)
        revisions = prune_revisions()
        self.stdout.write(
            f"{drafts} drafts, {packs} packs, {forms} saved forms, {logos} logos and {revisions} revisions removed."
        )
