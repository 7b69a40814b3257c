"""Lets people see, download and erase their own data, and deletes data by age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.commands import Command
from bot.core.features import Action, Feature, joined
from bot.core.interaction import Asked, Click, File, Reply
from bot.core.messages import Message, say
from bot.core.people import Actor
from bot.core.platform import Platform, send
from bot.database.tables import once
from bot.database.vault import SqlVault
from bot.privacy import mentions, messages, texts
from bot.privacy.service import Expiry, Privacy


def build(
    engine: AsyncEngine,
    platform: Platform,
    others: Sequence[Feature[Any]],
    tables: Sequence[sa.Table],
    *,
    alone: Callable[[Actor], Awaitable[Sequence[str]]],
    now: Callable[[], dt.datetime],
) -> Feature[Any]:
    """The personal data of all `others`, in their order. After that the person's name is looked for in the rest of
    all `tables`. `alone` gives the channels whose only lead is the person, `now` the time in UTC."""
    theirs = [part for feature in others for part in feature.personal]
    looked_through = {once.name, *(part.table for part in theirs)}
    own = mentions.parts(engine, [table for table in tables if table.name not in looked_through])
    vault = SqlVault(engine)
    privacy = Privacy([*theirs, *own], alone, platform.people, vault)
    expiry = Expiry(joined([*(feature.retention for feature in others), platform.retention]), vault)

    async def kept(asked: Asked, _argument: str) -> Message:
        parts = await privacy.kept(asked.actor)
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
        personal=own,
        due=(expiry.due,),
    )
