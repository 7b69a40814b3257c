"""The buttons under a tip: where it comes from, and what people think of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from bot.core.features import Action, Press
from bot.core.interaction import Click, Reply
from bot.core.people import Actor
from bot.habits.feedback.model import Question
from bot.habits.feedback.service import Feedback
from bot.library.ports import Content


def actions(
    feedback: Feedback,
    readable: Callable[[Actor], Awaitable[Content]],
    now: Callable[[], dt.datetime],
) -> Mapping[str, Action]:
    """`readable` gives what a person may read."""

    async def how(click: Click) -> Reply:
        content = await readable(click.actor)
        return Reply(await feedback.how(click.actor, click.value, now(), click.seen, content))

    def vote(question: Question, *, yes: bool) -> Press:
        async def press(click: Click) -> Reply:
            seen = click.under if question == "used" else click.seen
            return Reply(await feedback.vote(click.actor, click.value, question, yes, now(), seen=seen))

        return press

    return {
        "how": Action(how, reads=True),
        "passage": Action(how, reads=True),  # under tips that an earlier version posted
        "useful": Action(vote("useful", yes=True)),
        "not_useful": Action(vote("useful", yes=False)),
        "used": Action(vote("used", yes=True)),
        "not_used": Action(vote("used", yes=False)),
    }
