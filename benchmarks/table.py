"""One table: each line has a figure, its ratio, the goal, and whether that is reached."""

from dataclasses import dataclass

HEAD = f"{'':26} {'figure':>20} {'ratio':>14} {'goal':>16}  "


@dataclass(frozen=True, kw_only=True)
class Row:
    """`ok` is None for a line without a goal."""

    name: str
    figure: str
    ratio: str = ""
    goal: str = ""
    ok: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "ok", False: "short"}[self.ok]
        return f"{self.name:26} {self.figure:>20} {self.ratio:>14} {self.goal:>16}  {verdict}".rstrip()


def at_least(name: str, rate: float, *, of: float, unit: str, goal: float | None) -> Row:
    """Compare requests per second with a baseline's."""
    ratio = rate / of
    figure, shown = f"{rate:,.1f} /s", f"{ratio:.2f} {unit}"
    if goal is None:
        return Row(name=name, figure=figure, ratio=shown)
    return Row(name=name, figure=figure, ratio=shown, goal=f"≥ {goal} {unit}", ok=ratio >= goal)


def at_most(name: str, value: float, *, unit: str, goal: float | None, ratio: str = "") -> Row:
    """Compare a figure with the most that it may be."""
    figure = f"{value:,.1f} {unit}"
    if goal is None:
        return Row(name=name, figure=figure, ratio=ratio)
    return Row(name=name, figure=figure, ratio=ratio, goal=f"≤ {goal:,g} {unit}", ok=value <= goal)


def times(name: str, figure: str, ratio: float, *, goal: float | None) -> Row:
    """Compare the large size with the small one."""
    shown = f"{ratio:.2f} ×"
    if goal is None:
        return Row(name=name, figure=figure, ratio=shown)
    return Row(name=name, figure=figure, ratio=shown, goal=f"≤ {goal} ×", ok=ratio <= goal)


def print_rows(heading: str, rows: list[Row]) -> None:
    print(f"\n{heading}\n{HEAD}".rstrip())
    for row in rows:
        print(row, flush=True)
