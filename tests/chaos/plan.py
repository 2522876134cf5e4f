"""Plan each employer's actions and every fault from one seed."""

import random
from dataclasses import dataclass, field
from typing import Literal, TypeVar

Way = Literal[
    "card",
    "declined_first",
    "authenticates",
    "refund_fails",
    "debit",
    "debit_fails",
    "code_for_part",
    "code_for_all",
]
Between = Literal["nothing", "edit", "change_plan", "change_plan_while_paying", "session_expires"]
Return = Literal["at_once", "late", "never"]
After = Literal[
    "nothing",
    "edit",
    "close",
    "close_and_reopen",
    "renew",
    "renew_by_debit",
    "renew_and_back",
    "upgrade",
    "refund_by_editor",
    "part_refund_by_editor",
    "refund_at_stripe",
    "part_refund_at_stripe",
    "dispute",
    "dispute_won",
    "dispute_lost",
]

Pack = Literal[
    "none",
    "use",
    "race",
    "give_back",
    "refund_by_editor",
    "refund_at_stripe",
    "part_refund_at_stripe",
    "dispute",
    "dispute_won",
    "dispute_lost",
]

Choice = TypeVar("Choice", bound=str)

WAYS: dict[Way, int] = {
    "card": 44,
    "declined_first": 14,
    "authenticates": 8,
    "refund_fails": 3,
    "debit": 14,
    "debit_fails": 9,
    "code_for_part": 4,
    "code_for_all": 4,
}
BETWEEN: dict[Between, int] = {
    "nothing": 55,
    "edit": 15,
    "change_plan": 12,
    "change_plan_while_paying": 10,
    "session_expires": 8,
}
RETURNS: dict[Return, int] = {"at_once": 55, "late": 20, "never": 25}
AFTER: dict[After, int] = {
    "nothing": 34,
    "edit": 10,
    "close": 2,
    "close_and_reopen": 2,
    "renew": 8,
    "renew_by_debit": 4,
    "renew_and_back": 3,
    "upgrade": 5,
    "refund_by_editor": 6,
    "part_refund_by_editor": 4,
    "refund_at_stripe": 6,
    "part_refund_at_stripe": 4,
    "dispute": 4,
    "dispute_won": 4,
    "dispute_lost": 4,
}
# What becomes of the pack that an employer buys instead of paying for the listing alone.
PACKS: dict[Pack, int] = {
    "none": 76,
    "use": 4,
    "race": 6,
    "give_back": 3,
    "refund_by_editor": 3,
    "refund_at_stripe": 2,
    "part_refund_at_stripe": 2,
    "dispute": 1,
    "dispute_won": 1,
    "dispute_lost": 2,
}
# By how much a fault's probability may differ from run to run: as much again, or half.
FAULTS = {
    "duplicate": 0.06,
    "reorder": 0.10,
    "delay": 0.04,
    "drop": 0.08,
    "concurrent": 0.05,
    "stale_timestamp": 0.03,
    "rotated_secret": 0.03,
    "server_error": 0.02,
    "rate_limit": 0.01,
    "timeout_before": 0.004,
    "timeout_after": 0.006,
    "reset": 0.01,
    "reset_after": 0.02,
}


@dataclass(frozen=True, kw_only=True)
class Story:
    """One employer's actions, from the form to the end of the listing."""

    number: int
    featured: bool
    double_preview: bool
    edits_first: bool
    changes_plan_first: bool
    pays: bool
    double_pay_click: bool
    between: Between
    way: Way
    double_submit: bool
    tries_again: bool
    returns: Return
    after: After
    pack: Pack
    # Seconds from one step to the next.
    pace: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    seed: int
    stories: list[Story]
    faults: dict[str, float]
    # After how many finished stories a worker is killed, and which sweeps run while all is going on.
    kills: list[int] = field(default_factory=list)
    sweeps: list[int] = field(default_factory=list)


def make_plan(*, seed: int, submissions: int, kills: int) -> Plan:
    dice = random.Random(f"chaos {seed}")  # noqa: S311 - reproducible
    return Plan(
        seed=seed,
        stories=[_story(dice, number) for number in range(1, submissions + 1)],
        faults={name: round(chance * dice.uniform(0.5, 2), 4) for name, chance in FAULTS.items()},
        kills=sorted(dice.randrange(submissions) for _ in range(kills)),
        sweeps=[submissions // 3, 2 * submissions // 3],
    )


def _story(dice: random.Random, number: int) -> Story:
    way, after = _pick(dice, WAYS), _pick(dice, AFTER)
    if way == "refund_fails":
        after = dice.choice(["refund_by_editor", "refund_at_stripe"])
    return Story(
        number=number,
        featured=dice.random() < 0.3,
        double_preview=dice.random() < 0.2,
        edits_first=dice.random() < 0.12,
        changes_plan_first=dice.random() < 0.1,
        pays=dice.random() < 0.93,
        double_pay_click=dice.random() < 0.3,
        between=_pick(dice, BETWEEN),
        way=way,
        double_submit=dice.random() < 0.2,
        tries_again=dice.random() < 0.7,
        returns=_pick(dice, RETURNS),
        after=after,
        pack=_pick(dice, PACKS),
        pace=round(dice.uniform(0.0, 0.4), 3),
    )


def _pick(dice: random.Random, chances: dict[Choice, int]) -> Choice:
    return dice.choices(list(chances), weights=list(chances.values()))[0]
