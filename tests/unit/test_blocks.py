"""Messages as Block Kit: within Slack's limits, whatever their texts contain, and without losing anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.core import messages
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Divider,
    Heading,
    Items,
    Message,
    Paragraph,
    Quote,
    Run,
    bold,
    link,
    text,
)
from bot.slack.blocks import MAX_SECTION, render, split
from tests.mrkdwn_reader import INVISIBLE, read
from tests.slack_limits import check
from tests.support import plain

long_texts = st.text("ab &<>*_~`:\n\x00é🦁", min_size=1, max_size=50).flatmap(
    lambda words: st.integers(1, 200).map(lambda times: words * times)
)
runs = st.lists(st.builds(Run, long_texts, bold=st.booleans()), min_size=1, max_size=3).map(tuple)
parts = st.one_of(
    st.builds(Paragraph, runs),
    st.builds(Quote, runs),
    st.builds(Context, runs),
    st.builds(Items, st.lists(runs, min_size=1, max_size=3).map(tuple), numbered=st.booleans()),
    st.builds(Heading, st.text("ab &*", min_size=1, max_size=400).filter(str.strip)),
)

ASK = Confirm("Delen?", "Iedereen ziet het.", "Ja, deel", "Nee")
BUTTONS = Buttons((Button("share", "Deel", "w", primary=True, confirm=ASK), Button("more", "Meer")))


def shown(message: dict[str, Any]) -> str:
    """Everything that can be read, without the spaces that a cut may take."""
    seen = ""
    for block in message["blocks"]:
        for held in block.get("elements", [block.get("text")]):
            seen += held["text"] if held["type"] == "plain_text" else read(held["text"]).text
    return bare(seen)


def bare(words: str) -> str:
    return "".join(c for c in words if not c.isspace() and c not in (INVISIBLE, "\x00"))


def forms(message: dict[str, Any]) -> set[str]:
    texts = [held for block in message["blocks"] for held in block.get("elements", [block.get("text")])]
    return {form for held in texts if held["type"] == "mrkdwn" for form, _ in read(held["text"]).forms}


def original(part: messages.Part) -> str:
    match part:
        case Heading(words):
            return bare(words)
        case Items(items, numbered):
            marks = [f"{number}." if numbered else "•" for number in range(1, len(items) + 1)]
            return "".join(mark + bare(plain(item)) for mark, item in zip(marks, items, strict=True))
        case Paragraph(words) | Quote(words) | Context(words):
            return bare(plain(words))
    raise AssertionError(part)


@given(parts.filter(original))
@example(Paragraph(text(bold("vet " * 1500))))
@example(Paragraph(text("&" * 5000)))
@example(Paragraph(text(link("woorden " * 500, "https://example.org/a"))))
@example(Paragraph(text("*" * 3001)))
def test_a_text_of_any_length_is_split_within_the_limits_and_read_as_it_was(part: messages.Part) -> None:
    message = render(Message("samenvatting", (part,)))
    check(message)
    assert shown(message) == original(part)
    assert forms(message) <= {"bold", "quote"}


@given(st.lists(parts.filter(original), min_size=1, max_size=3).map(tuple))
def test_the_models_of_slacks_own_library_take_every_block_as_it_is(made: tuple[messages.Part, ...]) -> None:
    for block in render(Message("samenvatting", (*made, BUTTONS, Divider())))["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None
        assert parsed.to_dict() == block


@given(long_texts.filter(lambda words: bool(bare(words))))
def test_the_summary_is_literal_and_within_the_limit(words: str) -> None:
    message = render(Message(words, (Divider(),)))
    check(message)
    summary = read(message["text"])
    assert bare(words).startswith(bare(summary.text))
    assert (summary.forms, summary.controls) == ((), ())


@given(runs, st.integers(20, 400))
def test_the_pieces_of_a_text_are_the_text(words: messages.Text, limit: int) -> None:
    pieces = list(split(words, limit))
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert bare("".join(read(piece).text for piece in pieces)) == bare(plain(words))


def test_a_text_is_cut_after_a_line_rather_than_in_a_sentence_and_there_rather_than_in_a_word() -> None:
    assert list(split(text("een twee\ndrie vier"), 10)) == ["een twee", "drie vier"]
    assert list(split(text("een twee drie"), 9)) == ["een twee", "drie"]
    assert list(split(text("eentweedrie"), 6)) == ["eentw", "eedrie"]


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", "\x00"])
def test_a_text_without_anything_to_see_makes_no_block(nothing: str) -> None:
    assert render(Message("s", (Paragraph(text(nothing)), Divider())))["blocks"] == [{"type": "divider"}]


def test_every_part_has_its_block() -> None:
    message = render(
        Message(
            "samenvatting",
            (
                Heading("Kop *geen vet* :smile:"),
                Paragraph(text("Een ", bold("vet"), " woord")),
                Quote(text("eerste\ntweede")),
                Items((text("a"), text("b")), numbered=True),
                Items((text("c"),)),
                Context(text("klein")),
                Divider(),
                BUTTONS,
            ),
        )
    )
    check(message)
    assert [block["type"] for block in message["blocks"]] == [
        "header", "section", "section", "section", "section", "context", "divider", "actions",
    ]  # fmt: skip
    texts = [block["text"]["text"] for block in message["blocks"][:5]]
    assert texts == ["Kop *geen vet* :smile:", "Een *vet* woord", "> eerste\n> tweede", "1. a\n2. b", "• c"]
    share, more = message["blocks"][-1]["elements"]
    assert (share["action_id"], share["value"], share["style"]) == ("share:0", "w", "primary")
    assert share["confirm"]["text"]["text"] == "Iedereen ziet het."
    assert more["action_id"] == "more:1"
    assert not {"value", "style", "confirm"} & set(more)


def test_more_blocks_than_slack_takes_are_an_error_and_not_a_refused_message() -> None:
    assert len(render(Message("s", (Divider(),) * 50))["blocks"]) == 50
    with pytest.raises(ValueError, match="51 blocks"):
        render(Message("s", (Divider(),) * 51))


def test_a_piece_never_exceeds_a_section_when_escaping_makes_it_longer() -> None:
    [*pieces] = render(Message("s", (Paragraph(text("<" * MAX_SECTION)),)))["blocks"]
    assert len(pieces) >= 4
    assert "".join(read(piece["text"]["text"]).text for piece in pieces) == "<" * MAX_SECTION
