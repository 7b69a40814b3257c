"""Adds an article from a link or a file: refuses at once what can be known at once, and reads it afterwards."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.answers.added.service import AddedArticles
from bot.answers.adding import messages, texts
from bot.answers.adding.messages import Preview
from bot.answers.adding.questions import answered, headings
from bot.answers.adding.reading import Reading
from bot.answers.in_force import index_of
from bot.core.errors import LeiderschapError, Refused
from bot.core.forms import Upload
from bot.core.messages import Message
from bot.core.people import Actor
from bot.core.platform import Platform
from bot.core.router import failed
from bot.library.importing import fetching
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.fetching import NotFetched
from bot.library.importing.files import MEGABYTE, largest
from bot.library.importing.reading import KINDS
from bot.library.ports import Content

if TYPE_CHECKING:
    from bot.library.importing.importer import Imported

log = structlog.get_logger()

WAITING = 5
"""Documents that are read or wait for it; more are refused."""

Document = str | Upload
"""A link, or a file."""


class Adding:
    """Who may do it is for the caller to check. `content` gives what is in force, `now` the time in UTC. Neither a link
    nor the name of a file is logged: a link may hold a secret."""

    def __init__(
        self,
        added: AddedArticles,
        reading: Reading,
        platform: Platform,
        content: Callable[[], Content],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._added = added
        self._reading = reading
        self._platform = platform
        self._content = content
        self._now = now
        self._one = asyncio.Lock()
        self._waiting = 0

    async def takes_files(self, workspace: str) -> bool:
        return await self._platform.takes_files(workspace)

    def begin(self, actor: Actor, document: Document) -> None:
        """Read the document beside all that goes on, and tell this person alone what came of it. Raises Refused, with
        the field, for what can be known without reading it."""
        if isinstance(document, Upload):
            _check_file(document)
        else:
            _check_link(document)
        if self._waiting >= WAITING:
            raise Refused(texts.BUSY)
        self._waiting += 1
        self._platform.later(self._read_and_tell(actor, document))

    async def _read_and_tell(self, actor: Actor, document: Document) -> None:
        try:
            async with self._one:
                message = await self._preview(actor, document)
        except Refused as refusal:
            message = refusal.told
        except Exception as error:  # the person who waits for it hears of any error
            message = failed(error, messages.FORM)
        finally:
            self._waiting -= 1
        direct = await self._platform.people.direct(actor.workspace, actor.user)
        await self._platform.messenger.post(direct, message)

    async def _preview(self, actor: Actor, document: Document) -> Message:
        found = await self._read(document)
        source = document.name if isinstance(document, Upload) else document
        accepted = await self._added.of(actor.workspace)
        replaces = next((one.title for one in accepted if one.source == source), "")
        kept = await self._added.propose(actor.workspace, found, source, actor.user, self._now())
        article = await self._added.article(actor.workspace, kept.id)
        if article is None:
            raise Refused(texts.PROBLEMS["unavailable"])
        language = index_of(self._content()).language
        questions = await self._reading.beside(functools.partial(answered, article, language))
        log.info("article.read", workspace=actor.workspace, words=kept.words, questions=len(questions))
        return messages.preview(Preview(kept, headings(article), questions, replaces))

    async def _read(self, document: Document) -> Sequence[Imported]:
        """What is in the document. Raises Refused, with a sentence that says what is wrong and what to do."""
        try:
            if isinstance(document, Upload):
                return await self._reading.file(await _data(document), document.name)
            return await self._reading.page(await fetching.fetch(document))
        except ImportProblem as problem:
            log.info("article.not_read", reason=problem.why)
            raise Refused(texts.PROBLEMS[problem.why]) from None
        except NotFetched as problem:
            log.info("article.not_fetched", reason=problem.why)
            raise Refused(texts.LINKS[problem.why]) from None


async def _data(upload: Upload) -> bytes:
    try:
        return await upload.read(largest(upload.name))
    except LeiderschapError as error:
        log.warning("article.not_given", reason=str(error))
        raise Refused(texts.FILE_NOT_GIVEN) from None


def _check_file(upload: Upload) -> None:
    if Path(upload.name).suffix.lower() not in KINDS:
        raise Refused(texts.FILE_KIND, messages.FILE)
    if not upload.size:
        raise Refused(texts.PROBLEMS["empty"], messages.FILE)
    if upload.size > (most := largest(upload.name)):
        raise Refused(texts.FILE_LARGE.format(limit=most // MEGABYTE), messages.FILE)


def _check_link(link: str) -> None:
    try:
        fetching.check(link)
    except NotFetched as problem:
        raise Refused(texts.LINKS[problem.why], messages.LINK) from None
