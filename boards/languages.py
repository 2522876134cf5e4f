"""The language a board speaks, for words that no request asks for, such as mails."""

from wagtail.models import Site

from boards.models import BoardSettings


def language_of(site: Site) -> str:
    return str(BoardSettings.for_site(site).language)
