"""What leads type and press about the trial of the plan button in their channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from bot.channels.leads.permissions import Permissions
from bot.core.commands import Command
from bot.core.features import Action
from bot.core.interaction import Asked, Click, Reply
from bot.core.messages import Message, say
from bot.habits import messages, texts
from bot.habits.trial.service import Trials


def command(trials: Trials, permissions: Permissions) -> Command:
    async def trial(asked: Asked, _argument: str) -> Message:
        """Explains the trial, and shows whether it runs here with the button that starts or stops it."""
        await permissions.change(asked.actor, asked.channel)
        running = await trials.running(asked.actor.at(asked.channel))
        return messages.trial(asked.channel, runs=running is not None)

    return Command("trial", ("proef",), trial)


def actions(trials: Trials, permissions: Permissions, now: Callable[[], dt.datetime]) -> Mapping[str, Action]:
    async def start(click: Click) -> Reply:
        await permissions.change(click.actor, click.value)
        await trials.start(click.actor, click.value, now())
        return Reply(say(texts.TRIAL_STARTED), replace=True)

    async def stop(click: Click) -> Reply:
        await permissions.change(click.actor, click.value)
        await trials.stop(click.actor, click.value, now())
        return Reply(say(texts.TRIAL_STOPPED), replace=True)

    return {"start_trial": Action(start), "stop_trial": Action(stop)}
