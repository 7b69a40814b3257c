"""A lead's answer about a post that may or may not be in the channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.features import Action, Feature
from bot.core.interaction import Click, Reply
from bot.core.messages import say
from bot.core.people import Actor
from bot.delivery import personal, texts
from bot.delivery.reconciling import Reconciling


def build(
    engine: AsyncEngine, reconciling: Reconciling, may: Callable[[Actor, str], Awaitable[object]]
) -> Feature[Any]:
    """The people who were asked may answer while they `may` decide about the channel; that raises Refused."""

    async def answered(click: Click, *, done: str, posted: bool) -> Reply:
        answer = await reconciling.answer(click.value, click.actor, may, posted=posted)
        return Reply(say(done if answer == "done" else texts.ANSWERED_BEFORE), replace=True)

    repost = partial(answered, done=texts.REPOST_DONE, posted=False)
    already_there = partial(answered, done=texts.ALREADY_THERE_DONE, posted=True)
    return Feature(
        actions={"repost": Action(repost), "already_there": Action(already_there)},
        personal=(personal.part(engine),),
    )
