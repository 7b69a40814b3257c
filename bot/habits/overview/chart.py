"""Draws the overview's chart: an opaque card of its own, so that it looks the same on a light and a dark screen.

Pillow is imported when the first chart is drawn. Its built-in font has no accents, so no text by people is drawn.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from babel.dates import format_date

from bot.core import dates
from bot.habits import texts
from bot.habits.overview.model import Overview, TipRow

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 640
MOST_ROWS = 26
"""How many tips a chart shows, the newest ones."""

CARD, INK, GRID = "#f7f8fa", "#1b2733", "#d5dbe1"
BARS = "#1f5673", "#c4760c"
"""They also differ in lightness, for people who see no colours, and each is dark enough on the card."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 40, 150, 90


def png(overview: Overview) -> bytes:
    """Two bars for each tip, plans and successes; nothing where a count may not be shown. Takes about 50 ms."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), CARD)
    draw = ImageDraw.Draw(image)
    title, small = ImageFont.load_default(34), ImageFont.load_default(22)
    rows = [row for row in overview.rows if row.said][-MOST_ROWS:]
    draw.text((_LEFT, 28), texts.CHART_TITLE, fill=INK, font=title)
    x = _LEFT
    for colour, label in zip(BARS, (texts.CHART_PLANS, texts.CHART_DONE), strict=True):
        draw.rectangle((x, 88, x + 24, 112), fill=colour)
        draw.text((x + 34, 86), label, fill=INK, font=small)
        x += 60 + round(draw.textlength(label, font=small))
    highest = max([count for row in rows for count in _bars(row) if count] or [10])
    top = -(-highest // 10) * 10
    _grid(draw, top, small)
    width = (WIDTH - _LEFT - _RIGHT) / max(len(rows), 1)
    every = -(-len(rows) // 8) or 1
    for number, row in enumerate(rows):
        left = _LEFT + number * width
        _tip(draw, row, (left, width), top)
        if number % every == 0:
            label = format_date(row.slot, "d MMM", locale=dates.LOCALE)
            draw.text((left + width / 2, HEIGHT - _BOTTOM + 16), label, fill=INK, font=small, anchor="ma")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _bars(row: TipRow) -> tuple[int | None, int | None]:
    return row.figures.plans, row.figures.done


def _y(count: float, top: int) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * count / top


def _grid(draw: ImageDraw, top: int, font: object) -> None:
    for step in range(6):
        count = top * step // 5
        y = _y(count, top)
        draw.line((_LEFT, y, WIDTH - _RIGHT, y), fill=GRID, width=2)
        draw.text((_LEFT - 14, y), str(count), fill=INK, font=font, anchor="rm")  # type: ignore[arg-type]


def _tip(draw: ImageDraw, row: TipRow, place: tuple[float, float], top: int) -> None:
    left, width = place
    bar = min(width * 0.36, 60)
    middle = left + width / 2
    for start, count, colour in zip((middle - bar, middle), _bars(row), BARS, strict=True):
        if count is not None:
            draw.rectangle((start + 1, _y(count, top), start + bar - 2, _y(0, top)), fill=colour)
