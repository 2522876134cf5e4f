"""Each board has ready groups, which reach that board alone."""

from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupSitePermission, Page, Site

from boards.models import BoardGroup
from boards.permissions import policies
from home.groups import ROLES, ensure_groups
from home.models import HomePage
from tests.factories import UserFactory, ensure_root

Role = BoardGroup.Role


def rows():
    """Everything that the groups may do."""
    return {
        group.name: (
            sorted(group.permissions.values_list("codename", flat=True)),
            sorted(group.page_permissions.values_list("page", "permission__codename")),
            sorted(group.site_permissions.values_list("site", "permission__codename")),
        )
        for group in Group.objects.all()
    }


def member(site, role):
    user = UserFactory()
    user.groups.add(BoardGroup.objects.get(site=site, role=role).group)
    return user


def may(user, site):
    return {
        (policy.model._meta.model_name, action)
        for policy in policies()
        for action in policy.actions
        if policy.user_has_permission_for_instance(user, action, site)
    }


def test_a_new_board_has_them_and_they_are_named_after_it(board):
    names = set(BoardGroup.objects.filter(site=board.site).values_list("group__name", flat=True))
    assert names == {f"{role} of {board.site.site_name}" for role in ("Editors", "Moderators", "Accountants")}


def test_a_site_without_a_home_page_is_no_board(db):
    folder = ensure_root().add_child(instance=Page(title="Docs", slug="docs"))
    site = Site.objects.create(hostname="docs.example", root_page=folder)
    assert not BoardGroup.objects.filter(site=site).exists()


def test_a_site_becomes_a_board_with_its_home_page(db):
    root = ensure_root()
    folder = root.add_child(instance=Page(title="Folder", slug="folder"))
    site = Site.objects.create(hostname="docs.example", root_page=folder)
    site.root_page = root.add_child(instance=HomePage(title="Docs", slug="docs"))
    site.save()
    assert BoardGroup.objects.filter(site=site).count() == len(ROLES)


def test_they_reach_their_own_board_alone(board, second_board):
    for role in ROLES:
        user = member(board.site, role)
        assert may(user, board.site)
        assert not may(user, second_board.site)
        assert not second_board.home.permissions_for_user(user).can_edit()
        assert not second_board.index.permissions_for_user(user).can_add_subpage()
        assert user.has_perm("wagtailadmin.access_admin")


def test_what_each_may_do(board):
    roles = (Role.EDITORS, Role.MODERATORS, Role.ACCOUNTANTS)
    editor, moderator, accountant = (member(board.site, role) for role in roles)
    assert {
        ("plan", "change"),
        ("company", "delete"),
        ("packoffer", "change"),
        ("pack", "grant"),
        ("alert", "delete"),
        ("boardsettings", "change"),
    } <= may(editor, board.site)
    assert may(moderator, board.site) == {("company", "view"), ("company", "change"), ("payment", "view")}
    assert may(accountant, board.site) == {
        ("payment", "view"),
        ("payment", "refund"),
        ("pack", "view"),
        ("paymentsettings", "change"),
    }
    assert ("payment", "refund") not in may(editor, board.site) | may(moderator, board.site)
    for user, expected in ((editor, True), (moderator, True), (accountant, False)):
        assert board.index.permissions_for_user(user).can_publish() == expected
    assert board.index.permissions_for_user(editor).can_add_subpage()
    assert not board.index.permissions_for_user(moderator).can_add_subpage()


def test_the_command_makes_what_is_missing_and_changes_nothing_else(board, second_board):
    before = rows()
    out = StringIO()
    call_command("make_board_groups", stdout=out)
    assert rows() == before
    assert f"{board.site.site_name}: Editors of {board.site.site_name}" in out.getvalue()
    BoardGroup.objects.get(site=board.site, role=Role.ACCOUNTANTS).group.delete()
    GroupSitePermission.objects.filter(group__name=f"Moderators of {second_board.site.site_name}").delete()
    call_command("make_board_groups", stdout=out)
    assert rows() == before


def test_a_renamed_board_and_a_renamed_group_are_found_again(board):
    board.site.site_name = "Another name"
    board.site.save()
    group = BoardGroup.objects.get(site=board.site, role=Role.EDITORS).group
    group.name = "The desk"
    group.save()
    assert ensure_groups(board.site)[Role.EDITORS] == group
    assert BoardGroup.objects.filter(site=board.site).count() == len(ROLES)


def test_boards_of_one_name_and_groups_of_that_name_are_kept_apart(db):
    stranger = Group.objects.create(name="Editors of Goodproof")
    sites = []
    for number in range(2):
        home = ensure_root().add_child(instance=HomePage(title="Goodproof", slug=f"home-{number}"))
        sites.append(Site.objects.create(hostname=f"{number}.example", site_name="Goodproof", root_page=home))
    groups = [BoardGroup.objects.get(site=site, role=Role.EDITORS).group for site in sites]
    assert len({*groups, stranger}) == 3
    assert not stranger.site_permissions.exists()
    for group, site in zip(groups, sites, strict=True):
        assert set(group.site_permissions.values_list("site", flat=True)) == {site.pk}
