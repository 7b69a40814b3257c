"""Nothing that people or articles write can hide words or change the text direction; visible text stays the same."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.calendar.ics import ics
from bot.core.forms import Choice, Form, Option, TextField
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Heading,
    Items,
    Message,
    Paragraph,
    Quote,
    bold,
    highlighted,
    link,
    text,
)
from bot.core.visible import visible
from bot.habits.overview.handlers import as_csv
from bot.slack import modal
from bot.slack.blocks import render
from bot.slack.mrkdwn import JOINER, UNSEEN
from bot.slack.words import WORDS as SLACK
from tests.factories import a_channel
from tests.mrkdwn_reader import bare, is_hidden
from tests.slack_limits import check

HIDDEN = [
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad",
    *"\ufe00\ufe0f\u180e\u2061\u206a\ufff9\u034f\u3164\u115f\u0085\x00\x1b\r",
    *"\U000e0001\U000e0061\U000e007f\U000e0100\U0001d173",
]
BREAKS = "\u2028\u2029\u2800"
WHOLE = ["👩‍🔬", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🙂‍↔️", "☝🏿", "👨🏽‍🦰", "❤️‍🔥", "1️⃣", "©️", "🇳🇱"] + [
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in region) + "\U000e007f"
    for region in ("gbeng", "gbwls")
]
"""Emoji of several characters, some of which are hidden elsewhere."""
WORDS = ["می‌خواهم", "क्‍ष", "ශ්‍රී"]
"""Persian, Hindi and Sinhala words, which need a joiner or a non-joiner to be spelled right."""
hostile = st.lists(
    st.sampled_from([*HIDDEN, *BREAKS, *WHOLE, *WORDS, "woord", " ", "\n", "é"]), max_size=15
).map("".join) | st.text(max_size=40)


def hidden_in(drawn: str) -> set[str]:
    """The hidden characters in a shown text, outside emoji and words that need them."""
    for kept in (*WHOLE, *WORDS):
        joins = regex.search(r"\p{ExtPict}[\uFE0F\p{EMod}]?$", kept)  # a joiner may stand between two of them
        drawn = drawn.replace(kept, "😀" if joins else "")
    # Of other emoji, which chance puts together: a joiner between two, and the mark that one is drawn in colour.
    drawn = regex.sub(
        r"(?<=\p{ExtPict}[\uFE0F\p{EMod}]?)\u200D(?=\p{ExtPict})|(?<=\p{ExtPict})[\uFE0E\uFE0F]", "", drawn
    )
    drawn = regex.sub(r"[0-9#*]\uFE0F\u20E3|(?<=\p{ccc=9})[\u200C\u200D]", "", drawn)
    drawn = regex.sub(r"(?<=[\p{jt=L}\p{jt=D}]\p{Mn}*)\u200C(?=\p{Mn}*[\p{jt=R}\p{jt=D}])", "", drawn)
    return {c for c in drawn if is_hidden(c) or c in BREAKS} - {JOINER}


def strings(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for value in held.values():
            yield from strings(value)
    elif isinstance(held, list):
        for value in held:
            yield from strings(value)


@given(hostile)
@example("".join(HIDDEN))
@example("👩\u200d🔬\u200d👩\u200d🔬")
@example("factuur\u202efdp.exe")
@example("🏴" + "".join(chr(0xE0000 + ord(c)) for c in "geheime opdracht") + "\U000e007f")
@example("😀" + "\ufe0f" * 9 + "".join(map(chr, range(0xE0100, 0xE01F0))))
def test_nothing_hidden_is_left_and_all_that_is_seen_stays(words: str) -> None:
    shown = visible(words)
    assert hidden_in(shown) == set()
    assert bare(shown) == bare(words)
    assert visible(shown) == shown


def test_every_character_is_either_hidden_or_stays() -> None:
    wrong = []
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        gone = is_hidden(character) or character in BREAKS
        if (visible(character) != character) != gone:
            wrong.append(hex(code))
    # Python's own table is older than that of the library: what it does not know may go too.
    assert [code for code in wrong if chr(int(code, 16)).isprintable()] == []


@pytest.mark.parametrize("whole", [*WHOLE, *WORDS])
def test_an_emoji_of_several_and_a_word_that_needs_it_stay_whole(whole: str) -> None:
    assert visible(f"zo {whole} dus") == f"zo {whole} dus"


@given(hostile)
def test_no_part_of_a_message_shows_anything_hidden(words: str) -> None:
    parts = (
        Heading(words),
        Paragraph(text(words, bold(words), link(words, f"https://example.org/{words}"))),
        Quote(highlighted(words, [(0, len(words) // 2)])),
        Items((text(words),), title=words),
        Context(text(words)),
        Buttons((Button("show_tip", f"Bekijk tip: {words}"),)),
    )
    for drawn in strings(render(Message(words, parts))):
        assert hidden_in(drawn) == set()


@given(hostile)
def test_no_field_of_a_form_shows_anything_hidden(words: str) -> None:
    form = Form(
        "own",
        "Eigen tip",
        (
            TextField("title", f"Titel {words}", words, words, example=words, most=3000),
            Choice("tip", "Tip", (Option("a", words), Option("b", words)), "a"),
        ),
        submit="Bewaar",
    )
    for drawn in strings(modal.view(form)):
        assert hidden_in(drawn) == set()


def test_what_shows_nothing_at_all_is_left_out_or_gets_a_dash() -> None:
    nothing = "".join(HIDDEN)
    message = render(
        Message("Let op", (Heading(nothing), Paragraph(text("Dag")), Buttons((Button("a", nothing),))))
    )
    assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
    assert message["blocks"][1]["elements"][0]["text"]["text"] == UNSEEN
    check(message)


def test_files_for_calendars_and_spreadsheets_hold_nothing_hidden() -> None:
    words = "bouw\u202e\u200bgeheim"
    name = ics(a_channel(name=words), (), SLACK, dt.datetime(2025, 1, 7, tzinfo=dt.UTC)).decode()
    table = as_csv(((words, "\u200b=1+1"),)).decode("utf-8-sig")
    assert "bouwgeheim" in name.replace("\r\n ", "")
    assert table == "bouwgeheim;'=1+1\r\n"
    assert hidden_in(name.replace("\r", "")) == set()
    assert "\\u202e" not in json.dumps(table)
