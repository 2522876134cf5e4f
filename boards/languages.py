"""Find a board's language where there is no request, such as in emails."""

from wagtail.models import Site

from boards.models import BoardSettings


def language_of(site: Site) -> str:
    return str(BoardSettings.for_site(site).language)
