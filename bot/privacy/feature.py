"""What everybody can see, download and erase of their own data, and what is deleted by age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from bot.core.commands import Command
from bot.core.features import Action, Feature
from bot.core.interaction import Asked, Click, File, Reply
from bot.core.messages import Message, say
from bot.core.platform import Platform, send
from bot.privacy import messages, texts
from bot.privacy.service import Expiry, Privacy


def build(
    privacy: Privacy,
    expiry: Expiry,
    platform: Platform,
    now: Callable[[], dt.datetime],
) -> Feature[Any]:
    """`expiry` deletes what was kept long enough; `now` is the time in UTC."""

    async def kept(asked: Asked, _argument: str) -> Message:
        parts = [(one.title, one.why, one.kept, len(one.rows)) for one in await privacy.kept(asked.actor)]
        return messages.privacy(parts, await privacy.alone(asked.actor))

    async def download(click: Click) -> Reply:
        file = File(
            texts.PRIVACY_FILE, texts.PRIVACY_SUMMARY, await privacy.download(click.actor, platform.words)
        )
        platform.later(send(platform, click.actor, texts.PRIVACY_FILE_WORDS, file))
        return Reply(say(texts.FILE_COMES))

    async def erase(click: Click) -> Reply:
        erased = await privacy.erase(click.actor, now())
        platform.people.forget(click.actor.workspace, click.actor.user)
        return Reply(messages.erased(erased.everywhere), replace=True)

    return Feature(
        commands=(Command("privacy", ("privacy",), kept),),
        actions={
            "privacy_download": Action(download, anybody=True, slow=True),
            "privacy_erase": Action(erase, anybody=True, slow=True),
        },
        due=(expiry.due,),
    )
