"""What became of each fault, in a file, so that a run can stop anywhere and go on later."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import cast

from tests.mutation.mutants import Mutant
from tests.mutation.trying import Outcome


class Session:
    """Kept by the text of a fault and of its file: what changed is tried again."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS faults (path, digest, line, before, after, nth, outcome, seconds,"
            " PRIMARY KEY (path, before, after, nth))"
        )

    def outcome(self, mutant: Mutant, source: str) -> Outcome | None:
        """None where it was not tried yet, on the file as it is."""
        found = self._database.execute(
            "SELECT outcome FROM faults WHERE path = ? AND before = ? AND after = ? AND nth = ? AND digest = ?",
            (mutant.path, mutant.before, mutant.after, mutant.nth, _digest(source)),
        ).fetchone()
        return cast(Outcome, found[0]) if found else None

    def keep(self, mutant: Mutant, source: str, outcome: Outcome, seconds: float) -> None:
        row = (mutant.path, _digest(source), mutant.line, mutant.before, mutant.after, mutant.nth)
        self._database.execute(
            "INSERT OR REPLACE INTO faults VALUES (?,?,?,?,?,?,?,?)", (*row, outcome, seconds)
        )


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
