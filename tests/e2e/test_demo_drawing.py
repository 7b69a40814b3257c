"""How the terminal demo draws Slack's blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.core.messages import bold, link, mention, text
from bot.core.visible import visible
from bot.demo import drawing
from bot.slack.mrkdwn import escape, mrkdwn, quote

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Co"), exclude_characters="\u2060\u2028\u2029")


@given(st.text(CHARACTERS).map(visible))
def test_any_text_is_drawn_as_it_was_written(words: str) -> None:
    assert drawing.mrkdwn(escape(words)).plain == words


def test_bold_links_and_mentions_are_drawn_as_such() -> None:
    words = text(
        "Een ",
        bold("b*lang*rijk"),
        " ",
        link("stuk", "https://voorbeeld.nl/?a=1&b=2"),
        " van ",
        mention("U0VERA"),
    )
    drawn = drawing.mrkdwn(mrkdwn(words))
    assert drawn.plain == "Een b*lang*rijk stuk (https://voorbeeld.nl/?a=1&b=2) van @Voorbeeld Vera"
    assert [drawn.plain[span.start : span.end] for span in drawn.spans if span.style == "bold"] == [
        "b*lang*rijk",
        "@Voorbeeld Vera",
    ]


def test_a_quotation_has_a_bar_before_each_line_also_where_it_wraps() -> None:
    console = Console(width=20)
    block = {"type": "section", "text": {"type": "mrkdwn", "text": quote("een twee drie vier vijf\nzes")}}
    with console.capture() as captured:
        console.print(drawing.draw({"blocks": [block]}, "titel", lambda _button, _block: "1"))
    lines = [line.strip(" │").rstrip() for line in captured.get().splitlines()[1:-1]]
    assert lines == ["een twee drie", "vier vijf", "zes"]
    assert all(line.startswith("│ │ ") for line in captured.get().splitlines()[1:-1])


def test_what_a_terminal_cannot_do_is_named() -> None:
    console = Console(width=60)
    blocks = [{"type": "actions", "elements": [{"type": "static_select"}]}, {"type": "image"}]
    with console.capture() as captured:
        console.print(drawing.draw({"blocks": blocks}, "titel", lambda _button, _block: "1"))
    assert "(static_select: alleen in Slack)" in captured.get()
    assert "(image: alleen in Slack)" in captured.get()
