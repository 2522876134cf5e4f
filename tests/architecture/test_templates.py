"""Templates decide nothing: they ask for one named thing, and loop.

What has to be worked out, from several facts or by a comparison, has a name in Python: a property of the model, a
value from the view, or a template tag. Tests reach it there, and the next template that needs it uses the same.
"""

import re
from pathlib import Path

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
EXCUSED: dict[str, str] = {}
