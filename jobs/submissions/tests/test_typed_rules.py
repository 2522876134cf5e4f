"""What the form understands although it was typed otherwise, and what it refuses in words."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string

from jobs.listings.models import JobBoardSettings
from jobs.submissions.forms import EditListingForm, ListingForm, wording
from jobs.submissions.forms.titles import without_shouting
from jobs.submissions.forms.ways_to_apply import sorted_ways
from jobs.submissions.models import PostingSettings
from jobs.submissions.tests.test_listing_form import filled
from jobs.submissions.tests.typed import typed
from tests.factories import PlanFactory, UnpaidSubmissionFactory, page_of


@pytest.mark.parametrize(
    ("shouted", "mended"),
    [
        ("SENIOR BACKEND ENGINEER", "Senior backend engineer"),
        ("SENIOR BACKEND ENGINEER (AWS, SQL)", "Senior backend engineer (AWS, SQL)"),
        ("HEAD OF IT", "Head of IT"),
        ("HEAD OF THE QA TEAM – BERLIN", "Head of the QA team – berlin"),
        ("(SENIOR) CHEF DE PARTIE", "(Senior) chef de partie"),
        ("ÉLECTRICIEN DE NUIT", "Électricien de nuit"),
        # Nothing to mend:
        ("Senior QA engineer", "Senior QA engineer"),
        ("CTO", "CTO"),
        ("PHP / SQL DEV", "PHP / SQL DEV"),
        ("iOS developer", "iOS developer"),
        ("夜行列車 ENGINEERS", "夜行列車 engineers"),
        ("מפתח תוכנה", "מפתח תוכנה"),
        ("12345678", "12345678"),
    ],
)
def test_a_title_in_capitals_is_written_in_small_letters(shouted, mended):
    assert without_shouting(shouted) == mended


@pytest.mark.parametrize("title", ["$$$ Backend engineer", "Cook, €60k", "Driver ₹", "Nurse £££"])
def test_money_signs_in_a_title_are_refused_in_words(board, title):
    form = filled(board, typed(PlanFactory(site=board.site), title=title))
    assert form.errors == {"title": [str(wording.TITLE_HAS_MONEY)]}


def test_a_mended_title_is_told(client, board):
    answer = client.post("/post-a-job/", typed(PlanFactory(site=board.site), title="NIGHT TRAIN DISPATCHER"))
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Night train dispatcher" in page and "We wrote the title in small letters" in page


def test_a_title_that_an_editor_chose_is_not_mended(board):
    submission = UnpaidSubmissionFactory(board=board, title="NIGHT TRAIN DISPATCHER")
    page = page_of(submission)
    form = EditListingForm(
        filled(board, typed(title=page.title)).data, site=board.site, submission=submission, page=page
    )
    form.full_clean()
    assert form.cleaned_data["title"] == "NIGHT TRAIN DISPATCHER"


WEB, MAIL = "https://larkspur.example/jobs/1", "jobs@larkspur.example"


@pytest.mark.parametrize(
    ("url", "email", "landed"),
    [
        (WEB, MAIL, (WEB, MAIL)),
        (MAIL, "", ("", MAIL)),
        (f"mailto:{MAIL}?subject=Job", "", ("", MAIL)),
        ("", WEB, (WEB, "")),
        ("", "larkspur.example/jobs", ("larkspur.example/jobs", "")),
        ("", "www.larkspur.example", ("www.larkspur.example", "")),
        (MAIL, WEB, (WEB, MAIL)),
        (MAIL, MAIL.upper(), ("", MAIL)),
        # What has no other place stays, and is told as wrong where it is.
        (MAIL, "kim@larkspur.example", (MAIL, "kim@larkspur.example")),
        (WEB, "larkspur.example", (WEB, "larkspur.example")),
        ("call us", "ask for Kim", ("call us", "ask for Kim")),
        ("https://user@larkspur.example/", "", ("https://user@larkspur.example/", "")),
        ("", f" mailto:{MAIL} ", ("", MAIL)),
    ],
)
def test_each_way_to_apply_lands_in_its_field(url, email, landed):
    assert sorted_ways(url, email) == landed


def test_the_form_takes_either_way_in_either_field(board):
    form = filled(
        board, typed(PlanFactory(site=board.site), apply_url=MAIL, apply_email="larkspur.example/jobs/1")
    )
    assert form.is_valid(), form.errors
    assert (form.to_data().apply_url, form.to_data().apply_email) == (WEB, MAIL)


def test_hints_are_of_the_boards_own_trade(client, board):
    PlanFactory(site=board.site)
    usual = client.get("/post-a-job/").content.decode()
    assert "such as “Backend engineer”" in usual
    PostingSettings.objects.update_or_create(
        site=board.site,
        defaults={
            "title_hint": "The post & the section",
            "description_outline": "## Your kitchen",
            "tags_hint": "Like “plating”.",
            "description_hint": "Two paragraphs.",
            "pay_hint": "With tips.",
            "apply_hint": "Or come by.",
        },
    )
    html = client.get("/post-a-job/").content.decode()
    for hint in (
        *(
            "The post &amp; the section",
            'placeholder="## Your kitchen"',
            "Like “plating”.",
            "Two paragraphs.",
        ),
        *("With tips.", "Or come by."),
    ):
        assert hint in html
    assert "such as “Backend engineer”" not in html


def test_what_is_needed_is_said_by_part_and_beside_the_button(client, board):
    plan = PlanFactory(site=board.site, name="Standard")
    values = typed(
        plan, title="", country="", location="", apply_url="", apply_email="", contact_name="", terms=None
    )
    form: ListingForm = client.post("/post-a-job/", values).context["form"]
    assert [each.label for each in form.needed] == [
        "Job title",
        "Where",
        "How to apply",
        "Your name",
        "Terms",
    ]
    assert [each.label for each in form.needed_of_contact] == ["Your name"]
    html = client.post("/post-a-job/", values).content.decode()
    assert "Still needed:" in html and f"<strong>{plan.price_label}</strong> Standard" in html
    assert not filled(board, typed(plan)).needed


def test_only_remote_jobs_need_regions_and_no_place(board):
    plan = PlanFactory(site=board.site)
    remote = filled(board, typed(plan, remote="remote", country="", location=""))
    assert [str(each.label) for each in remote.needed] == ["Open to people in"]


def test_the_pricing_page_leads_to_the_form_with_the_plan_chosen(client, board):
    plan = PlanFactory(site=board.site)
    assert f'href="/post-a-job/?plan={plan.pk}"' in client.get("/").content.decode()


def test_a_new_fact_that_nobody_needs_is_folded_away_and_one_that_is_needed_is_not(board):
    """However many facts the table has, the form stays as long as it is."""

    class MoreFacts(ListingForm):
        clearance = forms.ChoiceField(label="Clearance", choices=[("", "Choose…"), ("yes", "Yes")])

    JobBoardSettings.objects.filter(site=board.site).update(ask_seniority="optional", ask_visa="optional")
    plan = PlanFactory(site=board.site)
    for values, is_open in (
        ({}, False),
        ({"visa": "not_said"}, False),
        ({"seniority": "lead"}, True),
        ({"seniority": "x"}, True),
    ):
        form = MoreFacts(filled(board, typed(plan, **values)).data, site=board.site)
        form.full_clean()
        html = BeautifulSoup(
            render_to_string("submissions/_listing_fields.html", {"form": form}), "html.parser"
        )
        fold = html.select_one("details.fold")
        assert fold.select_one("[name=seniority]") and "Seniority" in fold.summary.get_text()
        assert fold.has_attr("open") is is_open
        assert html.select_one(".trio [name=clearance][data-needed]")
        assert "Clearance" in [each.label for each in form.needed]


def test_what_a_board_requires_has_its_own_row_and_what_may_be_left_empty_is_folded(board):
    PlanFactory(site=board.site)
    facts = ("zones", "benefits", "deadline", "first_day")
    for asked in ("optional", "required"):
        JobBoardSettings.objects.filter(site=board.site).update(
            ask_staff=asked, **{f"ask_{name}": asked for name in facts}
        )
        form = ListingForm(site=board.site)
        html = BeautifulSoup(
            render_to_string("submissions/_listing_fields.html", {"form": form}), "html.parser"
        )
        fold = html.select_one("details.fold")
        for name in ("zone_from", "overlap_hours", "benefits", "apply_by", "first_day"):
            assert len(html.select(f"[name={name}]")) in (1, 14)
            assert bool(fold and fold.select(f"[name={name}]")) is (asked == "optional")
        place = {"optional": ".lines", "required": "[aria-labelledby=part-company]"}[asked]
        assert html.select_one(f"{place} [name=staff]")
        needed = [each.label for each in form.needed]
        assert ("Time zones" in needed) is ("Benefits" in needed) is (asked == "required")
        assert needed.count("Time zones") == (asked == "required")
