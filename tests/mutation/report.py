"""Reports on a run: the score of each place, and the faults that no test noticed and nobody explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.mutation.mutants import Mutant
from tests.mutation.trying import Outcome

EXPLAINED = Path("tests/mutation/explained.yaml")

Outcomes = Mapping[Mutant, Outcome | None]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why no test can notice a fault, with the code `before` and `after` it, word for word."""

    file: str
    before: str
    after: str
    why: str

    def fits(self, mutant: Mutant) -> bool:
        return (self.file, self.before, self.after) == (mutant.path, mutant.before, mutant.after)


def explanations(file: Path = EXPLAINED) -> list[Explanation]:
    """All explanations in the file; `after` may be a list of faults with the same reason."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    return [
        Explanation(row["file"], row["before"], after, row["why"])
        for row in rows
        for after in (row["after"] if isinstance(row["after"], list) else [row["after"]])
    ]


def stale(
    explained: Sequence[Explanation], mutants: Sequence[Mutant], files: Sequence[str]
) -> list[Explanation]:
    """The explanations of faults in these files that can no longer be made."""
    return [one for one in explained if one.file in files and not any(one.fits(mutant) for mutant in mutants)]


def unexplained(outcomes: Outcomes, explained: Sequence[Explanation]) -> list[Mutant]:
    """The faults that no test noticed and nobody explained."""
    return [
        mutant
        for mutant, outcome in outcomes.items()
        if outcome in ("survived", "unreached") and not any(one.fits(mutant) for one in explained)
    ]


def score(outcomes: Outcomes, explained: Sequence[Explanation]) -> str:
    """The share of the faults that tests noticed, of those that were tried and are not explained, and the numbers."""
    tried = [mutant for mutant, outcome in outcomes.items() if outcome is not None]
    left = unexplained(outcomes, explained)
    seen = sum(outcomes[mutant] in ("killed", "timeout") for mutant in tried)
    share = f"{seen / (seen + len(left)):.3f}" if seen + len(left) else "-"
    without = len(tried) - seen - len(left)
    return f"{share}  {seen} seen, {len(left)} not seen, {without} explained, {len(outcomes) - len(tried)} not tried"
