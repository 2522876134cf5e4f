"""Laws about pay: which of them a listing has to meet, by place, date, remote work and size, and what it lacks."""

from datetime import date
from decimal import Decimal

import pytest

from jobs.listings.models import PayRule
from jobs.listings.models.pay_rules import EU
from jobs.listings.services.pay_rules import Posting, ensure_rules, findings, shipped_rules

DAY = date(2026, 11, 27)
UNKNOWN, SMALL, LARGE = None, 3, 5000
USA = frozenset({"US"})
RULES = [PayRule(**row) for row in shipped_rules()]
REQUIRED, WARNED, NOTHING = "required", "warned", "nothing"


def verdict(rules=RULES, **said):
    found = findings(Posting(**{"day": DAY} | said), rules)
    if any(one.is_required for one in found):
        return REQUIRED
    return WARNED if found else NOTHING


def laws(**said):
    return [one.rule.law for one in findings(Posting(**{"day": DAY} | said), RULES)]


@pytest.mark.parametrize(
    ("country", "town", "day", "remote", "staff", "expected"),
    [
        # Place
        ("AT", "Wien", DAY, False, UNKNOWN, REQUIRED),
        ("AT", "", DAY, False, SMALL, REQUIRED),
        ("IT", "Milan", DAY, False, UNKNOWN, REQUIRED),
        ("LT", "Vilnius", DAY, False, UNKNOWN, REQUIRED),
        ("DE", "Berlin", DAY, False, UNKNOWN, WARNED),
        ("SK", "Bratislava", DAY, False, UNKNOWN, WARNED),
        ("PL", "Kraków", DAY, False, UNKNOWN, WARNED),
        ("GB", "London", DAY, False, LARGE, NOTHING),
        ("CH", "Zürich", DAY, False, LARGE, NOTHING),
        # State
        ("US", "Denver, CO", DAY, False, UNKNOWN, REQUIRED),
        ("US", "Boulder, Colorado", DAY, False, SMALL, REQUIRED),
        ("US", "Austin, TX", DAY, False, LARGE, NOTHING),
        ("US", "Los Angeles, CA", DAY, False, LARGE, REQUIRED),
        ("CA", "Los Angeles, CA", DAY, False, LARGE, NOTHING),
        ("US", "Cologne", DAY, False, LARGE, NOTHING),
        ("US", "Newark, NJ", DAY, False, LARGE, REQUIRED),
        ("US", "Seattle, WA", DAY, False, LARGE, WARNED),
        ("US", "Boston, MA", DAY, False, LARGE, WARNED),
        ("US", "Portland, ME", DAY, False, LARGE, NOTHING),
        ("CA", "Toronto, ON", DAY, False, LARGE, REQUIRED),
        ("CA", "Montréal, QC", DAY, False, LARGE, NOTHING),
        # Size: not known only warns
        ("US", "Los Angeles, CA", DAY, False, UNKNOWN, WARNED),
        ("US", "Los Angeles, CA", DAY, False, 14, NOTHING),
        ("US", "Los Angeles, CA", DAY, False, 15, REQUIRED),
        ("US", "Albany, NY", DAY, False, 3, NOTHING),
        ("US", "Albany, NY", DAY, False, 4, REQUIRED),
        ("CA", "Ottawa", DAY, False, 24, NOTHING),
        ("CA", "Ottawa", DAY, False, 25, REQUIRED),
        # Date: the last day before a law, and its first one
        ("DE", "Berlin", date(2026, 6, 6), False, UNKNOWN, NOTHING),
        ("DE", "Berlin", date(2026, 6, 7), False, UNKNOWN, WARNED),
        ("IT", "Milan", date(2026, 6, 6), False, UNKNOWN, NOTHING),
        ("IT", "Milan", date(2026, 6, 7), False, UNKNOWN, REQUIRED),
        ("CA", "Toronto", date(2025, 12, 31), False, LARGE, NOTHING),
        ("CA", "Toronto", date(2026, 1, 1), False, LARGE, REQUIRED),
        ("US", "Chicago, IL", date(2024, 12, 31), False, LARGE, NOTHING),
        ("US", "Chicago, IL", date(2025, 1, 1), False, LARGE, REQUIRED),
        ("US", "Dover, DE", DAY, False, LARGE, NOTHING),
        ("US", "Dover, DE", date(2027, 9, 26), False, LARGE, REQUIRED),
        # Remote
        ("AT", "Wien", DAY, True, UNKNOWN, REQUIRED),
        ("US", "Denver, CO", DAY, True, UNKNOWN, REQUIRED),
        ("US", "Austin, TX", DAY, True, LARGE, WARNED),
        ("CA", "Toronto", DAY, True, LARGE, REQUIRED),
    ],
)
def test_place_date_remote_and_size_decide_whether_pay_is_asked_for(
    country, town, day, remote, staff, expected
):
    said = {"places": ((country, town),), "day": day, "is_remote": remote, "staff": staff}
    assert verdict(**said) == expected


