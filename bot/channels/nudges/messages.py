"""Makes messages with tips and lists: their content and its order. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.channels import texts as texts_settings
from bot.channels.calendar import texts as texts_channels
from bot.channels.model import FOREVER, Channel
from bot.channels.own_tips.model import AnyTip, OwnTip
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
    Quote,
    Run,
    Text,
    bold,
    link,
    say,
    text,
)
from bot.delivery.model import Delivery
from bot.delivery.notices import words as stopped_words
from bot.library.passages import Article, Corpus
from bot.library.tips import Library, Source, Tip

LISTED_ARTICLES = 100
"""The most articles to name of each kind."""


def nudge(tip: AnyTip, library: Library, corpus: Corpus) -> Message:
    """A tip as posted in a channel."""
    parts = (Context(text(texts.NUDGE_INTRO)), *_tip_parts(tip, library, corpus))
    return Message(texts.NUDGE_SUMMARY.format(title=tip.title), parts)


def tip_answer(tip: Tip, theme: str, library: Library, corpus: Corpus) -> Message:
    """A tip for one person, with a button to make a plan and one for another tip on the same theme ('' for any)."""
    plan = Button("plan", texts.PLAN, tip.id, primary=True)
    another = Button("other_tip", texts.OTHER_TIP, f"{theme}/{tip.id}")
    parts = (*_tip_parts(tip, library, corpus), Buttons((plan, another)))
    return Message(texts.TIP_SUMMARY.format(title=tip.title), parts)


def _own_tip_parts(tip: OwnTip) -> tuple[Part, ...]:
    own = text(texts_channels.OWN_TIP)
    if tip.link:
        own += text(" ", link(texts_channels.OWN_TIP_LINK, tip.link))
    return (
        Heading(tip.title),
        Paragraph(text(tip.why)),
        Paragraph(text(bold(texts.TIP_DO), "\n", tip.do)),
        Context(own),
    )


def _tip_parts(tip: AnyTip, library: Library, corpus: Corpus) -> tuple[Part, ...]:
    if isinstance(tip, OwnTip):
        return _own_tip_parts(tip)
    plan = texts.TIP_IF_THEN.format(when=tip.if_then.when, then=tip.if_then.then)
    theme = library.themes[tip.theme].title
    facts = texts.TIP_CONTEXT.format(minutes=tip.minutes, audience=texts.AUDIENCE[tip.audience], theme=theme)
    return (
        Heading(tip.title),
        Paragraph(text(tip.why)),
        Paragraph(text(bold(texts.TIP_DO), "\n", tip.do)),
        Items(tuple(text(step) for step in tip.steps), numbered=True, title=texts.TIP_STEPS),
        Paragraph(text(bold(texts.TIP_EXAMPLE), "\n", plan)),
        Paragraph(text(bold(texts.TIP_REFLECT), "\n", tip.reflect)),
        Context(text(facts, "\n", texts.TIP_SOURCE, *_section(tip.source, corpus))),
    )


def _section(source: Source, corpus: Corpus) -> Text:
    """`Kop van de sectie, uit Titel, door …`; only the article if it is an imported original, which has other
    sections."""
    article = corpus[source.article]
    heading = next((section.heading for section in article.sections if section.id == source.section), "")
    return text(*([texts.TIP_SECTION.format(heading=heading)] if heading else []), *named(article))


def quoted(heading: str, words: Sequence[Text], article: Article) -> tuple[Part, ...]:
    """The heading, the words under it, and `Bron: in onze woorden, naar Titel, door Auteur`; for an original, without
    "in onze woorden"."""
    by = text(", ", texts.BY.format(author=article.author)) if article.author else ()
    before = text(texts.ANSWER_RETELLING) if article.retelling else ()
    source = text(texts.SOURCE, *before, link(article.title, article.link), *by)
    return (Heading(heading), *map(Quote, words), Context(source))


def named(article: Article) -> Text:
    """`Titel, door Auteur, Uitgever, 3 februari 2017`, as far as known."""
    rest = [texts.BY.format(author=article.author)] if article.author else []
    rest += [article.publisher] if article.publisher else []
    rest += [dates.short(article.date)] if article.date else []
    after = "".join(f", {fact}" for fact in rest)
    return (link(article.title, article.link), Run(after)) if after else (link(article.title, article.link),)


def privately(message: Message) -> Message:
    """An answer to a public question that only the asker sees; says why."""
    return replace(message, parts=(Paragraph(text(texts.PRIVATELY)), *message.parts))


def help() -> Message:
    lines = tuple(text(bold(usage), ": ", explanation) for usage, explanation in texts.HELP_LINES)
    return Message(texts.HELP_SUMMARY, (Items(lines),))


def themes(library: Library) -> Message:
    lines = []
    for theme in library.themes.values():
        count = len(library.of_themes((theme.id,)))
        lines.append(text(bold(theme.id), texts.LISTED.format(title=theme.title, count=count)))
    how = texts.THEMES_HOW.format(example=next(iter(library.themes), ""))
    return Message(
        texts.THEMES_TITLE, (Heading(texts.THEMES_TITLE), Items(tuple(lines)), Paragraph(text(how)))
    )


def series(id: str, library: Library) -> Message:
    """All series, or the tips of one."""
    if chosen := library.series.get(id):
        tips = tuple(text(library.tips[tip].title) for tip in chosen.tips)
        parts = (Heading(chosen.title), Paragraph(text(chosen.summary)), Items(tips, numbered=True))
        return Message(chosen.title, parts)
    lines = []
    for one in library.series.values():
        lines.append(text(bold(one.id), texts.LISTED.format(title=one.title, count=len(one.tips))))
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
