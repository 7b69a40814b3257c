"""Makes messages about the coming and past nudges of a channel: their content and its order. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.channels import texts
from bot.channels.calendar import texts as texts_channels
from bot.channels.calendar.entries import Entry
from bot.channels.calendar.model import Breaks, Reason
from bot.channels.model import FOREVER, Change, Channel
from bot.channels.own_tips.model import AnyTip
from bot.channels.settings import texts as texts_settings
from bot.channels.settings import words as settings_words
from bot.channels.settings.model import ChannelSettings
from bot.channels.voices import messages as tips
from bot.core import dates
from bot.core import texts as core_texts
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Divider,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    Text,
    bold,
    link,
    say,
    text,
)
from bot.delivery.model import Delivery
from bot.delivery.notices import words as stopped_words
from bot.library.passages import Corpus
from bot.library.tips import Library, Series

_YEAR = dt.timedelta(days=365)


def moment(channel: Channel, at: dt.datetime) -> str:
    return dates.moment(at, channel.settings.rhythm.timezone)


def why(reason: Reason | None) -> str:
    """`feestdag: Tweede Kerstdag`"""
    if reason is None:
        return ""
    said = texts_channels.WHY[reason.why]
    return texts_channels.WHY_NAMED.format(why=said, name=reason.name) if reason.name else said


def entry(one: Entry, channel: Channel, *, to_leads: bool = True) -> Text:
    """`dinsdag 24 november 2026 om 10.00 uur: Titel`, or that nothing comes, and why. Only leads read the title of a
    tip that is theirs alone."""
    due = one.outcome.due_at
    if due is None or one.tip is None:
        return text(texts.DOES_NOT_COME.format(date=dates.date(one.slot), why=why(one.outcome.reason)))
    when = texts.COMES.format(moment=moment(channel, due))
    if one.outcome.reason:
        when = texts.COMES_MOVED.format(
            moment=moment(channel, due), date=dates.short(one.slot), why=why(one.outcome.reason)
        )
    title = one.tip.title if to_leads else one.tip.posted
    return text(when, bold(title), texts.CHOSEN if one.fixed else "")


def until(entries: Iterable[Entry], coming: int) -> Iterator[Entry]:
    """The entries up to the one that makes `coming` nudges."""
    for one in entries:
        yield one
        coming -= one.tip is not None
        if not coming:
            return


def preview(channel: Channel, entries: Sequence[Entry], *, coming: int = 3) -> tuple[Part, ...]:
    """The next nudges, and the skipped dates between them."""
    if not channel.settings.active:
        return (Context(text(texts_settings.PREVIEW_OFF)),)
    if channel.paused:
        return (Context(text(_stopped(channel, channel.paused))),)
    if channel.pause_until == FOREVER:
        return (Context(text(texts.PAUSED)),)
    if not any(one.tip for one in entries):
        return (Context(text(texts_settings.PREVIEW_NONE)),)
    return (Items(tuple(entry(one, channel) for one in until(entries, coming))),)


def unknown_years(settings: ChannelSettings, breaks: Breaks, today: dt.date) -> tuple[Part, ...]:
    """Which holidays that the channel wants off, in the coming year, have not been read from a source yet."""
    said = []
    for kind, region in (
        ("school_holiday", settings.school_holidays),
        ("construction_break", settings.construction_break),
    ):
        years = breaks.unknown(kind, region, today, today + _YEAR) if region else ()  # type: ignore[arg-type]
        if years:
            sentence = texts_settings.YEAR_UNKNOWN.format(
                years=" en ".join(years), breaks=texts_settings.BREAKS[kind]
            )
            said.append(Context(text(sentence)))
    return tuple(said)


def planning(channel: Channel, entries: Sequence[Entry], later: dt.timedelta, *, may_change: bool) -> Message:
    """The coming occurrences, each posted `later` than its moment; people who may change them get buttons."""
    title = texts.PLANNING.format(channel=channel.name)
    if channel.paused:
        return say(_stopped(channel, channel.paused))
    if not entries:
        return say(texts.PLANNING_OFF.format(channel=channel.name))
    parts: list[Part] = [Heading(title)]
    if may_change:
        for one in entries:
            parts.append(Paragraph(entry(one, channel)))
            if buttons := _slot_buttons(one, channel):
                parts.append(Buttons(buttons))
    else:
        parts.append(Items(tuple(entry(one, channel, to_leads=False) for one in entries)))
    minutes = round(later.total_seconds() / 60)
    if minutes:
        words = texts.PLANNING_LATER_ONE if minutes == 1 else texts.PLANNING_LATER
        parts.append(Context(text(words.format(minutes=minutes))))
    file = Button("calendar", texts.CALENDAR_FILE, channel.id)
    return Message(title, (*parts, Divider(), Buttons((file,)), Context(text(texts.CALENDAR_HOW))))


def _slot_buttons(one: Entry, channel: Channel) -> tuple[Button, ...]:
    slot = f"{channel.id}/{one.slot}"
    if one.tip:
        return (Button("swap", texts.SWAP, slot), Button("skip", texts.SKIP, slot))
    if one.outcome.reason and one.outcome.reason.why == "skipped":
        return (Button("unskip", texts.UNSKIP, slot),)
    return ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tip for `slot`, due at `due`; None if nothing comes. `other`: not the tip that would come by itself."""

    tip: AnyTip
    slot: dt.date | None = None
    due: dt.datetime | None = None
    other: bool = False


