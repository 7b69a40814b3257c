"""Keeps the gap list: what people asked for and did not find, in words that identify nobody."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, InvalidToken

from bot.answers.gaps import texts
from bot.answers.gaps.model import Gap, asker, combined, period, worth_showing
from bot.answers.gaps.store import SqlGapStore
from bot.core.interaction import Later
from bot.core.messages import VALUE, Message, say

KEY_BYTES = 32


class Gaps:
    """Records which words were missed.

    The buttons of an answer carry the words that it is about, sealed: only the bot can read or make them. So nothing is
    stored about an answered question unless somebody clicks, and every process understands a click, also after a
    restart. When the period ends, its key is deleted and nobody can open the seal any more.
    """

    def __init__(
        self,
        store: SqlGapStore,
        later: Later,
        chance: Callable[[int], bytes],
        trusted: Callable[[], bool] = lambda: True,
    ) -> None:
        """`later` runs work after the answer, `chance` returns that many random bytes, and `trusted` says whether the
        clock is right: otherwise no key is deleted."""
        self._store = store
        self._later = later
        self._chance = chance
        self._trusted = trusted
        self._key: tuple[int, bytes, Fernet] | None = None

    async def ready(self, now: dt.datetime) -> bytes:
        """Load the key of this period, and return it. `seal` needs it and cannot wait for it."""
        current = period(now)
        if self._key is None or self._key[0] != current:
            if self._trusted():
                await self._store.forget_keys(current)
            key = await self._store.key(current, self._chance(KEY_BYTES))
            self._key = current, key, _sealer(key)
        return self._key[1]

    def seal(self, workspace: str, words: Sequence[str], now: dt.datetime, longest: int = VALUE) -> str:
        """The words as the value of a button, without the last ones if it would be longer than `longest`; '' if there
        are no words, or if the key is not loaded yet."""
        if not words:
            return ""
        if self._key is None or self._key[0] != period(now):
            self._later(self._prepare(now))
            return ""
        data = json.dumps([workspace, *words], ensure_ascii=False, separators=(",", ":")).encode()
        sealed = self._key[2].encrypt_at_time(data, int(now.timestamp())).decode("ascii")
        return sealed if len(sealed) <= longest else self.seal(workspace, words[:-1], now, longest)

    def missed(self, workspace: str, user: str, words: Sequence[str], now: dt.datetime) -> bool:
        """Record that somebody asked about these words and got no answer; returns whether there are any words."""
        if words:
            self._later(self._mark(workspace, user, words, now, found=False))
        return bool(words)

    async def judge(self, value: str, user: str, now: dt.datetime, *, found: bool) -> Message:
        """Record whether an answer was what somebody looked for, and thank them; their last judgement counts."""
        key = await self.ready(now)
        try:
            workspace, *words = json.loads(_sealer(key).decrypt(value))
        except (InvalidToken, ValueError):
            return say(texts.TOO_OLD)
        await self._mark(workspace, user, words, now, found=found)
        return say(texts.FOUND_THANKS if found else texts.MISSED_THANKS)

    async def unanswered(self, workspace: str) -> list[str]:
        """The gaps of a workspace that may be shown, as text, most missed first."""
        return [" · ".join(gap.words) for gap in await self.shown(workspace)]

    async def shown(self, workspace: str) -> Sequence[Gap]:
        """The gaps of a workspace that may be shown, with numbers of people, most missed first."""
        return worth_showing(await self._store.shown(workspace))

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was last asked before this moment; returns how many rows."""
        return await self._store.expire(before)

    async def _prepare(self, now: dt.datetime) -> None:
        await self.ready(now)

    async def _mark(
        self, workspace: str, user: str, words: Sequence[str], now: dt.datetime, *, found: bool
    ) -> None:
        key = await self.ready(now)
        askers = {each: asker(key, workspace, user, each) for each in combined(words)}
        await self._store.mark(workspace, period(now), askers, now.date(), found=found)


def _sealer(key: bytes) -> Fernet:
    """Derives a separate key for sealing, so that a sealed value reveals nothing about the hidden names of askers."""
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, b"seal", hashlib.sha256).digest()))