@pytest.mark.parametrize(
    ("counts", "place", "open_to", "expected"),
    [
        ("no", ("US", "Denver, CO"), USA, NOTHING),
        ("named", ("US", "Denver, CO"), USA, REQUIRED),
        ("named", ("US", "Austin, TX"), USA, NOTHING),
        ("anywhere", ("US", "Denver, CO"), USA, REQUIRED),
        # Where the work may only be done there, nobody knows whether it will be.
        ("anywhere", ("US", "Austin, TX"), USA, WARNED),
        ("anywhere", ("DE", "Berlin"), frozenset({"DE", "US"}), WARNED),
        ("anywhere", ("DE", "Berlin"), frozenset({"DE"}), NOTHING),
    ],
)
def test_a_rule_says_which_remote_jobs_count(counts, place, open_to, expected):
    rule = PayRule(
        law="Law", country="US", region="Colorado", words="Colorado, CO", level="require", remote=counts
    )
    assert verdict([rule], places=(place,), is_remote=True, open_to=open_to) == expected


@pytest.mark.parametrize(
    ("low", "high", "unit", "currency", "is_found"),
    [
        (100_000, 150_000, "year", "CAD", False),
        (100_000, 150_001, "year", "CAD", True),
        (100_000, 100_000, "year", "CAD", False),
        # Fifty-two weeks of forty hours.
        (40, 64, "hour", "CAD", False),
        (40, 65, "hour", "CAD", True),
        # More than 200,000 a year is exempt; 200,000 itself is not.
        (140_000, 200_000, "year", "CAD", True),
        (140_000, 200_001, "year", "CAD", False),
        # Another currency cannot be compared.
        (100_000, 190_000, "year", "USD", False),
    ],
)
def test_a_range_in_ontario_is_at_most_fifty_thousand_wide(low, high, unit, currency, is_found):
    said = Posting(
        day=DAY,
        places=(("CA", "Toronto, ON"),),
        staff=LARGE,
        low=Decimal(low),
        high=Decimal(high),
        unit=unit,
        currency=currency,
    )
    found = findings(said, RULES)
    assert [one.field for one in found] == (["salary_max"] if is_found else [])
    if is_found:
        assert "50,000 CAD" in found[0].message and found[0].is_required


@pytest.mark.parametrize(
    ("country", "low", "high", "expected"),
    [
        # One sum is enough in Austria, if it is the lowest.
        ("AT", 40_000, None, []),
        ("AT", None, 60_000, ["salary_min"]),
        ("AT", 40_000, 60_000, []),
        ("IT", 40_000, None, ["salary_max"]),
        ("IT", None, 60_000, ["salary_min"]),
        ("IT", 40_000, 40_000, []),
    ],
)
def test_from_alone_is_enough_where_the_law_says_so(country, low, high, expected):
    sums = [None if sum_ is None else Decimal(sum_) for sum_ in (low, high)]
    said = Posting(
        day=DAY, places=((country, "Town"),), unit="year", currency="EUR", low=sums[0], high=sums[1]
    )
    found = [one.field for one in findings(said, RULES) if one.is_required]
    assert found == expected


def test_the_message_names_the_law_and_says_that_it_is_guidance():
    [found] = findings(Posting(day=DAY, places=(("AT", "Wien"),)), RULES)
    assert "Gleichbehandlungsgesetz" in found.message
    assert "guidance, not legal advice" in found.message


def test_the_law_of_a_country_is_named_before_that_of_the_union():
    assert laws(places=(("PL", "Kraków"),)) == ["Poland’s labour code"]
    assert laws(places=(("DE", "Berlin"),)) == ["Directive (EU) 2023/970, Art. 5"]


def test_pay_that_is_stated_in_full_is_all_that_is_asked():
    pay = {"low": Decimal(50_000), "high": Decimal(60_000), "currency": "EUR", "unit": "year"}
    for country in ("AT", "IT", "LT", "DE", "US", "CA"):
        assert verdict(places=((country, "Somewhere"),), **pay) == NOTHING


def test_what_nobody_has_checked_only_warns():
    unchecked = {rule.key for rule in RULES if not rule.checked and rule.level == PayRule.Level.REQUIRE}
    # In force since 2021; only its day was not looked up.
    assert unchecked == {"us-co"}


@pytest.mark.django_db
def test_shipped_rules_are_valid_and_have_a_source(board):
    for rule in PayRule.objects.filter(site=board.site):
        rule.full_clean()
        assert rule.source and (rule.country == EU or len(rule.country) == 2)


@pytest.mark.django_db
def test_a_board_has_them_and_keeps_what_its_owners_have_changed(board):
    rules = PayRule.objects.filter(site=board.site)
    assert rules.count() == len(RULES)
    rules.filter(key="at").update(level=PayRule.Level.OFF)
    rules.filter(key="it").delete()
    ensure_rules(board.site)
    assert rules.get(key="at").level == PayRule.Level.OFF
    assert rules.filter(key="it").exists()
