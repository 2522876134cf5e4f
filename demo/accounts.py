"""The demo's two accounts, with publicly known passwords."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from wagtail.models import Site

from boards.models import BoardGroup
from home.groups import ensure_groups


@dataclass(frozen=True)
class Account:
    """An account without an email address, because no email may go to an invented one."""

    username: str
    password: str
    is_superuser: bool


EDITOR = Account("editor", "editor", is_superuser=False)
ADMIN = Account("admin", "admin", is_superuser=True)
ACCOUNTS = (EDITOR, ADMIN)


def ensure_accounts(*, with_passwords: bool) -> User:
    """Make the accounts where missing; return the editor."""
    users = {account: _ensure(account, with_passwords) for account in ACCOUNTS}
    return users[EDITOR]


def let_run(editor: User, site: Site) -> None:
    """Put the editor into the board's ready groups for its content and its money."""
    groups = ensure_groups(site)
    editor.groups.add(groups[BoardGroup.Role.EDITORS], groups[BoardGroup.Role.ACCOUNTANTS])


def known_logins() -> list[Account]:
    """Return the active accounts that still have the demo's password."""
    users = {user.get_username(): user for user in get_user_model().objects.filter(is_active=True)}
    return [
        account
        for account in ACCOUNTS
        if account.username in users and users[account.username].check_password(account.password)
    ]


def _ensure(account: Account, with_password: bool) -> User:
    model = get_user_model()
    user = model.objects.filter(username=account.username).first()
    if user is None:
        user = model(
            username=account.username, is_superuser=account.is_superuser, is_staff=account.is_superuser
        )
        user.set_password(account.password if with_password else None)
        user.save()
    return user
