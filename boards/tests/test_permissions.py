"""Permissions are given on one board at a time; the plain model permission gives nothing."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupSitePermission

from boards.permissions import policies
from jobs.listings.models import Category, Company
from jobs.submissions.models import Plan, PostingSettings
from tests.admin_forms import messages_of, send_form
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    LiveJobFactory,
    PlanFactory,
    SuperuserFactory,
    UserFactory,
    grant,
    make_editor,
)

CATALOGUE = [
    f"{action}_{name}"
    for name in ("plan", "category", "company")
    for action in ("view", "add", "change", "delete")
]


@pytest.fixture
def editor(board, client: Client):
    user = make_editor(board)
    grant(user, board.site, *CATALOGUE)
    client.force_login(user)
    return client


def test_the_plain_model_permission_reaches_nothing(board, client):
    """Given on the group's or the user's own row, it would mean every board."""
    PlanFactory(site=board.site, name="Standard")
    user = make_editor(board)
    for policy in policies():
        user.user_permissions.add(*policy.permissions())
        board.editors.permissions.add(*policy.permissions())
    client.force_login(user)
    assert not any(
        user.has_perm(f"{policy.model._meta.app_label}.{permission.codename}")
        for policy in policies()
        for permission in policy.permissions()
    )
    for url in ("/admin/plans/", "/admin/companies/", "/admin/payments/", "/admin/alerts/"):
        assert client.get(url).status_code == 302, url
    for policy in policies():
        for action in policy.actions:
            assert not policy.user_has_permission(user, action)
            assert not policy.user_has_permission_for_instance(user, action, board.site)
            assert not policy.sites_user_has_permission_for(user, action).exists()
            assert user not in policy.users_with_permission(action)


def test_a_permission_on_a_board_is_one_on_that_board_alone(board, second_board):
    user = UserFactory()
    grant(user, board.site, "change_plan")
    policy = Plan.snippet_viewset.permission_policy
    here, there = PlanFactory(site=board.site), PlanFactory(site=second_board.site)
    assert policy.user_has_permission(user, "change")
    assert policy.user_has_permission_for_instance(user, "change", here)
    assert not policy.user_has_permission_for_instance(user, "change", there)
    assert not policy.user_has_permission_for_instance(user, "delete", here)
    assert list(policy.instances_user_has_permission_for(user, "change")) == [here]
    assert list(policy.users_with_permission_for_instance("change", here)) == [user]
    assert list(policy.users_with_permission_for_instance("change", there)) == []


@pytest.mark.parametrize("model", [Plan, Category, Company])
def test_a_new_one_is_made_on_ones_own_board_only(editor, board, second_board, model):
    url = reverse(model.snippet_viewset.get_url_name("add"))
    typed = {"name": "New", "slug": "new", "price": "10", "currency": "EUR", "days": "30", "sort_order": "0"}
    answer = send_form(editor, url, site=second_board.site.pk, **typed)
    assert answer.status_code == 200 and not model.objects.exists()
    assert "You may not add this to that board." in answer.content.decode()
    assert second_board.site.site_name not in answer.content.decode()
    send_form(editor, url, **typed)
    assert model.objects.get().site == board.site


@pytest.mark.parametrize("factory", [PlanFactory, CategoryFactory, CompanyFactory])
def test_what_exists_stays_on_its_board(board, second_board, client, factory):
    client.force_login(SuperuserFactory())
    row = factory(site=board.site)
    url = reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    send_form(client, url, form="#w-editor-form", name="Renamed", site=second_board.site.pk)
    row.refresh_from_db()
    assert (row.name, row.site) == ("Renamed", board.site)


def test_many_are_deleted_at_once_on_ones_own_board_only(editor, board, second_board):
    here, there = CategoryFactory(site=board.site), CategoryFactory(site=second_board.site)
    editor.post(f"/admin/bulk/jobs/category/delete/?id={here.pk}&id={there.pk}")
    assert list(Category.objects.all()) == [there]
    editor.post("/admin/bulk/jobs/category/delete/?id=all")
    assert list(Category.objects.all()) == [there]


def test_a_company_with_listings_is_kept_with_a_reason(editor, board):
    listing = LiveJobFactory(board=board)
    for url in (
        f"/admin/companies/{listing.company_id}/delete/",
        f"/admin/bulk/jobs/company/delete/?id={listing.company_id}",
    ):
        assert editor.post(url).status_code in (200, 302)
        assert Company.objects.filter(pk=listing.company_id).exists()


def test_the_groups_screen_gives_permissions_on_each_board(board, second_board, client):
    client.force_login(SuperuserFactory())
    refund = Permission.objects.get(codename="refund_payment")
    change = Permission.objects.get(codename="change_plan")
    url = reverse("wagtailusers_groups:edit", args=[board.editors.pk])
    name = f"board_permissions-board_{board.site.pk}"
    answer = send_form(client, url, **{name: [refund.pk, change.pk]})  # type: ignore[arg-type]
    assert "updated" in messages_of(answer)
    given = GroupSitePermission.objects.filter(group=board.editors)
    assert {(row.site, row.permission) for row in given} == {(board.site, refund), (board.site, change)}
    send_form(client, url, name="Renamed")
    assert given.count() == 2, "sent as it stands"
    send_form(client, url, **{name: [change.pk]})  # type: ignore[arg-type]
    assert given.get().permission == change


def test_the_groups_screen_offers_no_permission_on_every_board_for_what_boards_have(board, client):
    client.force_login(SuperuserFactory())
    html = client.get(reverse("wagtailusers_groups:edit", args=[board.editors.pk])).content.decode()
    for policy in policies():
        if policy.actions == {"change"}:
            continue  # The settings: Wagtail registers these itself. They give nothing, as above.
        for permission in policy.permissions():
            assert f'name="permissions" value="{permission.pk}"' not in html


def test_a_boards_terms_are_a_page_of_that_board(board, second_board, client):
    user = make_editor(board)
    grant(user, board.site, "change_postingsettings")
    client.force_login(user)
    url = reverse("wagtailsettings:edit", args=["submissions", "postingsettings", board.site.pk])
    for page, accepted in ((second_board.home, False), (board.home, True)):
        send_form(client, url, form="#w-editor-form, main form[method=post i]", terms_page=str(page.pk))
        stored = PostingSettings.objects.get(site=board.site).terms_page_id
        assert stored == (page.pk if accepted else None)
