"""Hands over the answers: the search, the tips and articles to look at, words that mean the same, and the gap list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.added import personal as added_personal
from bot.answers.added.contents import Contents
from bot.answers.added.service import AddedArticles
from bot.answers.adding.handlers import AddingHandlers
from bot.answers.adding.reading import Reading
from bot.answers.adding.service import Adding
from bot.answers.browsing import Browsing
from bot.answers.gaps import personal
from bot.answers.gaps.service import Gaps
from bot.answers.handlers import Handlers
from bot.answers.own_words.handlers import OwnWordHandlers
from bot.answers.own_words.service import OwnWords
from bot.answers.own_words.store import SqlOwnWordStore
from bot.answers.readers import Readers
from bot.answers.search.meaning.asking import Asking
from bot.answers.service import Answering
from bot.answers.talk.support import Support
from bot.answers.talk.understanding import understood
from bot.channels.audit import SqlAuditLog
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges import messages
from bot.channels.nudges.past import Past
from bot.core import commands, retention
from bot.core.commands import Command, find
from bot.core.features import Action, Feature, Home
from bot.core.inputs.typed import fold
from bot.core.interaction import Asked
from bot.core.messages import Message
from bot.core.people import Actor
from bot.core.platform import Platform
from bot.database.once import SqlOnceStore
from bot.delivery.ledger import SqlLedger
from bot.library.importing.bounded import Bounds
from bot.library.ports import Content
from bot.settings import Settings


def build(
    engine: AsyncEngine,
    gaps: Gaps,
    content: Callable[[], Content],
    readers: Readers,
    once: SqlOnceStore,
    *,
    added: AddedArticles,
    contents: Contents,
    platform: Platform,
    permissions: Permissions,
    settings: Settings,
    now: Callable[[], dt.datetime],
) -> Feature[Any]:
    """`content` returns the content in force for all, which is needed to understand what was typed; what is shown comes
    from `readers`. `added` is what workspaces add themselves, `contents` returns what a workspace is answered from with
    that, and `now` the time in UTC.
    """
    support = Support(readers.content, settings.someone_to_talk_to)
    own_words = OwnWords(SqlOwnWordStore(engine), gaps, contents, now)
    administered = OwnWordHandlers(own_words, SqlAuditLog(engine), permissions, now)
    answering = Answering(once, gaps, Asking(settings.meaning_seconds), own_words.same)
    does = Handlers(
        answering, Browsing(content, Past(SqlLedger(engine), platform)), gaps, readers, now, support=support
    )
    documents = Reading(Bounds(settings.import_seconds, settings.import_megabytes))
    adding = Adding(added, documents, platform, content, now)
    adds = AddingHandlers(added, adding, permissions, does.articles, now)

    def theme(argument: str) -> str | None:
        themes = content().library.themes.values()
        return find(argument, ((one.id, one.title) for one in themes)) if fold(argument) else ""

    def series(argument: str) -> str | None:
        known = content().library.series.values()
        return find(argument, ((one.id, one.title) for one in known)) if fold(argument) else ""

    async def place_to_ask(actor: Actor, page: int) -> Home:
        return Home(()) if page or await permissions.outsider(actor) else await does.home(actor, page)

    async def administration(actor: Actor, page: int) -> Home:
        words = await administered.home(actor, page)
        return Home((*await adds.home(actor), *words.parts))

    async def forget(now: dt.datetime) -> None:
        """Delete the records of clicks that are older than `retention.CLICKS`."""
        await once.forget(now - retention.CLICKS)

    return Feature(
        commands=(
            Command(commands.HELP, ("help", "hulp"), _help, fixed=True),
            Command("tip", ("tip", "tips"), does.tip, theme, reads=True),
            Command("themes", ("thema's", "thema", "themes", "theme"), does.themes),
            Command("series", ("leerlijnen", "leerlijn", "series"), does.series, series),
            Command("articles", ("artikelen", "artikel", "articles"), adds.articles, reads=True),
            Command(commands.SEARCH, ("zoek", "search"), does.search, _anything, reads=True),
        ),
        actions={
            "more": Action(does.more, changes=False, reads=True, anybody=True),
            "show_tip": Action(does.show_tip, changes=False, reads=True, anybody=True),
            "other_tip": Action(does.other_tip, changes=False, reads=True, anybody=True),
            "theme_tip": Action(does.theme_tip, changes=False, reads=True, anybody=True),
            "share": Action(does.share, reads=True),
            "found": Action(does.found),
            "missed": Action(does.missed),
            commands.ASK: Action(does.question_form, changes=False),
            **administered.actions(),
            **adds.actions(),
        },
        forms={**adds.forms(), commands.ASK: does.questioned},
        mention=does.mention,
        talk=understood,
        home={"ask": place_to_ask, "administration": administration},
        urgent=support.urgent,
        due=(forget,),
        personal=(personal.part(engine), added_personal.part(engine)),
        retention={
            "questions": (gaps.expire, retention.QUESTIONS),
            "proposed": (added.expire, retention.PROPOSED),
        },
        stop=(documents.stop,),
    )


async def _help(_asked: Asked, _argument: str) -> Message:
    return messages.help()


def _anything(argument: str) -> str | None:
    return argument
