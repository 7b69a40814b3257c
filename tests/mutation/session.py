"""Stores the outcome of each fault in a file, so that a run can stop anywhere and continue later."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import cast

from tests.mutation.mutants import Mutant
from tests.mutation.trying import Outcome


class Session:
    """Stores outcomes by fault and by the code of the function around it: if that changes, the fault is tried again."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS tried (path, digest, line, before, after, nth, outcome, seconds,"
            " PRIMARY KEY (path, digest, before, after, nth))"
        )

    def outcome(self, mutant: Mutant) -> Outcome | None:
        """The outcome of a fault; None if it was not tried yet in the function as it is."""
        found = self._database.execute(
            "SELECT outcome FROM tried WHERE path = ? AND digest = ? AND before = ? AND after = ? AND nth = ?",
            (mutant.path, _digest(mutant), mutant.before, mutant.after, mutant.nth),
        ).fetchone()
        return cast(Outcome, found[0]) if found else None

    def keep(self, mutant: Mutant, outcome: Outcome, seconds: float) -> None:
        row = (mutant.path, _digest(mutant), mutant.line, mutant.before, mutant.after, mutant.nth)
        self._database.execute(
            "INSERT OR REPLACE INTO tried VALUES (?,?,?,?,?,?,?,?)", (*row, outcome, seconds)
        )


def _digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.around.encode()).hexdigest()
