"""Makes a tip as a message: short in a channel, and whole for one person. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.calendar import texts as texts_channels
from bot.channels.model import Channel
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.voices import texts as own
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
from bot.library.passages import Article, Corpus
from bot.library.tips import TO_LEAD, Source, Tip, Voice

MOST = 6
"""The most tips that a lead gets whole in one message: Slack takes fifty blocks, and each of these is up to seven."""


def nudge(tip: AnyTip, corpus: Corpus, *, whole: bool = False) -> Message:
    """A tip as posted in a channel: the team's voice, or only the question of a tip that has none."""
    if tip.audience == "leader":
        parts = (Paragraph(text(bold(tip.question))), Context(text(texts.QUESTION_HOW)))
        return Message(texts.QUESTION_SUMMARY.format(question=tip.question), parts)
    return Message(texts.NUDGE_SUMMARY.format(title=tip.title), _posted(tip, corpus, whole=whole))


def tip_answer(tip: Tip, theme: str, corpus: Corpus) -> Message:
    """A tip for one person, with a button to make a plan and one for another tip on the same theme ('' for any)."""
    buttons = (
        Button("plan", texts.PLAN, tip.id, primary=True),
        Button("how", texts.HOW, tip.id),
        Button("other_tip", texts.OTHER_TIP, f"{theme}/{tip.id}"),
    )
    parts = (*short(tip, tip.voice, corpus), Buttons(buttons))
    return Message(texts.TIP_SUMMARY.format(title=tip.title), parts)


def short(tip: Tip, voice: Voice, corpus: Corpus) -> tuple[Part, ...]:
    """What the tip asks and why, and where it comes from. The reason of a tip in the old form is too long for it."""
    why = (Paragraph(text(voice.why)),) if tip.brief else ()
    return (Heading(voice.title), *why, Paragraph(text(voice.do)), Context(_source(tip, corpus)))


@dataclass(frozen=True, slots=True)
class Coming:
    """A tip that comes in a channel, at a moment in UTC."""

    channel: Channel
    tip: AnyTip
    at: dt.datetime


def to_lead(coming: Sequence[Coming], day: dt.date, corpus: Corpus) -> Message:
    """For whoever leads these channels, before their tips come. `day` is when it was first sent."""
    parts = [part for one in coming[:MOST] for part in _coming(one, corpus)]
    if more := [
        text(own.MORE.format(channel=one.channel.name, title=_title(one.tip))) for one in coming[MOST:]
    ]:
        parts.append(Items(tuple(more)))
    later = Button("lead_later", own.LATER, day.isoformat())
    summary = own.SUMMARY.format(title=_title(coming[0].tip))
    return Message(summary, (*parts, Buttons((later, Button("lead_off", own.OFF)))))


def _title(tip: AnyTip) -> str:
    """What the tip is called for whoever leads."""
    return tip.lead.title if isinstance(tip, Tip) and tip.lead else tip.title


def _coming(one: Coming, corpus: Corpus) -> Iterator[Part]:
    moment = dates.moment(one.at, one.channel.settings.rhythm.timezone)
    yield Context(text(own.INTRO.format(channel=one.channel.name, moment=moment)))
    lead = one.tip.lead if isinstance(one.tip, Tip) else None
    yield from short(one.tip, lead, corpus) if isinstance(one.tip, Tip) and lead else _posted(one.tip, corpus)
    asks = own.ASKS.format(question=one.tip.question)
    posted = asks if one.tip.audience == "leader" else own.POSTS.format(title=one.tip.posted)
    yield Context(text(own.NOTHING_POSTED if one.channel.settings.voice == "leads" else posted))
    if lead is None:
        return
    value = f"{one.tip.id}{TO_LEAD}"
    yield Buttons((Button("plan", texts.PLAN, value, primary=True), Button("how", texts.HOW, value)))


def instead(channel: Channel, slot: dt.date, tip: AnyTip | None) -> Message:
    """For a lead who was told of a tip that does not come."""
    comes = own.CHANGED_TIP.format(title=tip.title) if tip else own.CHANGED_NOTHING
    said = own.CHANGED.format(channel=channel.name, date=dates.date(slot))
    return Message(own.CHANGED_SUMMARY.format(channel=channel.name), (Paragraph(text(said, comes)),))


def put_off(moment: str) -> Message:
    return say(own.PUT_OFF.format(moment=moment))


def stopped() -> Message:
    return Message(own.STOPPED, (Paragraph(text(own.STOPPED)), Buttons((Button("lead_on", own.ON),))))


def started() -> Message:
    return say(own.STARTED)


def how(tip: Tip, voice: Voice | None, corpus: Corpus) -> Message:
    """All that stands behind the short form, for one person, with the passage that the tip comes from; without a voice
    only the passage. Where the passage is not in force, it names the article."""
    behind = (Heading(voice.title), Paragraph(text(voice.do)), *_behind(tip, voice)) if voice else ()
    passage = _passage(tip.source, corpus) or (Context(_source(tip, corpus)),)
    title = voice.title if voice else tip.question
    return Message(texts.HOW_SUMMARY.format(title=title), (*behind, *passage))


def _passage(source: Source, corpus: Corpus) -> tuple[Part, ...]:
    article = corpus.get(source.article)
    for section in article.sections if article else ():
        if article and section.id == source.section:
            return quoted(section.heading, [text(paragraph) for paragraph in section.paragraphs], article)
    return ()


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


def _posted(tip: AnyTip, corpus: Corpus, *, whole: bool = False) -> tuple[Part, ...]:
    if isinstance(tip, OwnTip):
        whose = text(texts_channels.OWN_TIP)
        if tip.link:
            whose += text(" ", link(texts_channels.OWN_TIP_LINK, tip.link))
        return (Heading(tip.title), Paragraph(text(tip.why)), Paragraph(text(tip.do)), Context(whose))
    head = short(tip, tip.voice, corpus)
    return (*head[:-1], *_behind(tip, tip.voice, told=tip.brief), head[-1]) if whole else head


def _behind(tip: Tip, voice: Voice, *, told: bool = False) -> tuple[Part, ...]:
    """What a tip says beyond its short form; `told`: its reason stands above this."""
    parts: list[Part] = [] if tip.brief or told else [Paragraph(text(voice.why))]
    if voice.now:
        parts.append(Paragraph(text(bold(texts.TIP_NOW), "\n", voice.now)))
    if voice.steps:
        steps = tuple(text(step) for step in voice.steps)
        parts.append(Items(steps, numbered=True, title=texts.TIP_STEPS))
    plan = texts.TIP_IF_THEN.format(when=voice.if_then.when, then=voice.if_then.then)
    parts.append(Paragraph(text(bold(texts.TIP_EXAMPLE), "\n", plan)))
    if tip.team:
        parts.append(Paragraph(text(bold(texts.TIP_QUESTION), "\n", tip.question)))
    time = texts.TIP_MINUTES.format(minutes=voice.minutes)
    if voice.together:
        time += texts.TIP_TOGETHER.format(minutes=voice.together)
    facts = [time, *([texts.TIP_EVIDENCE.format(study=tip.evidence)] if tip.evidence else [])]
    return (*parts, Context(text("\n".join(facts))))


def _source(tip: Tip, corpus: Corpus) -> Text:
    """`Naar: Titel, door Auteur`"""
    article = corpus[tip.source.article]
    by = text(", ", texts.BY.format(author=article.author)) if article.author else ()
    return text(texts.TIP_SOURCE, link(article.title, article.link), *by)
