"""The gap list: what people asked for and did not find, in words that point at nobody."""

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
    """Records what was missed.

    An answer's buttons carry the words that it is about, sealed: nobody but the bot can read or make them. So nothing
    is kept of a question that was answered and that nobody complained of, and a click is understood after a restart
    and by every process. The seal is broken for ever when the period ends and its key is deleted.
    """

    def __init__(
        self,
        store: SqlGapStore,
        later: Later,
        chance: Callable[[int], bytes],
        trusted: Callable[[], bool] = lambda: True,
    ) -> None:
        """`trusted` says whether the clock can be believed: by another no key is deleted."""
        self._store = store
        self._later = later
        self._chance = chance
        self._trusted = trusted
        self._key: tuple[int, bytes, Fernet] | None = None

    async def ready(self, now: dt.datetime) -> bytes:
        """Have the key of this period at hand; `seal` needs it and does not wait for it."""
        current = period(now)
        if self._key is None or self._key[0] != current:
            if self._trusted():
                await self._store.forget_keys(current)
            key = await self._store.key(current, self._chance(KEY_BYTES))
            self._key = current, key, _sealer(key)
        return self._key[1]

    def seal(self, workspace: str, words: Sequence[str], now: dt.datetime, longest: int = VALUE) -> str:
        """The words as the value of a button, the last ones left out where it would be longer than `longest`; ''
        where there are none, or (for a moment) no key."""
        if not words:
            return ""
        if self._key is None or self._key[0] != period(now):
            self._later(self._prepare(now))
            return ""
        data = json.dumps([workspace, *words], ensure_ascii=False, separators=(",", ":")).encode()
        sealed = self._key[2].encrypt_at_time(data, int(now.timestamp())).decode("ascii")
        return sealed if len(sealed) <= longest else self.seal(workspace, words[:-1], now, longest)

    def missed(self, workspace: str, user: str, words: Sequence[str], now: dt.datetime) -> bool:
        """Somebody asked for these words and got no answer; whether there is anything to record."""
        if words:
            self._later(self._mark(workspace, user, words, now, found=False))
        return bool(words)

    async def judge(self, value: str, user: str, now: dt.datetime, *, found: bool) -> Message:
        """Somebody said of an answer whether it was what they looked for; the last word counts."""
        key = await self.ready(now)
        try:
            workspace, *words = json.loads(_sealer(key).decrypt(value))
        except (InvalidToken, ValueError):
            return say(texts.TOO_OLD)
        await self._mark(workspace, user, words, now, found=found)
        return say(texts.FOUND_THANKS if found else texts.MISSED_THANKS)

    async def unanswered(self, workspace: str) -> list[str]:
        """What may be shown of a workspace, most missed first."""
        return [" · ".join(gap.words) for gap in await self.shown(workspace)]

    async def shown(self, workspace: str) -> Sequence[Gap]:
        """The same, with how many people."""
        return worth_showing(await self._store.shown(workspace))

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was last asked before this moment; how many."""
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
    """Seals with a key of its own, so that no sealed value says anything about the names of askers."""
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, b"seal", hashlib.sha256).digest()))
