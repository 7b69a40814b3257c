"""Makes messages with tips and lists: their content and its order. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.channels import texts as texts_settings
from bot.channels.model import FOREVER, Channel
from bot.channels.nudges.past import Posted
from bot.channels.voices.messages import named
from bot.core import dates, texts
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    bold,
    link,
    say,
    text,
)
from bot.delivery.model import Delivery
from bot.delivery.notices import words as stopped_words
from bot.library.passages import Corpus
from bot.library.tips import Library

LISTED_ARTICLES = 100
"""The most articles to name of each kind."""

OPENED = 20
"""A series with more tips has no buttons, or they would not fit in a message."""


def privately(message: Message) -> Message:
    """An answer to a public question that only the asker sees; says why."""
    return replace(message, parts=(Paragraph(text(texts.PRIVATELY)), *message.parts))


def help() -> Message:
    lines = tuple(text(bold(usage), ": ", explanation) for usage, explanation in texts.HELP_LINES)
    return Message(texts.HELP_SUMMARY, (Items(lines),))


def _listed(title: str, count: int) -> str:
    return (texts.LISTED_ONE if count == 1 else texts.LISTED).format(title=title, count=count)


def themes(library: Library) -> Message:
    lines = []
    for theme in library.themes.values():
        count = len(library.of_themes((theme.id,)))
        lines.append(text(bold(theme.id), _listed(theme.title, count)))
    how = texts.THEMES_HOW.format(example=next(iter(library.themes), ""))
    return Message(
        texts.THEMES_TITLE, (Heading(texts.THEMES_TITLE), Items(tuple(lines)), Paragraph(text(how)))
    )


def series(id: str, library: Library, posted: Mapping[str, Posted]) -> Message:
    """All series, or the tips of one, each with a button that opens it. `posted` says where a channel had them."""
    if chosen := library.series.get(id):
        parts: list[Part] = [Heading(chosen.title), Paragraph(text(chosen.summary))]
        for number, tip in enumerate(chosen.tips, 1):
            had = posted.get(tip)
            when = (link(texts.SERIES_HAD.format(date=dates.short(had.slot)), had.link),) if had else ()
            parts.append(Paragraph(text(f"{number}. ", bold(library.tips[tip].title), *when)))
            if len(chosen.tips) <= OPENED:
                parts.append(Buttons((Button("show_tip", texts.OPEN_TIP, tip),)))
        return Message(chosen.title, tuple(parts))
    lines = []
    for one in library.series.values():
        lines.append(text(bold(one.id), _listed(one.title, len(one.tips))))
    how = texts.SERIES_HOW.format(example=next(iter(library.series), ""))
    intro = Paragraph(text(texts.SERIES_INTRO))
    return Message(
        texts.SERIES_TITLE, (Heading(texts.SERIES_TITLE), intro, Items(tuple(lines)), Paragraph(text(how)))
    )


def articles(corpus: Corpus) -> Message:
    """The articles, with the retellings listed separately."""
    if not corpus:
        return say(texts.ARTICLES_NONE)
    parts: list[Part] = [Heading(texts.ARTICLES_TITLE)]
    for title, retelling in ((texts.ARTICLES_RETOLD, True), (texts.ARTICLES_LITERAL, False)):
        found = [article for article in corpus.values() if article.retelling == retelling]
        if found:
            parts.append(Items(tuple(map(named, found[:LISTED_ARTICLES])), title=title))
        if rest := found[LISTED_ARTICLES:]:
            parts.append(Context(text(texts.ARTICLES_MORE.format(count=len(rest)))))
    return Message(texts.ARTICLES_TITLE, tuple(parts))


def status(
    channel: Channel,
    last: Delivery | None,
    library: Library,
    *,
    due: dt.datetime | None,
    today: dt.date,
    tell_missed: bool,
) -> Message:
    """When this channel's next nudge comes, in which rhythm, and why the last one did not come.

    `due` (UTC) is when the next one comes, None if none comes within a year.
    """
    if not channel.version:
        return say(texts.STATUS_NONE)
    if channel.paused:
        code = channel.paused
        said = texts.STATUS_PAUSED.format(reason=stopped_words.why(code), advice=stopped_words.advice(code))
        return say(said)
    if not channel.settings.active or channel.next_due_at is None:
        return say(texts.STATUS_OFF)
    if channel.pause_until == FOREVER:
        return say(texts_settings.PAUSED)
    rhythm = channel.settings.rhythm
    until = channel.pause_until if channel.pauses_on(today) else None
    lines = [
        *([texts_settings.PAUSED_UNTIL.format(date=dates.date(until))] if until else ()),
        texts.STATUS_NEXT.format(moment=dates.moment(due, rhythm.timezone)) if due else texts.STATUS_NO_NEXT,
        texts.STATUS_RHYTHM[rhythm.frequency].format(
            weekday=dates.weekday(rhythm.weekday), clock=dates.clock(rhythm.time), timezone=rhythm.timezone
        ),
    ]
    if channel.settings.themes:
        titles = (library.themes[id].title for id in channel.settings.themes if id in library.themes)
        lines.append(texts.STATUS_THEMES.format(themes=", ".join(titles)))
    if last and last.state == "skipped" and last.error == "missed" and tell_missed:
        lines.append(texts.STATUS_MISSED.format(date=dates.date(last.slot)))
    if last and last.state in ("unknown", "review"):
        lines.append(texts.STATUS_UNSURE.format(date=dates.date(last.slot)))
    return say(*lines)
