"""How the terminal demo draws messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

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
    Quote,
    bold,
    link,
    mention,
    text,
)
from bot.core.visible import visible
from bot.demo import drawing

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Co"), exclude_characters="\u2060\u2028\u2029")


def drawn(*parts: Part, width: int = 60) -> list[str]:
    """The lines inside the frame of a message of these parts."""
    console = Console(width=width)
    with console.capture() as captured:
        console.print(drawing.draw(Message("Iets", parts), "titel", lambda button: button.value))
    return [line[2:-2].rstrip() for line in captured.get().splitlines()[1:-1]]


@given(st.text(CHARACTERS).map(visible))
def test_any_text_is_drawn_as_it_was_written(words: str) -> None:
    assert drawing.written(text(words)).plain == words


def test_bold_links_and_mentions_are_drawn_as_such() -> None:
    words = text(
        "Een ",
        bold("b*lang*rijk"),
        " ",
        link("stuk", "https://voorbeeld.nl/?a=1&b=2"),
        " van ",
        mention("U0VERA"),
    )
    shown = drawing.written(words)
    assert shown.plain == "Een b*lang*rijk stuk (https://voorbeeld.nl/?a=1&b=2) van @Voorbeeld Vera"
    assert [shown.plain[span.start : span.end] for span in shown.spans if span.style == "bold"] == [
        "b*lang*rijk",
        "@Voorbeeld Vera",
    ]


def test_a_quotation_has_a_bar_before_each_line_also_where_it_wraps() -> None:
    lines = drawn(Quote(text("een twee drie vier vijf\nzes")), width=20)
    assert lines == ["│ een twee drie", "│ vier vijf", "│ zes"]


def test_every_part_of_a_message_is_drawn_from_top_to_bottom() -> None:
    lines = drawn(
        Heading("Kop"),
        Paragraph(text("Zin.")),
        Items((text("een"), text("twee")), numbered=True, title="Rij"),
        Items((text("los"),)),
        Divider(),
        Context(text("klein")),
        Buttons((Button("a", "Ja", "1"), Button("b", "Nee", "2"))),
    )
    assert [line for line in lines if line] == [
        "Kop",
        "Zin.",
        "Rij",
        "1. een",
        "2. twee",
        "• los",
        "─" * 56,
        "klein",
        "[1] Ja   [2] Nee",
    ]
