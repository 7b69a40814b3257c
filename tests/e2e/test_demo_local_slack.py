"""The demo in local-slack: the process that a newcomer starts, used as they would use it, over Socket Mode."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from bot.core.errors import LeiderschapError
from bot.demo import local_slack, workspace
from tests.e2e.conftest import Start
from tests.e2e.demo_process import SECONDS, DemoProcess, alive

T = TypeVar("T")

pytestmark = pytest.mark.local_slack


async def ready(demo: DemoProcess) -> None:
    demo.address = (await demo.until(r"(http://127\.0\.0\.1:\d+)\n"))[1]
    await demo.until("vertrouwt")


async def gone(pids: Sequence[int]) -> bool | None:
    return None if any(alive(pid) for pid in pids) else True


async def eventually(look: Callable[[], Awaitable[T | None]]) -> T:
    """Wait up to five seconds for what `look` finds."""
    for _ in range(100):
        if (found := await look()) is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


async def test_a_newcomer_sees_a_tip_asks_a_question_and_brings_the_next_tip_with_enter(
    start_demo: Start,
) -> None:
    async with start_demo(terminal=True) as demo:
        await ready(demo)
        assert "alle netwerkadressen" in demo.said
        assert "controleert geen token" in demo.said

        [first] = await demo.messages()
        assert first["user"] == workspace.BOT
        assert first["text"] in " ".join(demo.said.split())

        await demo.control("command", command="/leiderschap", text="ceo blog")
        answer = (await demo.messages())[-1]
        assert answer["subtype"] == "ephemeral"
        assert any("*blog*" in block.get("text", {}).get("text", "") for block in answer["blocks"])

        day = demo.day()
        demo.type("\n")
        await demo.until("In #leiderschap staat")
        assert demo.day() != day
        said = [one for one in await demo.messages() if one["text"].startswith("Tip van de week")]
        second = said[-1]  # its thread may have a question by now
        assert second["text"] != first["text"]

        children = demo.children()
        assert len(children) == 1
        demo.type("q\n")
        assert await demo.end() == 0
        assert not any(alive(child) for child in children)


async def test_a_mention_is_answered_in_its_thread_without_waiting_for_the_message_to_be_acknowledged(
    start_demo: Start,
) -> None:
    async with start_demo() as demo:
        await ready(demo)
        asked = await demo.control("message", text=f"<@{workspace.BOT}> ceo blog")
        answer = await eventually(lambda: demo.said_in_thread(asked["message"]["ts"]))
        assert "Gevonden in de artikelen" in answer["text"]
        acknowledged = [entry for entry in (await demo.control("log"))["log"] if entry["kind"] == "ack"]
        assert len(acknowledged) == 2, "the message, and the mention in it"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
async def test_nothing_stays_behind_however_the_demo_is_stopped(
    start_demo: Start, how: signal.Signals, tmp_path: Path
) -> None:
    async with start_demo() as demo:
        await ready(demo)
        children = demo.children()
        assert children
        demo.process.send_signal(how)
        code = await demo.end()
        await eventually(lambda: gone(children))
        if how != signal.SIGKILL:
            assert code == 0
            assert list((tmp_path / "tmp").iterdir()) == []


async def test_it_runs_on_when_standard_input_is_not_a_terminal(start_demo: Start) -> None:
    async with start_demo() as demo:
        await ready(demo)
        assert "Enter" not in demo.said
        await asyncio.sleep(1)
        assert demo.process.returncode is None


async def test_it_ends_with_an_error_when_local_slack_stops(start_demo: Start) -> None:
    async with start_demo() as demo:
        await ready(demo)
        child = await asyncio.create_subprocess_exec("kill", str(demo.children()[0]))
        await child.wait()
        assert demo.process.stderr
        assert await demo.end() == 1
        assert b"local-slack stopped unexpectedly" in await demo.process.stderr.read()


async def test_it_ends_when_nobody_reads_what_it_says(start_demo: Start) -> None:
    async with start_demo(terminal=True) as demo:
        await ready(demo)
        children = demo.children()
        demo.process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        demo.type("\n")
        assert await asyncio.wait_for(demo.process.wait(), SECONDS) == 1
        await eventually(lambda: gone(children))


async def test_a_second_start_with_the_same_data_goes_on_a_week_later(
    start_demo: Start, tmp_path: Path
) -> None:
    days, texts = [], []
    for _ in range(2):
        async with start_demo("--data", str(tmp_path / "kept")) as demo:
            await ready(demo)
            days.append(demo.day())
            texts.append((await demo.messages())[0]["text"])
            demo.process.send_signal(signal.SIGTERM)
            assert await demo.end() == 0
    assert days[0] != days[1]
    assert texts[0] != texts[1]


async def test_a_local_slack_that_does_not_start_is_named_with_a_way_around(tmp_path: Path) -> None:
    program = tmp_path / "local-slack"
    program.write_text("#!/bin/sh\necho no such thing >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(LeiderschapError, match=r"ended with code 3: no such thing\nTry .*--terminal"):
        async with local_slack.running(program, tmp_path):
            pass
    program.write_bytes(b"\x7fELF")
    with pytest.raises(LeiderschapError, match=r"does not start.*Exec format error"):
        async with local_slack.running(program, tmp_path):
            pass
