"""Examines the content, its index, the channels file and the time zones."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.answers import in_force
from bot.answers.search.meaning import embedders
from bot.channels.model import ChannelEntry
from bot.channels.services import load_file
from bot.core.errors import ContentError
from bot.doctor.findings import Finding
from bot.library.ports import Content
from bot.settings import Settings

_SUMMER, _WINTER = dt.datetime(2025, 7, 1, tzinfo=dt.UTC), dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


async def examine_content(settings: Settings, named: list[ChannelEntry]) -> list[Finding]:
    """Adds the channels in the channels file to `named`."""
    try:
        content = await asyncio.to_thread(in_force.load_set, settings)
    except ContentError as error:
        return _faults("content", error)
    what = f"{len(content.library.tips)} tips, {len(content.corpus)} articles, no faults"
    found = [
        Finding.ok("content", what),
        *_folder(settings.articles, shipped=settings.shipped_articles),
        _index(content),
    ]
    try:
        file = load_file(settings, content.library)
    except ContentError as error:
        return [*found, *_faults("channels", error)]
    named += file.channels
    return found


async def examine_meaning(settings: Settings) -> list[Finding]:
    """Whether there is a model of meaning, if one is wanted."""
    if settings.meaning == "off":
        return [
            Finding.ok("meaning", "no model of meaning: answers use words only, as LEIDERSCHAP_MEANING says")
        ]
    try:
        model = await asyncio.to_thread(embedders.load, settings.meaning_model)
    except embedders.ModelUnusable as error:
        return [Finding.warning("meaning", str(error), "until then answers use words only")]
    where = "everywhere" if settings.meaning == "always" else "where passages have no questions of their own"
    return [Finding.ok("meaning", f"the model {model.name} can be used, {where}")]


async def examine_time_zones() -> list[Finding]:
    try:
        zone = ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:
        advice = "install your system's package tzdata, or the Python package tzdata"
        return [Finding.fault("time", "the time zone data is missing", advice)]
    if _SUMMER.astimezone(zone).utcoffset() == _WINTER.astimezone(zone).utcoffset():
        return [
            Finding.fault("time", "the time zone data is wrong: it has no summer time", "reinstall tzdata")
        ]
    return [Finding.ok("time", "time zones are known")]


def _folder(articles: Path, *, shipped: bool) -> list[Finding]:
    """The folder of the company's own articles is optional, but if it is configured it should exist."""
    if articles.is_dir() and os.access(articles, os.R_OK | os.X_OK):
        return []
    if articles.exists():
        what = f"{articles} is not a folder of articles that this user may read"
        return [Finding.fault("content", what, "correct LEIDERSCHAP_ARTICLES, or who may read it")]
    advice = "correct LEIDERSCHAP_ARTICLES, or make it with `python -m bot articles import`"
    if not shipped:
        what = (
            f"there is no folder {articles}, and LEIDERSCHAP_SHIPPED_ARTICLES is off: no question is answered"
        )
        return [Finding.warning("content", what, advice)]
    what = f"there is no folder {articles}: answers come from the shipped articles alone"
    if not os.environ.get("LEIDERSCHAP_ARTICLES"):
        return [Finding.ok("content", what)]
    return [Finding.warning("content", what, advice)]


def _index(content: Content) -> Finding:
    """Asks a question that a passage claims to answer, and checks that the index finds it."""
    asked = next(
        (
            (article.slug, question)
            for article in content.corpus.values()
            for section in article.sections
            for question in section.questions
        ),
        None,
    )
    if asked is None:
        return Finding.warning(
            "index", "no article names a question that it answers, so the search was not tried"
        )
    article, question = asked
    found = content.search.search(question).hits
    if any(hit.passage.article == article for hit in found):
        return Finding.ok("index", "a question of an article finds that article")
    return Finding.fault("index", f"a question of {article} does not find it", "run `python -m bot check`")


def _faults(part: str, error: ContentError) -> list[Finding]:
    return [Finding.fault(part, str(fault)) for fault in error.faults]
