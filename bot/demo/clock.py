"""The demo's time: it runs like real time and can be moved forward."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.core.errors import LeiderschapError
from bot.core.moments import utc_now


class DemoClock:
    """Starts at the moment stored in `file`, or at the real time if there is no such file.

    Raises LeiderschapError if the file does not contain a moment.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = _read(file) - utc_now() if file.exists() else dt.timedelta()

    def now(self) -> dt.datetime:
        """The time in the demo, in UTC."""
        return utc_now() + self._ahead

    def move_to(self, moment: dt.datetime) -> None:
        self._ahead = moment - utc_now()
        self._file.write_text(moment.isoformat() + "\n", encoding="utf-8")


def _read(file: Path) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
        if moment.tzinfo is None:
            raise ValueError("without a zone")
    except ValueError:
        raise LeiderschapError(
            f"{file}: this is not a moment like 2026-11-24T09:00:00+00:00; delete the file, and the demo starts today"
        ) from None
    return moment
