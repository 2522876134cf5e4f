"""Full text: what finds a listing, in which order, and what keeps the index true. The same on both databases."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jobs.listings.fulltext import postgres, terms
from jobs.listings.fulltext.words import words
from jobs.listings.models import JobPage
from jobs.listings.models.details import Tag
from jobs.listings.search import SearchQuery
from jobs.listings.tests.market import search
from tests.factories import (
    CategoryFactory,
    ClosedJobFactory,
    CompanyFactory,
    DraftJobFactory,
    LiveJobFactory,
    TimeIsUpJobFactory,
)


@pytest.fixture
def find(board):
    def find(text, on=board, **criteria):
        query = SearchQuery.parse({"q": text, **criteria}, site=on.site)
        return [page.title for page in search(query, site=on.site)]

    return find


@pytest.fixture
def kubernetes(board):
    return LiveJobFactory(board=board, title="Kubernetes engineer")


def test_the_sieve_keeps_names_that_end_in_signs():
    assert words("Café & C++/C#, F#, .NET, Node.js 3D-Druck") == [
        "cafe", "cplusplus", "csharp", "fsharp", "dotnet", "nodejs", "3d", "druck",
    ]  # fmt: skip


def test_quotes_make_phrases_and_other_signs_mean_nothing():
    assert [term.words for term in terms('"site reliability" AND (go* OR -rust) "')] == [
        ("site", "reliability"), ("and",), ("go",), ("or",), ("rust",),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["kube", "KUBERNETES", "Kubernetes engineers", '"kubernetes engineer"'])
def test_beginnings_plurals_and_phrases_find(find, kubernetes, text):
    assert find(text) == ["Kubernetes engineer"]


@pytest.mark.parametrize("text", ['"engineer kubernetes"', "kubernetes gardener", "!!!", "%", "*"])
def test_what_is_not_there_is_not_found(find, kubernetes, text):
    assert find(text) == []


def test_what_was_meant_is_also_what_is_ordered_by(find, board):
    LiveJobFactory(board=board, title="Kubernetes engineer")
    LiveJobFactory(board=board, title="Newer", description="<p>Some Kubernetes</p>")
    assert find("kubernets") == ["Kubernetes engineer", "Newer"]


@pytest.mark.parametrize("text", ["back end", "back-end", "Back-End engineer", "engineer back end"])
def test_one_word_written_as_two_finds_what_was_meant(find, board, text):
    LiveJobFactory(board=board, title="Backend engineer")
    # Each of the two words is there, but never both: nothing is mistyped.
    LiveJobFactory(board=board, title="Back office lead")
    LiveJobFactory(board=board, title="End of line tester")
    assert find(text) == ["Backend engineer"]


def test_two_words_stay_two_where_listings_have_them(find, board):
    LiveJobFactory(board=board, title="Backend engineer")
    LiveJobFactory(board=board, title="Back-end engineer")
    assert find("back-end") == ["Back-end engineer"]


@pytest.mark.parametrize(
    "text", ["backend", "Backends", "back", '"back end engineer"', '"engineer for"', "ondemand"]
)
def test_a_word_with_a_hyphen_is_found_as_one(board, find, text):
    LiveJobFactory(board=board, title="Back-end engineer for on-demand trains")
    assert find(text) == ["Back-end engineer for on-demand trains"]


@pytest.mark.parametrize("text", ["kubernets", "kubernetse", "kuberntes engineer"])
def test_a_mistyped_word_finds_what_was_meant(find, kubernetes, text):
    assert find(text) == ["Kubernetes engineer"]


@pytest.mark.parametrize("text", ["kubernetse enginer", "kubernets enginer"])
def test_two_mistyped_words_are_put_right_together(find, kubernetes, text):
    assert find(text) == ["Kubernetes engineer"]


def test_many_unknown_words_cost_no_more_than_a_few(kubernetes, client):
    def cost(text):
        client.get("/jobs/", {"q": text})
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/jobs/", {"q": text}).status_code == 200
        return len(queries)

    words = [f"qwxz{letter}" for letter in "abcdefghijkl"]
    assert cost(" ".join(words)) <= cost("engineer") + 5
    assert cost(" ".join(f'"{word} {word}"' for word in words)) <= cost("engineer") + 5
    assert max(cost(" ".join(words[:number])) for number in (1, 2, 3, 5)) <= cost("engineer") + 10


def test_a_word_of_another_board_puts_nothing_right(find, kubernetes, second_board):
    LiveJobFactory(board=second_board, title="Designer")
    assert find("kubernets", on=second_board) == []


@pytest.mark.parametrize(
    "text", ['"', '""', "'", "\\", "(", ")", "a:b", "NEAR(a b)", "^x", "x AND", ":*", "<->", "&", "|", "!", "{a}",
             "';--", "\x01", "\ud800", "%s", "NOT", "* *", "a" * 5000, "é" * 300, "c++ c# .net", "🦄", "ﷺ"],
)  # fmt: skip
def test_no_input_is_an_error(client, kubernetes, text):
    assert client.get("/jobs/", {"q": text.encode("utf-8", "replace").decode()}).status_code == 200
    SearchQuery.parse({"q": text}, site=kubernetes.get_site())


def test_everything_a_reader_would_type_finds(board, find):
    page = LiveJobFactory(
        board=board,
        title="Toolsmith",
        company=CompanyFactory(site=board.site, name="Überwagen"),
        category=CategoryFactory(site=board.site, name="Plumbing"),
        remote=JobPage.Workplace.REMOTE,
        employment_type=JobPage.EmploymentType.CONTRACT,
        description="<p>Writes&nbsp;<b>parsers</b> &amp; linkers</p>",
    )
    page.tags.add("C++")
    page.locations.create(country="DE", location="Köln")
    page.save_revision().publish()
    for text in [
        "uberwagen",
        "plumb",
        "remote",
        "contract",
        "parsers",
        "linkers",
        "c++",
        "koln",
        "germany",
        "allemagne",
    ]:
        assert find(text) == ["Toolsmith"], text


def test_a_short_word_is_sought_whole(board, find):
    LiveJobFactory(board=board, title="Google specialist")
    LiveJobFactory(board=board, title="Go developer")
    assert find("go") == ["Go developer"]


def test_the_title_weighs_most_then_company_and_tags_then_the_text(board, find):
    LiveJobFactory(board=board, title="D", description="<p>" + "Rust and more rust. " * 20 + "</p>")
    LiveJobFactory(board=board, title="C", category=CategoryFactory(site=board.site, name="Rust"))
    LiveJobFactory(board=board, title="B", company=CompanyFactory(site=board.site, name="Rust Works"))
    LiveJobFactory(board=board, title="Rust developer")
    LiveJobFactory(board=board, title="Nothing of the kind")
    assert find("rust") == ["Rust developer", "B", "C", "D"]


def test_an_order_asked_for_stands_above_relevance(board, find):
    LiveJobFactory(board=board, title="Rust developer")
    LiveJobFactory(board=board, title="Later", description="<p>Rust.</p>")
    assert find("rust") == ["Rust developer", "Later"]
    assert find("rust", sort="newest") == ["Later", "Rust developer"]


def test_only_open_listings_of_the_board_are_found(board, second_board, find):
    for factory in (DraftJobFactory, ClosedJobFactory, TimeIsUpJobFactory):
        factory(board=board, title=f"Haskell {factory.__name__}")
    LiveJobFactory(board=second_board, title="Haskell elsewhere")
    assert find("haskell") == []


def test_unpublished_then_published_again(find, kubernetes):
    kubernetes.unpublish()
    assert find("kube") == []
    JobPage.objects.get(pk=kubernetes.pk).get_latest_revision().publish()
    assert find("kube") == ["Kubernetes engineer"]


def test_a_draft_of_a_live_listing_is_not_found_until_it_is_published(find, kubernetes):
    kubernetes.title = "Nomad engineer"
    revision = kubernetes.save_revision()
    assert (find("nomad"), find("kube")) == ([], ["Kubernetes engineer"])
    revision.publish()
    assert (find("nomad"), find("kube")) == (["Nomad engineer"], [])


def test_new_names_of_company_category_and_tag_find(board, find):
    category = CategoryFactory(site=board.site, name="Plumbing")
    page = LiveJobFactory(board=board, title="Toolsmith", category=category)
    page.tags.add("erlang")
    page.save_revision().publish()
    tag = Tag.objects.get(name="erlang")
    for named, name in ((page.company, "Quince"), (category, "Lacemaking"), (tag, "elixir")):
        old = named.name
        named.name = name
        named.save()
        assert (find(name), find(f'"{old}"')) == (["Toolsmith"], [])


def test_the_index_can_be_made_anew(find, kubernetes, capsys):
    JobPage.objects.filter(pk=kubernetes.pk).update(title="Nomad engineer")
    assert find("nomad") == []
    call_command("update_search")
    assert find("nomad") == ["Nomad engineer"]
    assert "1 listings" in capsys.readouterr().out


def test_a_deleted_listing_leaves_nothing_behind(board, find, kubernetes):
    kubernetes.delete()
    assert find("kube") == []


@pytest.mark.postgres
def test_typing_errors_are_put_right_without_trigrams(find, kubernetes):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert find("kubernets") == ["Kubernetes engineer"]


@pytest.mark.postgres
def test_publishing_waits_for_nobody_who_writes_words(board, find, django_capture_on_commit_callbacks):
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [postgres.WORDS_LOCK])
            with django_capture_on_commit_callbacks() as later:
                LiveJobFactory(board=board, title="Kubernetes engineer")
            assert find("kube") == ["Kubernetes engineer"]
            cursor.execute("ROLLBACK")
        for callback in later:
            callback()
        assert find("kubernets") == ["Kubernetes engineer"]
    finally:
        other.close()
