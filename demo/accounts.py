"""The demo's two accounts, with publicly known passwords."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from wagtail.models import GroupPagePermission, Page

from boards.models import BoardSettings
from home.models import HomePage
from jobs.alerts.models import Alert
from jobs.listings.models import Category, Company, JobBoardSettings
from jobs.submissions.models import Plan, PostingSettings, Submission
from payments.models import Payment, PaymentSettings

EDITORS_GROUP = "Editors"
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# The permissions of the editors' group, by model.
GRANTED = {
    (Plan, Category, Company): ("add", "change", "delete", "view"),
    (BoardSettings, JobBoardSettings, PaymentSettings, PostingSettings): ("change", "view"),
    (Alert,): ("view", "delete"),
    (Submission, Payment): ("view",),
}


@dataclass(frozen=True)
class Account:
    """An account without an email address, because no email may go to an invented one."""

    username: str
    password: str
    is_superuser: bool


EDITOR = Account("editor", "editor", is_superuser=False)
ADMIN = Account("admin", "admin", is_superuser=True)
ACCOUNTS = (EDITOR, ADMIN)


def ensure_accounts(*, with_passwords: bool) -> tuple[User, Group]:
    """Make the accounts and the editors' group where missing; return the editor and the group."""
    group, _made = Group.objects.get_or_create(name=EDITORS_GROUP)
    users = {account: _ensure(account, with_passwords) for account in ACCOUNTS}
    editor = users[EDITOR]
    if not editor.groups.exists():
        editor.groups.add(group)
        group.permissions.add(Permission.objects.get(codename="access_admin"), *_model_permissions())
    return editor, group


def let_edit(group: Group, home: HomePage) -> None:
    """Let the group edit and publish the home page and everything below it."""
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS)
    page = Page.objects.get(pk=home.pk)
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


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


def _model_permissions() -> list[Permission]:
    return [
        Permission.objects.get(
            content_type__app_label=model._meta.app_label, codename=f"{verb}_{model._meta.model_name}"
        )
        for models, verbs in GRANTED.items()
        for model in models
        for verb in verbs
    ]
