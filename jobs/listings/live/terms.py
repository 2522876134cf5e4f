"""The terms of a live listing: each value of a filter under which readers find it, as a text such as `remote:hybrid`.

They come from the table of facts, so that another fact with choices needs no line here.
"""

from jobs.listings import facts
from jobs.listings.regions import WITHIN

# Every listing has it, so that its count is the number of listings.
LIVE = "live"
CURRENCY = "currency"


def term(name: str, value: object) -> str:
    return f"{name}:{value}"


def value_of(term_: str) -> str:
    return term_.partition(":")[2]


def select() -> str:
    """Write the SELECT of the terms of the listing `j`, a row of jobs_jobpage; the same on both databases."""
    choices = [fact for fact in facts.FILTERS if isinstance(fact, facts.ChoiceFact)]
    each = [
        f"SELECT '{LIVE}' AS term",
        *(_column(fact.param, fact.name, "<> ''") for fact in choices),
        _column(facts.CATEGORY.param, "category_id", "IS NOT NULL"),
        _column(CURRENCY, "salary_currency", "<> ''"),
        _rows(facts.REGIONS.param, "found.column1", f"jobs_eligibleregion r JOIN {_found_under()}"),
        _rows(facts.COUNTRY.param, "r.country", "jobs_joblocation r"),
        _values(facts.BENEFITS),
        _rows(facts.SKILLS.param, "r.tag_id", "jobs_jobtag r", key="content_object_id"),
    ]
    return " UNION ".join(each)


def columns() -> list[str]:
    """Return the columns of jobs_jobpage that terms are made from."""
    choices = [fact.name for fact in facts.FILTERS if isinstance(fact, facts.ChoiceFact)]
    return [*choices, facts.BENEFITS.name, "category_id", "salary_currency"]


def _column(name: str, column: str, is_there: str) -> str:
    return f"SELECT '{name}:' || j.{column} WHERE j.{column} {is_there}"


def _values(fact: facts.Fact) -> str:
    """Take apart a column with several values (`ChoicesField`), by comparing it with each of them."""
    values = ", ".join(f"('{value}')" for value in fact.choice_labels())
    return (
        f"SELECT '{fact.param}:' || v.column1 FROM (VALUES {values}) AS v "  # noqa: S608 - own names
        f"WHERE replace(' ' || j.{fact.name} || ' ', ' ' || v.column1 || ' ', '') <> ' ' || j.{fact.name} || ' '"
    )


def _rows(name: str, value: str, source: str, *, key: str = "page_id") -> str:
    return f"SELECT '{name}:' || {value} FROM {source} WHERE r.{key} = j.page_ptr_id"  # noqa: S608 - own names


def _found_under() -> str:
    """Pairs of a region and one that contains it: a listing open to Europe is found under United Kingdom, too."""
    pairs = ", ".join(f"('{region}', '{wider}')" for region, around in WITHIN.items() for wider in around)
    return f"(VALUES {pairs}) AS found ON found.column2 = r.region"
