"""An icon that Wagtail does not know is drawn as nothing."""

import re

from tests.factories import SuperuserFactory

SCREENS = ("/admin/", "/admin/listings/", "/admin/payments/", "/admin/settings/payments/paymentsettings/")


def test_every_icon_named_in_the_admin_is_drawn(board, client):
    client.force_login(SuperuserFactory())
    drawn = set(re.findall(r'id="icon-([\w-]+)"', client.get("/admin/sprite/").content.decode()))
    for screen in SCREENS:
        html = client.get(screen, follow=True).content.decode()
        named = set(re.findall(r'#icon-([\w-]+)|"icon_name": "([\w-]+)"', html))
        assert {first or second for first, second in named} <= drawn, screen
