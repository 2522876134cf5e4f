"""A listing stays on its board, whoever moves it and how; a board that took payments stays too."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from boards.refusals import Refused
from home.models import HomePage, StandardPage
from jobs.listings.models import JobIndexPage, JobPage
from payments.models import Payment
from tests.admin_forms import messages_of, send_form
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    DraftJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    SuperuserFactory,
    ensure_root,
    page_of,
)

STAYS = "stays on its board"


@pytest.fixture
def root(db, client: Client):
    client.force_login(SuperuserFactory())
    return client


@pytest.fixture
def listing(board):
    return LiveJobFactory(board=board, title="Ours")


def fresh(page):
    return Page.objects.get(pk=page.pk)


def places():
    """Where every page is; treebeard finds no fault in its tree."""
    assert not any(Page.find_problems())
    return sorted(Page.objects.values_list("pk", "path", "numchild", "url_path"))


# --- Moving and copying, in code


@pytest.mark.parametrize("position", ["first-child", "last-child"])
def test_moved(listing, second_board, position):
    before = places()
    with pytest.raises(Refused, match=STAYS):
        listing.move(second_board.index, pos=position)
    assert places() == before


@pytest.mark.parametrize("position", ["left", "right"])
def test_moved_beside_a_listing_of_the_other_board(listing, second_board, position):
    other = LiveJobFactory(board=second_board)
    before = places()
    with pytest.raises(Refused, match=STAYS):
        listing.move(other, pos=position)
    assert places() == before


def test_moved_with_the_page_above_it(board, listing, second_board):
    before = places()
    with pytest.raises(Refused, match=STAYS):
        fresh(board.index).specific.move(fresh(second_board.home), pos="last-child")
    assert places() == before


def test_moved_to_where_there_is_no_board(board, listing):
    with pytest.raises(Refused, match=STAYS):
        fresh(board.index).specific.move(ensure_root(), pos="last-child")


def test_a_board_moved_below_another(board, listing, second_board):
    before = places()
    with pytest.raises(Refused, match="cannot be below another"):
        fresh(board.home).specific.move(fresh(second_board.home), pos="last-child")
    assert places() == before


def test_reordered_on_its_own_board(board, listing):
    other = LiveJobFactory(board=board)
    fresh(listing).specific.move(fresh(other), pos="right")
    assert list(fresh(board.index).get_children().values_list("pk", flat=True)) == [other.pk, listing.pk]


def test_copied_and_aliased(board, listing, second_board):
    before = places()
    with pytest.raises(Refused, match=STAYS):
        listing.copy(to=fresh(second_board.index), update_attrs={"slug": "copied"})
    with pytest.raises(Refused, match=STAYS):
        listing.create_alias(parent=fresh(second_board.index), update_slug="alias")
    assert places() == before
    assert listing.copy(update_attrs={"slug": "copied"}).get_parent().pk == board.index.pk


def test_copied_with_the_page_above_it(board, listing, second_board):
    with pytest.raises(Refused, match="another board"), transaction.atomic():
        fresh(board.index).specific.copy(
            recursive=True, to=fresh(second_board.home), update_attrs={"slug": "copied"}
        )
    assert not JobPage.objects.descendant_of(second_board.home).exists()


# --- A company or a category of another board


@pytest.mark.parametrize(("name", "factory"), [("company", CompanyFactory), ("category", CategoryFactory)])
def test_saved_with_a_part_of_another_board(listing, second_board, name, factory):
    setattr(listing, name, factory(site=second_board.site))
    with pytest.raises(Refused, match="another board"):
        listing.save()


@pytest.mark.parametrize(("name", "factory"), [("company", CompanyFactory), ("category", CategoryFactory)])
def test_published_with_a_part_of_another_board(listing, second_board, name, factory):
    setattr(listing, name, factory(site=second_board.site))
    revision = listing.save_revision(clean=False)
    with pytest.raises(Refused, match="another board"):
        revision.publish()
    assert getattr(JobPage.objects.get(), f"{name}_id") != getattr(listing, f"{name}_id")


def test_made_below_another_boards_index(board, second_board):
    company = CompanyFactory(site=board.site)
    with pytest.raises(Refused, match="another board"):
        DraftJobFactory(board=second_board, company=company)


@pytest.mark.parametrize("factory", [CompanyFactory, CategoryFactory])
def test_a_part_given_to_another_board(board, second_board, factory):
    part = factory(site=board.site)
    part.site = second_board.site
    with pytest.raises(Refused, match="cannot be given to another board"):
        part.save()


# --- The admin's screens


def test_the_move_screen_says_why(root, listing, second_board):
    url = reverse("wagtailadmin_pages:move_confirm", args=[listing.pk, second_board.index.pk])
    before = places()
    for answer in (root.get(url, follow=True), root.post(url, follow=True)):
        assert STAYS in messages_of(answer)
    assert places() == before


def test_the_copy_screen_says_why(root, listing, second_board):
    url = reverse("wagtailadmin_pages:copy", args=[listing.pk])
    before = places()
    typed = {"new_title": "Copied", "new_slug": "copied", "new_parent_page": second_board.index.pk}
    assert "another board" in messages_of(root.post(url, typed, follow=True))
    assert "another board" in messages_of(root.post(url, typed | {"alias": "on"}, follow=True))
    assert places() == before


def test_moving_many_says_why(root, listing, second_board):
    before = places()
    url = f"/admin/bulk/wagtailcore/page/move/?id={listing.pk}"
    answer = root.post(url, {"chooser": second_board.index.pk}, follow=True)
    assert STAYS in messages_of(answer)
    assert places() == before


# --- Boards that took payments


@pytest.fixture
def took_money(board, sandbox):
    return page_of(PaidSubmissionFactory(board=board))


WAYS = ["home", "index"]


@pytest.mark.parametrize("way", WAYS)
def test_the_delete_screen_says_why(root, board, took_money, way):
    page = getattr(board, way)
    before = places()
    for send in (root.get, root.post):
        answer = send(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "payments were made on the board" in messages_of(answer)
    assert places() == before


def test_deleting_many_says_why(root, board, took_money):
    before = places()
    url = f"/admin/bulk/wagtailcore/page/delete/?id={board.home.pk}"
    answer = root.post(url, {"confirm_site_name": "Hitchpost"}, follow=True)
    assert "payments were made on the board" in messages_of(answer)
    assert places() == before


def test_a_page_above_the_board_says_why(root, db, sandbox):
    folder = ensure_root().add_child(instance=Page(title="Folder", slug="folder"))
    home = folder.add_child(instance=HomePage(title="Nested", slug="nested"))
    site = Site.objects.create(hostname="nested.example", root_page=home)
    page = home.add_child(instance=JobIndexPage(title="Jobs", slug="jobs"))
    Payment.objects.create(
        site=site, page_title="Gone", amount=1, currency="EUR", payer_email="a@b.example", description="x"
    )
    for target in (folder, page):
        url = reverse("wagtailadmin_pages:delete", args=[target.pk])
        assert "payments were made on the board" in messages_of(root.post(url, follow=True))
    assert Page.objects.filter(pk=page.pk).exists()


def test_the_site_says_why(root, board, took_money):
    answer = send_form(root, reverse("wagtailsites:delete", args=[board.site.pk]))
    assert "cannot be deleted" in messages_of(answer)
    assert Site.objects.filter(pk=board.site.pk).exists()


@pytest.mark.parametrize("way", WAYS)
def test_deleted_in_code(board, took_money, way):
    before = places()
    with pytest.raises(Refused, match="payments were made"):
        Page.objects.get(pk=getattr(board, way).pk).specific.delete()
    assert places() == before


def test_without_payments_listings_come_first(root, board, listing):
    url = reverse("wagtailadmin_pages:delete", args=[board.home.pk])
    assert "Delete them first" in messages_of(root.post(url, follow=True))
    JobPage.objects.get().delete()
    root.post(url, {"confirm_site_name": "Hitchpost"})
    assert not Page.objects.filter(pk=board.home.pk).exists()


# --- A Site's root page


def test_a_sites_root_page_on_another_board(board, second_board, listing):
    site = Site.objects.get(pk=second_board.site.pk)
    for page in (board.home, board.index):
        site.root_page = page
        with pytest.raises(Refused, match="two boards cannot share pages"):
            site.save()
    with pytest.raises(Refused, match="two boards cannot share pages"):
        Site.objects.create(hostname="third.example", root_page=board.index)


def test_the_sites_screen_says_why(root, board, second_board):
    url = reverse("wagtailsites:edit", args=[second_board.site.pk])
    answer = send_form(
        root, url, form="#w-editor-form, main form[method=post i]", root_page=str(board.home.pk)
    )
    assert "two boards cannot share pages" in messages_of(answer)
    assert Site.objects.get(pk=second_board.site.pk).root_page_id == second_board.home.pk


def test_a_root_page_that_leaves_the_listings_behind(board, listing):
    site = Site.objects.get(pk=board.site.pk)
    site.root_page = ensure_root().add_child(instance=HomePage(title="New", slug="new"))
    with pytest.raises(Refused, match="keeps this home page"):
        site.save()
    JobPage.objects.get().delete()
    site.save()


def test_standard_pages_may_move(board, second_board):
    page = fresh(board.home).add_child(instance=StandardPage(title="About", slug="about"))
    page.move(fresh(second_board.home), pos="last-child")
    assert fresh(page).get_parent().pk == second_board.home.pk
