"""What is kept about a person who leads or changed channels, and how it is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import audit
from bot.channels.leads import texts
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act
from bot.channels.voices import texts as texts_voices
from bot.channels.voices.store import SqlLeadTipStore
from bot.core import retention
from bot.core.features import Personal, Rows
from bot.core.people import Actor, Subject
from bot.privacy.mentions import Mentions
from bot.privacy.texts import DELETED_USER


def parts(engine: AsyncEngine) -> Sequence[Personal]:
    """The channels that a person leads; changes that they made, and others' changes that name them. Changes stay,
    without the person: a channel's other leads may need its history. Roles end before the log loses the name, so that
    it records the end of each role."""
    leads, log = SqlLeadStore(engine), Mentions(engine, [audit])

    async def roles(person: Actor) -> Rows:
        led = await leads.led_by(person)
        return [{"kanaal": name, "sinds": since.isoformat()} for name, since in led]

    async def end_roles(person: Actor, now: dt.datetime) -> int:
        return await leads.leave(person, Act(DELETED_USER, now).change("lead", DELETED_USER, None))

    async def changes(person: Subject) -> Rows:
        return [
            {
                "wanneer": row["at"].isoformat(),
                "kanaal": row["channel"],
                "door": texts.AUDIT_YOU if row["user"] == person.user else texts.AUDIT_OTHER,
                "wat": row["field"],
                "van": row["before"],
                "naar": row["after"],
            }
            for _, (row, _) in await log.seen(person)
        ]

    heard = SqlLeadTipStore(engine)

    async def tips(person: Actor) -> Rows:
        return [
            {"kanaal": one.ref.channel, "datum": one.slot.isoformat(), "tip": one.tip}
            for one in await heard.of(person)
        ]

    async def forget_tips(person: Actor, _now: dt.datetime) -> int:
        return await heard.erase(person)

    kept = texts.AUDIT_KEPT.format(days=retention.AUDIT.days)
    return (
        Personal(texts_voices.TITLE, texts_voices.WHY, texts_voices.KEPT, tips, forget_tips),
        Personal(texts.ROLES_TITLE, texts.ROLES_WHY, texts.ROLES_KEPT, roles, end_roles),
        Personal(texts.AUDIT_TITLE, texts.AUDIT_WHY, kept, changes, log.erase, audit.name),
    )
