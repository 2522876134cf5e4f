"""Verify a company by a link emailed to an address at its own domain."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from boards.languages import language_of
from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import Company

LINK_SALT = "jobs.company-verification"
LINK_DAYS = 3

# Anyone can have an address there, so it proves nothing about a company.
_PROVIDERS = (
    "126.com 163.com aliceadsl.fr aol.com att.net bbox.fr bell.net bigpond.com bluewin.ch btinternet.com "
    "club-internet.fr comcast.net cox.net duck.com fastmail.com free.fr freenet.de gmail.com gmx.at "
    "gmx.ch gmx.co.uk gmx.com gmx.de gmx.fr gmx.net googlemail.com hey.com hotmail.be hotmail.ca "
    "hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com "
    "inbox.lv interia.pl laposte.net libero.it live.be live.ca live.co.uk live.com live.de live.fr "
    "live.it live.nl mac.com mail.com mail.ru mailbox.org mailo.com me.com msn.com naver.com neuf.fr "
    "numericable.fr o2.pl onet.pl orange.fr outlook.be outlook.com outlook.de outlook.es outlook.fr "
    "outlook.it pm.me posteo.de proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com "
    "rocketmail.com rogers.com sbcglobal.net seznam.cz sfr.fr skynet.be sympatico.ca t-online.de "
    "telenet.be tuta.com tuta.io tutamail.com tutanota.com tutanota.de verizon.net videotron.ca "
    "virgilio.it virginmedia.com voila.fr wanadoo.fr web.de wp.pl xs4all.nl yahoo.ca yahoo.co.in "
    "yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.de "
    "yahoo.es yahoo.fr yahoo.in yahoo.it yandex.com yandex.ru ymail.com ziggo.nl zoho.com"
)
PUBLIC_MAIL_PROVIDERS = frozenset(_PROVIDERS.split())


def is_own_address(company: Company, email: str) -> bool:
    """Whether the address is at exactly the company's web host.

    A parent domain does not count: `co.uk` or `eu.org` belong to many.
    """
    domain, host = email.rpartition("@")[2].casefold(), company.website_host.casefold()
    return bool(host) and domain == host


def is_public_provider(email: str) -> bool:
    return email.rpartition("@")[2].casefold() in PUBLIC_MAIL_PROVIDERS


@transaction.atomic
def send_link(*, company: Company, site: Site, email: str) -> None:
    """Queue the link; at most one email an hour to each address."""
    board = BoardSettings.for_site(site)
    path = reverse("jobs:company_confirm", args=[company.slug, _token(company)])
    emails.queue(
        event=f"company:{company.pk}:{timezone.now():%Y-%m-%dT%H}",
        kind="company_verify",
        recipients=[email],
        template="jobs/email/company_verify",
        context={
            "company": company,
            "url": f"{site.root_url}{path}",
            "days": LINK_DAYS,
            "site": site,
            "board": board,
        },
        sender=board.sender,
        language=language_of(site),
    )


def link_is_valid(company: Company, token: str) -> bool:
    """Valid for LINK_DAYS, and only while the company's website is unchanged."""
    try:
        said = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return False
    return bool(said == _claim(company))


def _token(company: Company) -> str:
    return signing.dumps(_claim(company), salt=LINK_SALT)


def _claim(company: Company) -> list[int | str]:
    return [company.pk, company.website_host]