def example(channel: Channel, one: Suggestion, corpus: Corpus, *, may_change: bool) -> Message:
    """What the next nudge will look like."""
    intro = texts.EXAMPLE_OFF
    if one.due:
        words = texts.EXAMPLE_OTHER if one.other else texts.EXAMPLE
        intro = words.format(moment=moment(channel, one.due))
    nudge = tips.nudge(one.tip, corpus, whole=channel.settings.form == "long")
    value = f"{channel.id}/{one.slot or ''}/{one.tip.id}"
    buttons: tuple[Button, ...] = (Button("example_other", texts.ANOTHER, value),)
    if one.slot:
        buttons += (Button("approve", texts.APPROVE, value, primary=True),)
    if channel.version:
        buttons += (Button("post_now", texts.POST_NOW, value),)
    else:
        buttons += (Button("settings", texts.SET_UP, channel.id, primary=True),)
    below = (Divider(), Buttons(buttons)) if may_change else ()
    return Message(nudge.summary, (Context(text(intro)), *nudge.parts, *below))


def ask_before_posting(channel: Channel, tip: AnyTip, slot: dt.date | None) -> Message:
    """Asks whether it uses up the next nudge, that of `slot`."""
    said = texts.POST_ASK.format(channel=channel.name, title=tip.title)
    value = f"{channel.id}/{slot or ''}/{tip.id}"
    extra, no = Button("post_extra", texts.POST_EXTRA, value), Button("post_not", texts.POST_CANCEL)
    if slot is None:
        parts: tuple[Part, ...] = (
            Paragraph(text(said)),
            Buttons((Button("post_extra", texts.POST_NOW, value), no)),
        )
    else:
        day = dates.short(slot)
        instead = Button("post_instead", texts.POST_INSTEAD.format(date=day), value)
        question = texts.POST_ASK_SLOT.format(date=day)
        parts = (Paragraph(text(said)), Paragraph(text(question)), Buttons((instead, extra, no)))
    return Message(said, parts)


def history(
    channel: Channel,
    past: Sequence[tuple[Delivery, AnyTip | None]],
    links: Mapping[str, str],
    *,
    may_change: bool,
) -> Message:
    """The last nudges and what became of them. `links` are the addresses of posted messages, by their ids."""
    title = texts.HISTORY.format(channel=channel.name)
    below = (Buttons((Button("changes", texts.CHANGES, channel.id),)),) if may_change else ()
    if not past:
        none = texts.HISTORY_NONE.format(channel=channel.name)
        return Message(none, (Paragraph(text(none)), *below))
    parts: list[Part] = [Heading(title)]
    for row, tip in past:
        parts.append(Paragraph(_was(row, tip, links.get(row.ts or ""))))
        if tip:
            parts.append(Buttons((Button("past_tip", core_texts.OPEN_TIP, f"{channel.id}/{tip.id}"),)))
    return Message(title, (*parts, *below))


def _was(row: Delivery, tip: AnyTip | None, address: str | None) -> Text:
    code = row.error or ""
    said = texts.SKIP_REASONS.get(code) or texts_channels.WHY.get(code) or stopped_words.why(code)
    became = texts.BECAME[row.state].format(why=said)
    extra = texts.BECAME_EXTRA if row.kind == "extra" else ""
    title = bold(tip.title) if tip else texts.HISTORY_TIP_GONE if row.tip else texts.HISTORY_NO_TIP
    return text(f"{dates.date(row.slot)}: ", title, ", ", link(became, address), extra)


def changes(
    channel: Channel, made: Sequence[Change], library: Library, known: settings_words.Known
) -> Message:
    """Who changed what, newest first."""
    title = texts.CHANGES_TITLE.format(channel=channel.name)
    if not made:
        return say(texts.CHANGES_NONE.format(channel=channel.name))
    zone = ZoneInfo(channel.settings.rhythm.timezone)
    lines = []
    for one in made:
        at = one.at.astimezone(zone)
        when = f"{dates.short(at.date())} {dates.clock(at.time())}, "
        lines.append(text(when, settings_words.who(one), ". ", *settings_words.change(one, library, known)))
    return Message(title, (Heading(title), Items(tuple(lines)), Context(text(texts.CHANGES_KEPT))))


def _stopped(channel: Channel, code: str) -> str:
    return texts.PLANNING_STOPPED.format(
        channel=channel.name, reason=stopped_words.why(code), advice=stopped_words.advice(code)
    )


def resumed(channel: Channel, following: Entry | None) -> Message:
    if not channel.settings.active:
        return say(texts.RESUMED_OFF)
    if following is None or following.outcome.due_at is None:
        return say(texts.RESUMED_NONE)
    return say(texts.RESUMED.format(moment=moment(channel, following.outcome.due_at)))


def about(channel: Channel) -> Part:
    """The channel that a form is about, because it may have been opened on the home tab."""
    return Context(text(texts.FORM_CHANNEL.format(channel=channel.name)))


def series_ends(channel: Channel, series: Series) -> Message:
    said = texts.SERIES_ENDS.format(series=series.title, channel=channel.name)
    buttons = (
        Button("settings", texts.SERIES_CHOOSE, channel.id, primary=True),
        Button("planning", texts.SEE_PLANNING, channel.id),
    )
    return Message(said, (Paragraph(text(said)), Paragraph(text(texts.SERIES_NEXT)), Buttons(buttons)))
