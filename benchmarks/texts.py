"""Titles, texts and names of made-up listings, varied as on a real board: few words are frequent, most are rare."""

import random
import tomllib
from itertools import accumulate
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
CATEGORIES: list[str] = WORDS["categories"]
PLACES: dict[str, list[str]] = WORDS["places"]
SKILLS: list[str] = WORDS["skills"]
RARE_WORDS = 6000


class Writer:
    """Writes titles, descriptions and names; the same ones for the same dice."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        # Their own dice: the long tail of words is the same in every run.
        letters = random.Random("rare words")  # noqa: S311 - nothing secret
        coined = {
            "".join(letters.choices(WORDS["syllables"], k=letters.randint(2, 4)))
            for _ in range(2 * RARE_WORDS)
        }
        self.rare_words = sorted(coined)[:RARE_WORDS]
        letters.shuffle(self.rare_words)
        # As in any language: the second word is half as frequent as the first, the third a third.
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.rare_words) + 1)))

    def rare(self) -> str:
        return self.dice.choices(self.rare_words, cum_weights=self.weights)[0]

    def title(self) -> str:
        pick = self.dice.choice
        subject = pick([pick(SKILLS), pick(WORDS["fields"])])
        return f"{pick(WORDS['levels'])} {subject} {pick(WORDS['roles'])}, {self.rare().capitalize()}".strip()

    def company(self) -> str:
        pick = self.dice.choice
        name = pick(WORDS["company_heads"]) + pick(WORDS["company_tails"])
        return f"{name} {pick(WORDS['company_kinds'])}".strip()

    def description(self, company: str) -> str:
        lengths = [self.dice.randint(2, 4) for _ in range(self.dice.randint(2, 4))]
        opening, *others = [f"<p>{self._sentences(company, length)}</p>" for length in lengths]
        points = "".join(f"<li>{self._sentences(company, 1)}</li>" for _ in range(self.dice.randint(2, 4)))
        return f"{opening}<h2>What you will do</h2><ul>{points}</ul><h2>What we offer</h2>{''.join(others)}"

    def _sentences(self, company: str, count: int) -> str:
        chosen = self.dice.sample(WORDS["sentences"], count)
        return " ".join(sentence.format_map(_Slots(self, company)) for sentence in chosen)

    def slot(self, name: str) -> str:
        match name:
            case "rare":
                return self.rare()
            case "number":
                return str(self.dice.randint(2, 40))
            case "role":
                return str(self.dice.choice(WORDS["roles"])).lower()
            case "place":
                return self.dice.choice(self.dice.choice(list(PLACES.values())))
        return str(self.dice.choice(WORDS[f"{name}s"]))


class _Slots(dict[str, str]):
    """Draws again for each slot, so that one sentence rarely has the same word twice."""

    def __init__(self, writer: Writer, company: str) -> None:
        super().__init__(company=company)
        self.writer = writer

    def __missing__(self, name: str) -> str:
        return self.writer.slot(name)
