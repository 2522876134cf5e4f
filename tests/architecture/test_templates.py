"""Templates decide nothing: they ask for one named thing, and loop.

What has to be worked out, from several facts or by a comparison, has a name in Python: a property of the model, a
value from the view, or a template tag. Tests reach it there, and the next template that needs it uses the same.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

CONDITION = re.compile(r"\{%-?\s*(?:if|elif)\s+(?P<condition>.*?)\s*-?%\}", re.DOTALL)
# `{% with %}` may rename a value, but not query one.
WITH = re.compile(r"\{%-?\s*with\s+(?P<value>.*?)\s*-?%\}", re.DOTALL)
QUOTED = re.compile(r"""'[^']*'|"[^"]*\"""")
JOINED = re.compile(r"\b(?:and|or)\b")
COMPARED = re.compile(r"==|!=|<|>|\bis\b|\bin\b|\|\s*length\b")
QUERIED = re.compile(r"\.(?:all|first|last|count|exists)\b")

# What may be decided in templates after all, each with its reason.
INLINE = (
    "emails write the layout's shapes inline, because programs that show emails know no linked stylesheets"
)
EXCUSED = {"brand.layout == 'gallery'": INLINE, 'brand.layout == "gallery"': INLINE}


def files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.*") if path.is_file())


def what_it_decides(text: str) -> list[str]:
    """List the conditions that join facts or compare values, and the queries of `{% with %}`."""
    conditions = [match["condition"] for match in CONDITION.finditer(text)]
    values = [match["value"] for match in WITH.finditer(text)]
    return [
        *(found for found in conditions if JOINED.search(bare(found)) or COMPARED.search(bare(found))),
        *(found for found in values if QUERIED.search(bare(found))),
    ]


def bare(expression: str) -> str:
    """Empty the quoted texts of an expression, whose words are no operators."""
    return QUOTED.sub("''", expression)


def test_templates_decide_nothing() -> None:
    found = {
        (decision, path.relative_to(TEMPLATES).as_posix())
        for path in files()
        for decision in what_it_decides(path.read_text(encoding="utf-8"))
    }

    new = sorted(one for one in found if one[0] not in EXCUSED)
    assert new == [], "give it a name in Python, or excuse it with a reason"
    unused = sorted(EXCUSED.keys() - {decision for decision, _path in found})
    assert unused == [], "no template needs these excuses any more"


@pytest.mark.parametrize(
    ("text", "decisions"),
    [
        ("{% if page.flag %}", []),
        ("{% if not company.is_verified %}", []),
        ("{% if field|has_value:plan.pk %}", []),
        ('{% if "this or that"|shown %}', []),
        ("{% with url=address %}", []),
        ("{% if page.live and is_reviewed %}", ["page.live and is_reviewed"]),
        ("{% if payment %}{% elif a or b %}", ["a or b"]),
        ("{% if stage.key == 'expired' %}", ["stage.key == 'expired'"]),
        ("{% if page_obj.number > 1 %}", ["page_obj.number > 1"]),
        ("{% if total is None %}", ["total is None"]),
        ("{% if results.criteria|length > 1 %}", ["results.criteria|length > 1"]),
        ("{% with tags=page.tagged_items.all %}", ["tags=page.tagged_items.all"]),
    ],
)
def test_the_check_sees_a_decision(text: str, decisions: list[str]) -> None:
    assert what_it_decides(text) == decisions
