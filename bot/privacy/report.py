"""The privacy report in Markdown: what the running configuration keeps and why, with drafts for decisions. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.core import dates, retention
from bot.core.figures import SMALLEST
from bot.core.words import Words, filled
from bot.database.tables import PERSONAL, holds, stored
from bot.privacy import report_texts as texts


@dataclass(frozen=True, slots=True)
class Configuration:
    """The running configuration: `tables` are all tables, `rows` their current sizes, empty if the database was not
    read; `facts` are Dutch sentences about it, `scopes` the permissions that the bot asks of its platform with their
    reasons, `periods` the retention periods, `words` the platform's words."""

    tables: Sequence[sa.Table]
    rows: Mapping[str, int]
    scopes: Mapping[str, str]
    periods: Mapping[str, dt.timedelta]
    facts: tuple[str, ...]
    words: Words


def report(configuration: Configuration, day: dt.date) -> str:
    """The whole report, in Dutch. Raises KeyError for a period without a name."""
    return "\n\n".join(filled(tuple(_parts(configuration, day)), configuration.words)) + "\n"


def _parts(configuration: Configuration, day: dt.date) -> Iterator[str]:
    reads = any("history" in scope for scope in configuration.scopes)
    words = configuration.words
    numbers = {"smallest": SMALLEST, "twice": 2 * SMALLEST}
    yield texts.TITLE
    yield texts.MADE.format(date=dates.short(day))
    yield texts.CONFIGURATION
    yield _items(filled(configuration.facts, words))
    yield texts.RULES
    yield _items([line.format(**numbers) for line in filled(texts.RULE_LINES, words)])
    yield texts.RULES_HONEST
    yield texts.DPIA
    yield texts.DPIA_NOTE
    for title, said in texts.DPIA_PARTS:
        yield f"### {title}"
        yield said
    yield texts.RISKS
    yield _table(texts.RISKS_HEADER, texts.RISK_ROWS)
    yield texts.LETTER
    reading = texts.READING if reads else texts.READING_NOT
    days = configuration.periods["plans"].days
    yield from (line.format(reading=reading, days=days, **numbers) for line in texts.LETTER_LINES)
    yield texts.INVENTORY
    yield texts.INVENTORY_HOW
    for table in configuration.tables:
        yield from _inventory(table, configuration.rows.get(table.name), words)
    yield texts.SCOPES
    reasons = filled(texts.SCOPE_REASONS, words)
    scopes = [(f"`{scope}`", reasons.get(scope, why)) for scope, why in sorted(configuration.scopes.items())]
    yield _table(texts.SCOPES_HEADER, scopes)
    yield texts.SCOPES_HISTORY if reads else texts.SCOPES_NO_HISTORY
    yield texts.PERIODS
    yield _table(
        texts.PERIODS_HEADER,
        [
            (texts.PERIOD_NAMES[what], texts.DAYS.format(days=how.days))
            for what, how in configuration.periods.items()
        ],
    )
    yield texts.PERIODS_MORE.format(copies=retention.COPIES.days)


def _inventory(table: sa.Table, rows: int | None, words: Words) -> Iterator[str]:
    """Raises KeyError if a column lacks its purpose or does not say whether it can contain a person."""
    yield f"### `{table.name}`"
    yield filled(table.info["purpose"], words) + (
        f" {texts.ROW_ONE if rows == 1 else texts.ROWS.format(rows=rows)}" if rows is not None else ""
    )
    columns = [
        (
            f"`{column.name}`{' *' if holds(column) in PERSONAL else ''}",
            type(stored(column)).__name__.lower(),
            filled(column.info["purpose"], words),
        )
        for column in table.c
    ]
    yield _table(texts.INVENTORY_HEADER, columns)


def _items(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(" | ".join(("", *line, "")).strip() for line in lines)
