"""The demo in the terminal, used through standard input as by a script or a person."""

from __future__ import annotations

import re
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.demo_process import DemoProcess

MAIN = "from bot.cli import main; main()"
OTHER_PLATFORM = f"from bot.demo import local_slack; local_slack.PACKAGES.clear(); {MAIN}"
NO_PACKAGE = f"from bot.demo import local_slack; local_slack.package = lambda: 'local-slack-x'; {MAIN}"


async def typed(start_demo: Start, *lines: str) -> DemoProcess:
    """The result of the demo after these lines and the end of standard input."""
    async with start_demo("--terminal", stdin=PIPE) as demo:
        demo.type("".join(f"{line}\n" for line in lines))
        assert demo.process.stdin
        demo.process.stdin.write_eof()
        assert await demo.end() == 0
        return demo


async def test_it_shows_a_tip_answers_questions_and_moves_to_next_week_in_80_columns(
    start_demo: Start,
) -> None:
    demo = await typed(
        start_demo, "/leiderschap ceo blog", "@leiderschap wat is beleiderschap?", "volgende week", "stop"
    )
    assert [len(line) for line in demo.said.splitlines() if len(line) > 80] == []
    assert "\x1b" not in demo.said
    first, question, mention, week, _ = demo.said.split("\n> ")
    assert "leiderschap in #leiderschap" in first
    assert "Laat zien hoe" in first
    assert "alleen voor jou zichtbaar" in question
    assert "[3] Deel in kanaal   [4] Meer passages   [5] Niet wat ik zocht   [6] Bekijk" in question
    assert "[7] Dit zocht ik" in question
    assert "in een draad in #leiderschap" in mention
    assert "leiderschap in #leiderschap" in week
    days = re.findall(r"het nu (.*) om 10\.00 uur", demo.said)
    assert len(set(days)) == 2


async def test_a_button_asks_first_and_then_does_what_it_says_once(start_demo: Start) -> None:
    demo = await typed(
        start_demo, "/leiderschap ceo blog", "3", "999", "/leiderschap x y z", "/leiderschap tip"
    )
    confirm = re.search(r"\[(\d+)\] Deel in kanaal   \[(\d+)\] Niet delen", demo.said)
    assert confirm
    demo = await typed(start_demo, "/leiderschap ceo blog", "3", confirm[2], "3", str(int(confirm[1]) + 2))
    asked, refused, again, shared = demo.said.split("\n> ")[2:6]
    assert "Delen in dit kanaal?" in asked
    assert "er gebeurt niets" in refused
    assert "Delen in dit kanaal?" in again
    assert "leiderschap in #leiderschap" in shared
    assert "@Voorbeeld Vera" in shared


async def test_another_tip_takes_the_place_of_the_one_before_and_its_button(start_demo: Start) -> None:
    demo = await typed(start_demo, "/leiderschap tip", "5", "5", "8")
    tip, other, gone, third = demo.said.split("\n> ")[1:5]
    assert "[3] Ik doe dit   [4] Laat zien hoe   [5] Andere tip" in tip
    assert "[8] Andere tip" in other
    assert "Er is geen knop [5]" in gone
    assert "[11] Andere tip" in third


async def test_under_a_tip_stands_what_can_be_done_with_it(start_demo: Start) -> None:
    demo = await typed(start_demo, "1", "2", "6", "/leiderschap mijn")
    tip, plan, passage, form, mine = demo.said.split("\n> ")[:5]
    assert "[1] Ik doe dit   [2] Laat zien hoe" in tip
    assert "[3] Nu   [4] Morgenochtend   [5] In ons volgende overleg   [6] Zelf kiezen" in plan
    assert "alleen voor jou zichtbaar" in passage
    assert "Dat kan alleen in Slack" in form
    assert "Je hebt geen plannen." in mine


async def test_what_it_does_not_know_it_says(start_demo: Start) -> None:
    demo = await typed(
        start_demo, "ceo blog", "/anders [bold]x", "7" * 5000, "help", "/leiderschap [/bold] <!channel> *_~`"
    )
    unknown, other, button, help, answer = demo.said.split("\n> ")[1:6]
    assert "Dat ken ik niet" in unknown
    assert "Dat ken ik niet" in other
    assert "Er is geen knop" in button
    assert "volgende week" in help
    assert "alleen voor jou zichtbaar" in answer


@pytest.mark.parametrize(
    ("program", "reason"),
    [(OTHER_PLATFORM, "alleen op Linux"), (NO_PACKAGE, "local-slack-x")],
    ids=["other platform", "npm's package is missing"],
)
async def test_without_local_slack_the_terminal_takes_over_and_says_why(
    start_demo: Start, program: str, reason: str
) -> None:
    async with start_demo(stdin=PIPE, program=("-c", program)) as demo:
        demo.type("stop\n")
        assert await demo.end() == 0
    assert reason in demo.said
    assert "leiderschap in #leiderschap" in demo.said


async def test_kept_data_that_cannot_be_used_is_named(start_demo: Start, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    async with start_demo("--terminal", "--data", str(file)) as demo:
        assert demo.process.stderr
        assert await demo.end() == 1
        assert b"--data" in await demo.process.stderr.read()
    (tmp_path / "demo-clock.txt").write_text("gisteren")
    async with start_demo("--terminal", "--data", str(tmp_path)) as demo:
        assert demo.process.stderr
        assert await demo.end() == 1
        assert b"demo-clock.txt: this is not a moment" in await demo.process.stderr.read()
