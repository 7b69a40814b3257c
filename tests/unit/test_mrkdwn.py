"""Text is data: whatever it contains, Slack shows the text itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.messages import Run, highlighted, link, mention, text
from bot.slack.mrkdwn import escape, mrkdwn, quote
from tests.mrkdwn_reader import bare, read
from tests.support import plain

CONTROLS = [chr(code) for code in (*range(9), *range(11, 32), 127)]
PIECES = [
    *"*_~`<>&:|#@!\n ·'’.-(9é🦁\u00a0\u200b\u2028",
    *CONTROLS[:3],
    "```",
    "woord",
    "Twee woorden",
    "&lt;",
    "&amp;amp;",
    "<!channel>",
    "<!here|hier>",
    "<@U0BOT>",
    "<#C1|bouw>",
    "<!subteam^S1>",
    "<!date^1392734382^{date}|toen>",
    "<https://example.org|bank>",
    "https://example.org/a_b_c",
    "*vet*",
    "_schuin_",
    "~weg~",
    "`code`",
    ":smile:",
    ":wave::skin-tone-2:",
    "> citaat",
    "\n&gt; citaat",
    "- punt",
    "@channel",
]
hostile = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)


def seen(original: str) -> str:
    """The part of a text that people can see, by Unicode's own categories."""
    return bare(original)


@given(hostile)
@example("*vet* en _schuin_ en ~weg~ en `code` en ```blok```")
@example("<!channel> <@U0BOT> <https://example.org|bank>")
@example("> geen citaat\n  > ook niet\n>>> en dit niet")
@example(":a::b:c:")
def test_a_text_is_shown_as_it_is_and_does_nothing(original: str) -> None:
    shown = read(mrkdwn(text(original)))
    assert bare(shown.text) == seen(original)
    assert shown.forms == ()
    assert shown.controls == ()


@given(st.lists(st.tuples(hostile, st.booleans()), max_size=6))
@example([("x", False), ("y", True)])
@example([("_", False), ("y", True), ("*", False)])
@example([("eerste\n tweede ", True)])
@example([("*", True)])
def test_bold_runs_show_their_text_and_nothing_else_is_formatted(runs: list[tuple[str, bool]]) -> None:
    whole = tuple(Run(words, bold=is_bold) for words, is_bold in runs)
    shown = read(mrkdwn(whole))
    assert bare(shown.text) == seen(plain(whole))
    assert {form for form, _ in shown.forms} <= {"bold"}
    assert shown.controls == ()


@pytest.mark.parametrize(
    ("words", "span", "expected"),
    [
        ("Elke week een blog.", (14, 18), "blog"),
        ("Een (blog) dus", (5, 9), "blog"),
        ("blog", (0, 4), "blog"),
        ("een weekblog-idee", (4, 12), "weekblog"),
        ("het ‘open’ kanaal", (5, 9), "open"),
    ],
)
def test_a_whole_word_is_bold(words: str, span: tuple[int, int], expected: str) -> None:
    assert read(mrkdwn(highlighted(words, [span]))).bold == (expected,)


@pytest.mark.parametrize("span", [(4, 8), (0, 4), (2, 6)])
def test_a_part_of_a_word_is_never_made_bold_since_slack_would_show_the_marks(span: tuple[int, int]) -> None:
    shown = read(mrkdwn(highlighted("weekblog", [span])))
    assert (shown.text, shown.forms) == ("weekblog", ())


@given(hostile.filter(lambda words: bool(seen(words).strip())))
def test_a_link_shows_its_words_and_leads_to_its_address_alone(words: str) -> None:
    shown = read(mrkdwn((link(words.replace("\n", " "), "https://example.org/a?b=1&c=2"),)))
    assert bare(shown.text) == seen(words.replace("\n", " ")).replace("|", "¦")
    assert [control.partition("|")[0] for control in shown.controls] == ["https://example.org/a?b=1&amp;c=2"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/\u202efdp.exe",
        "https://exa\u200bmple.org",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "https://a b",
        "https://a|b",
        "https://a>b",
        "",
        "C1",
    ],
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    shown = read(mrkdwn((link("woorden", address),)))
    assert (shown.text, shown.controls) == ("woorden", ())


def test_a_mention_is_a_mention_only_of_a_user() -> None:
    assert read(mrkdwn((mention("U1VERA"),))).controls == ("@U1VERA",)
    for forged in ("!channel", "U1> <!here", "u1vera", "", "C1"):
        assert read(mrkdwn((mention(forged),))).controls == ()


@given(hostile)
def test_a_quotation_is_quoted_on_every_line_and_only_once(original: str) -> None:
    quoted = quote(escape(original))
    assert [form for form, _ in read(quoted).forms] == ["quote"] * len(quoted.split("\n"))
    shown = [line.lstrip() for line in bare(read(quoted).text).split("\n")]
    assert shown == [line.lstrip() for line in seen(original).split("\n")]
