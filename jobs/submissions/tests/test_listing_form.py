"""The rules of the form, each with its message beside its field."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from jobs.listings import facts
from jobs.submissions import logos
from jobs.submissions.forms import ListingForm, wording
from jobs.submissions.forms.choices import country_choices, currency_choices
from jobs.submissions.models import Plan
from jobs.submissions.tests.typed import logo_file, typed
from stripe_sandbox import params
from stripe_sandbox.errors import ApiError
from tests.factories import Board, CategoryFactory, PlanFactory


@pytest.fixture
def plan(board: Board) -> Plan:
    return PlanFactory(site=board.site)


def filled(board: Board, data: dict, **files) -> ListingForm:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return ListingForm(query, MultiValueDict({k: [v] for k, v in files.items()}), site=board.site)


def test_what_was_typed_arrives_in_the_sites_own_terms(board, plan):
    category = CategoryFactory(site=board.site)
    form = filled(board, typed(plan, category=str(category.pk), region=["europe"]), company_logo=logo_file())
    assert form.is_valid(), form.errors
    data = form.to_data()
    assert (data.title, data.company_name, data.category) == (
        "Night train dispatcher",
        "Larkspur Rail",
        category,
    )
    assert data.locations == [("DE", "Köln"), ("FR", "Lyon")]
    assert (data.salary_min, data.salary_max, data.salary_unit) == (70_000, 90_000, "year")
    assert data.tags == ["linux", "on call"]
    assert data.description_html.startswith("<h2>The work</h2>")
    assert data.company_logo is not None and data.company_logo.name.endswith(".webp")
    assert data.regions == [], "only remote work is bound to regions"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", wording.TITLE_MISSING),
        ({"title": "x" * 121}, "title", "120"),
        ({"title": "Cook at https://a.example"}, "title", wording.TITLE_HAS_ADDRESS),
        ({"title": "Cook www.a.example"}, "title", wording.TITLE_HAS_ADDRESS),
        ({"title": "\u200b\u202e — "}, "title", "letters"),
        ({"company_name": " \t\n "}, "company_name", wording.COMPANY_MISSING),
        ({"company_url": "javascript:alert(1)"}, "company_url", "full web address"),
        ({"company_url": "ftp://a.example/"}, "company_url", "full web address"),
        ({"company_url": "https://"}, "company_url", "full web address"),
        ({"company_url": "http://["}, "company_url", "full web address"),
        ({"company_url": "https://me:secret@a.example/"}, "company_url", "user name"),
        ({"company_url": "me@a.example"}, "company_url", "user name"),
        ({"company_url": "https://a.example/" + "x" * 200}, "company_url", "200"),
        ({"employment_type": "on a whim"}, "employment_type", "valid choice"),
        ({"remote": ""}, "remote", facts.WORKPLACE.missing),
        ({"category": "999999999999999999999999"}, "category", "valid choice"),
        ({"category": "x\0"}, "category", "Null"),
        ({"country": "", "location": ""}, "location", wording.LOCATION_MISSING),
        ({"country": None, "location": None}, "location", wording.LOCATION_MISSING),
        ({"country": "", "location": "Köln"}, "location", wording.COUNTRY_MISSING),
        ({"country": "XX", "location": "Köln"}, "location", wording.COUNTRY_UNKNOWN),
        ({"country": "EU", "location": ""}, "location", wording.COUNTRY_UNKNOWN),
        ({"country": "DE", "location": "x" * 101}, "location", "100"),
        ({"country": ["DE"] * 11, "location": [f"{n}" for n in range(11)]}, "location", "10"),
        ({"remote": "remote"}, "region", wording.REGION_MISSING),
        ({"remote": "remote", "region": ["mars"]}, "region", "mars"),
        ({"salary_min": "90001"}, "salary_max", wording.SALARY_ORDER),
        ({"salary_min": "-1"}, "salary_min", "Write a sum"),
        ({"salary_min": "0"}, "salary_min", "1"),
        ({"salary_max": "60k-80k"}, "salary_max", "Write a sum"),
        ({"salary_max": "9" * 5000}, "salary_max", "Write a sum"),
        ({"salary_max": "9" * 12}, "salary_max", "100000000"),
        ({"salary_max": "lots"}, "salary_max", "Write a sum"),
        ({"salary_currency": ""}, "salary_currency", wording.CURRENCY_MISSING),
        ({"salary_currency": "DEM"}, "salary_currency", "valid choice"),
        ({"salary_unit": "", "salary_min": ""}, "salary_unit", wording.UNIT_MISSING),
        ({"description": "Too short."}, "description", "10"),
        ({"description": "x" * 20_001}, "description", "20000"),
        ({"description": "x" * 1_000_000}, "description", "20000"),
        ({"description": "---\n\n" * 40}, "description", wording.DESCRIPTION_SHOWS_NOTHING),
        ({"description": "[a]: https://a.example\n" * 20}, "description", wording.DESCRIPTION_SHOWS_NOTHING),
        ({"tags": ",".join("abcdefghi")}, "tags", "8"),
        ({"tags": "x" * 31}, "tags", "30"),
        ({"tags": "linux, ***"}, "tags", "***"),
        ({"apply_url": "", "apply_email": ""}, "apply_url", wording.NO_WAY_TO_APPLY),
        ({"apply_email": "nobody"}, "apply_email", "valid email"),
        ({"contact_name": ""}, "contact_name", wording.NAME_MISSING),
        ({"contact_email": "a@b@c"}, "contact_email", "valid email"),
        ({"contact_email": "x" * 250 + "@a.example"}, "contact_email", "254"),
        ({"terms": None}, "terms", "accept the terms"),
        ({"plan": ""}, "plan", wording.PLAN_MISSING),
        ({"plan": "9" * 30}, "plan", wording.PLAN_WITHDRAWN),
        ({"plan": "x"}, "plan", wording.PLAN_WITHDRAWN),
        ({"company_logo_kept": "pending-logos/a.webp:x:y"}, "company_logo", wording.LOGO_GONE),
    ],
)
def test_each_fault_is_told_beside_its_own_field_and_no_other(board, plan, changes, field, message):
    form = filled(board, typed(plan, **changes))
    assert list(form.errors) == [field], form.errors
    assert str(message).split("%")[0] in " ".join(map(str, form.errors[field]))


@pytest.mark.parametrize(
    ("name", "written", "understood"),
    [
        ("company_url", "larkspur.example", "https://larkspur.example"),
        ("company_url", "larkspur.example:8080/jobs", "https://larkspur.example:8080/jobs"),
        ("company_url", "//larkspur.example", "https://larkspur.example"),
        ("company_url", "", ""),
        ("apply_url", "http://bücher.example/ß", "http://bücher.example/ß"),
        ("salary_min", "60,000", 60_000),
        ("salary_min", "60.000", 60_000),
        ("salary_min", "60 000", 60_000),
        ("salary_min", "60\u202f000", 60_000),
        ("salary_min", " 60’000 ", 60_000),
        ("salary_min", "60k", 60_000),
        ("salary_min", "€60,000", 60_000),
        ("salary_min", "60.000,- €", 60_000),
        ("salary_min", "62,5k", 62_500),
        ("salary_min", "25.50", Decimal("25.50")),
        ("salary_min", "２５，５０", Decimal("25.50")),
        ("salary_min", "", None),
        ("apply_email", "\u200bhire@larkspur.example\ufeff", "hire@larkspur.example"),
        ("apply_url", "https://larkspur.example/jobs\ufeff", "https://larkspur.example/jobs"),
        ("title", "  Night\ttrain\r\ndispatcher\u202e ", "Night train dispatcher"),
        ("title", "Node.js / ASP.NET 開発者 👩‍💻", "Node.js / ASP.NET 開発者 👩‍💻"),
        ("company_name", "شركة الأفق", "شركة الأفق"),
        ("tags", "C++, c++, C#,, , on  call ", ["c++", "C#", "on call"]),
        ("tags", "", []),
    ],
)
def test_what_people_write_is_understood(board, plan, name, written, understood):
    form = filled(board, typed(plan, **{name: written}))
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == understood


@pytest.mark.parametrize(
    ("written", "currency", "unit"),
    [
        ("25.50 an hour", "EUR", "hour"),
        ("25,50 €/h", "EUR", "hour"),
        ("£450 per day", "GBP", "day"),
        ("$60k", "USD", "year"),
        ("CHF 60'000.– p.a.", "CHF", "year"),
        ("2.500 par mois", "EUR", "month"),
    ],
)
def test_currency_and_unit_written_with_the_sum_count(board, plan, written, currency, unit):
    form = filled(board, typed(plan, salary_min=written, salary_max=""))
    assert form.is_valid(), form.errors
    data = form.to_data()
    assert (data.salary_currency, data.salary_unit) == (currency, unit)


@pytest.mark.parametrize(
    "email",
    [
        "ops@localhost",
        "a@bücher.example",
        "jörg@a.example",
        '"a b"@a.example',
        "a@[127.0.0.1]",
        "a@10.0.0.12",
    ],
)
def test_a_contact_that_stripe_refuses_is_refused_with_a_word(board, plan, email, sandbox):
    form = filled(board, typed(plan, contact_email=email))
    assert list(form.errors) == ["contact_email"] and len(form.errors["contact_email"]) == 1
    with pytest.raises(ApiError):
        params.email(email, "customer_email")


def test_an_address_to_apply_to_needs_a_domain(board, plan):
    assert "apply_email" in filled(board, typed(plan, apply_email="ops@localhost")).errors


def test_pay_is_optional_and_one_end_is_enough(board, plan):
    without = filled(board, typed(plan, salary_min="", salary_max=""))
    assert without.is_valid()
    assert (without.to_data().salary_currency, without.to_data().salary_unit) == ("", "")
    assert filled(board, typed(plan, salary_min="")).is_valid()
    assert filled(board, typed(plan, salary_max="")).is_valid()


def test_one_way_to_apply_is_enough(board, plan):
    assert filled(board, typed(plan, apply_url="")).is_valid()
    assert filled(board, typed(plan, apply_email="")).is_valid()


def test_remote_work_needs_regions_and_no_office(board, plan):
    form = filled(
        board, typed(plan, remote="remote", region=["eu", "uk"], country=["", ""], location=["", " "])
    )
    assert form.is_valid(), form.errors
    assert (form.to_data().regions, form.to_data().locations) == (["eu", "uk"], [])


def test_rows_of_places_keep_their_pairs_and_their_own_faults(board, plan):
    form = filled(
        board, typed(plan, country=["", "de", "", "DE", "FR"], location=["", "Köln", "Rom", "Köln"])
    )
    assert list(form.errors) == ["location"]
    assert [bool(row["errors"]) for row in form.location_rows] == [False, False, True, False, False]
    mended = filled(
        board, typed(plan, country=["", "de", "IT", "DE", "FR"], location=["", "Köln", "Rom", "Köln"])
    )
    assert mended.is_valid()
    assert mended.to_data().locations == [("DE", "Köln"), ("IT", "Rom"), ("FR", "")]


def test_a_flood_of_rows_is_an_error_and_shown_in_part(board, plan):
    form = filled(board, typed(plan, country=["DE"] * 9000, location=[str(n) for n in range(9000)]))
    assert "location" in form.errors
    assert len(form.location_rows) < 30


def test_plans_and_categories_are_the_boards_own(board, second_board, plan):
    other_plan = PlanFactory(site=second_board.site)
    other_category = CategoryFactory(site=second_board.site)
    form = filled(board, typed(other_plan, category=str(other_category.pk)))
    assert set(form.errors) == {"plan", "category"}


def test_a_board_with_nothing_on_sale_says_so(board):
    form = filled(board, typed())
    assert form.errors["plan"] == [str(wording.NO_PLANS)]


def test_a_bad_logo_is_told_beside_it(board, plan):
    form = filled(board, typed(plan), company_logo=SimpleUploadedFile("a.svg", b"<svg/>"))
    assert list(form.errors) == ["company_logo"]


def test_a_kept_logo_stands_in_for_the_file_and_a_new_file_wins(board, plan):
    token = logos.keep_pending(logos.clean_logo(logo_file(colour="red")))
    kept = filled(board, typed(plan, company_logo_kept=token))
    assert kept.is_valid()
    assert kept.to_data().company_logo.read() == logos.pending(token).read()
    fresh = filled(board, typed(plan, company_logo_kept=token), company_logo=logo_file(colour="blue"))
    assert fresh.is_valid()
    assert fresh.to_data().company_logo.read() != logos.pending(token).read()


def test_countries_are_named_and_sorted_in_the_visitors_language():
    with override("de"):
        names = [name for _code, name in country_choices()]
        assert ("DE", "Deutschland") in country_choices()
        assert names.index("Österreich") < names.index("Polen")
    with override("en"):
        codes = {code for code, _name in country_choices()}
        assert ("DE", "Germany") in country_choices()
    assert {"GB", "US", "XK"} <= codes
    assert codes.isdisjoint({"EU", "UN", "ZZ"})


def test_currencies_are_those_in_use():
    codes = {code for code, _name in currency_choices()}
    assert {"EUR", "USD", "JPY", "KWD"} <= codes
    assert "DEM" not in codes
