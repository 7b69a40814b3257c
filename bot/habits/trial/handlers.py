"""What administrators type and press about the trial of the plan button; a lead may see that it runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping

from bot.channels.leads.permissions import Permissions
from bot.core.commands import Command
from bot.core.errors import Refused
from bot.core.features import Action
from bot.core.interaction import Asked, Click, Reply
from bot.core.messages import Message, say
from bot.habits import texts
from bot.habits.trial import messages, model
from bot.habits.trial.service import Trials


def command(trials: Trials, permissions: Permissions, now: Callable[[], dt.datetime]) -> Command:
    async def trial(asked: Asked, _argument: str) -> Message:
        """For administrators how far the trials are, and what to do about them; for leads whether one runs here."""
        if (await permissions.click(asked.actor)).admin:
            return messages.administration(
                asked.channel, await trials.state(asked.actor.at(asked.channel), now())
            )
        await permissions.change(asked.actor, asked.channel, act=False)
        return say(messages.running(await trials.until(asked.actor.at(asked.channel), now())))

    return Command("trial", ("proef",), trial)


def actions(trials: Trials, permissions: Permissions, now: Callable[[], dt.datetime]) -> Mapping[str, Action]:
    async def allowed(click: Click, *, act: bool) -> None:
        if not (await permissions.click(click.actor, act=act)).admin:
            raise Refused(texts.TRIAL_ADMINS)

    async def start(click: Click) -> Reply:
        await allowed(click, act=True)
        until = await trials.start_in(click.actor, click.value, now())
        return Reply(say(texts.TRIAL_STARTED.format(date=until)), replace=True)

    async def stop(click: Click) -> Reply:
        await allowed(click, act=True)
        await trials.stop_in(click.actor, click.value, now())
        return Reply(say(texts.TRIAL_STOPPED), replace=True)

    async def outcome(click: Click) -> Reply:
        await allowed(click, act=False)
        made = await asyncio.to_thread(
            model.report, await trials.weeks()
        )  # seconds of drawing, with many weeks
        return Reply(messages.outcome(made))

    return {"start_trial": Action(start), "stop_trial": Action(stop), "trial_outcome": Action(outcome)}
