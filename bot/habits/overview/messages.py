"""Makes the overview of a channel: a message, tables, and a description of its chart. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import dates
from bot.core.figures import NAMES, Figures
from bot.core.messages import Button, Buttons, Context, Heading, Items, Message, Paragraph, Part, text
from bot.habits import texts
from bot.habits.overview.model import Overview, TipRow

NO_THEME = texts.OVERVIEW_NO_THEME

Table = Sequence[Sequence[str]]


def message(overview: Overview) -> Message:
    """What was picked up, what was not and what can change, each with its button; the figures beneath."""
    since = dates.short(overview.since)
    parts: list[Part] = [
        Heading(texts.OVERVIEW_TITLE.format(name=overview.name)),
        Paragraph(text(texts.OVERVIEW_POSTS.format(since=since, posts=overview.posts))),
        *_led_to(overview),
    ]
    parts += _listed(
        texts.OVERVIEW_WEEKS,
        [_row(row.title, dates.short(row.slot), row.figures) for row in overview.rows if row.said],
    )
    parts += _listed(
        texts.OVERVIEW_THEMES,
        [
            _row(row.title, texts.OVERVIEW_COUNTED.format(posts=row.posts, counted=row.counted), row.figures)
            for row in overview.themes
            if row.counted
        ],
    )
    parts += _listed(texts.OVERVIEW_UNANSWERED, overview.unanswered)
    if not overview.rows:
        parts.append(Paragraph(text(texts.OVERVIEW_NONE)))
    parts.append(Context(text(texts.OVERVIEW_HOW)))
    summary = texts.OVERVIEW_SUMMARY.format(name=overview.name, since=since)
    return Message(summary, tuple(parts))


def table(overview: Overview) -> Table:
    """A header and a row for each tip; a count that may not be shown is left empty."""
    rows = [
        [row.slot.isoformat(), row.title, *(_cell(row.figures, name) for name in NAMES)]
        for row in overview.rows
    ]
    return [list(texts.OVERVIEW_HEADER), *rows]


def theme_table(overview: Overview) -> Table:
    """A header and a row for each theme."""
    rows = [
        [row.title, str(row.posts), str(row.counted), *(_cell(row.figures, name) for name in NAMES)]
        for row in overview.themes
    ]
    return [list(texts.OVERVIEW_THEME_HEADER), *rows]


def _led_to(overview: Overview) -> list[Part]:
    """The three sentences. Two are said only where figures are shown, the second only where they differ."""
    most, least = overview.most, overview.least
    parts: list[Part] = []
    if most and most.figures.plans:
        parts += _about(texts.OVERVIEW_MOST, most, most.figures.plans)
    if least and least.figures.plans:
        parts += _about(texts.OVERVIEW_LEAST, least, least.figures.plans)
    change = Button("settings", texts.OVERVIEW_CHANGE_NOW, overview.channel)
    return [*parts, Paragraph(text(texts.OVERVIEW_CHANGE)), Buttons((change,))]


def _about(sentence: str, row: TipRow, plans: int) -> list[Part]:
    said = Paragraph(text(sentence.format(title=row.title, plans=plans)))
    return [said, Buttons((Button("show_tip", texts.OVERVIEW_TIP, row.tip),))] if row.known else [said]


def alt_text(overview: Overview) -> str:
    """What the chart shows, in words."""
    rows = (
        texts.CHART_ALT_ROW.format(date=dates.short(row.slot), figures=_words(row.figures, ("plans", "done")))
        for row in overview.rows
        if row.said
    )
    return texts.CHART_ALT.format(rows=" ".join(rows)).strip()


def _listed(title: str, lines: Sequence[str]) -> list[Part]:
    return [Heading(title), Items(tuple(text(line) for line in lines))] if lines else []


def _row(title: str, note: str, figures: Figures) -> str:
    return f"{title} ({note}): {_words(figures)}"


def _words(figures: Figures, names: Sequence[str] = NAMES) -> str:
    known = [(name, count) for name in names if (count := getattr(figures, name)) is not None]
    return ", ".join(texts.FIGURE_NAMES[name].format(count=count) for name, count in known)


def _cell(figures: Figures, name: str) -> str:
    count = getattr(figures, name)
    return "" if count is None else str(count)
