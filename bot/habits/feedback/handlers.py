"""The buttons under a tip, except for the plan: where it comes from, and whether it was used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from bot.core.features import Action, Press
from bot.core.interaction import Click, Reply
from bot.core.messages import say
from bot.core.people import Actor
from bot.habits import texts
from bot.habits.feedback.service import Feedback
from bot.library.ports import Content

GONE = ("useful", "not_useful")
"""Buttons that still stand under tips posted before, and ask nothing any more."""


def actions(
    feedback: Feedback,
    readable: Callable[[Actor], Awaitable[Content]],
    now: Callable[[], dt.datetime],
) -> Mapping[str, Action]:
    """`readable` gives what a person may read."""

    async def how(click: Click) -> Reply:
        content = await readable(click.actor)
        return Reply(await feedback.how(click.actor, click.value, now(), click.seen, content))

    def used(*, yes: bool) -> Press:
        async def press(click: Click) -> Reply:
            return Reply(await feedback.used(click.actor, click.value, yes, now(), seen=click.under))

        return press

    return {
        "how": Action(how, reads=True),
        "passage": Action(how, reads=True),  # under tips that an earlier version posted
        "used": Action(used(yes=True)),
        "not_used": Action(used(yes=False)),
        **dict.fromkeys(GONE, Action(_gone, changes=False)),
    }


async def _gone(_click: Click) -> Reply:
    return Reply(say(texts.OPINION_GONE))
