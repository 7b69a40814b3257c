"""What leads are told at once, and administrators if no lead could be told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.channels.leads.notifying import Notifying
from bot.channels.leads.store import SqlLeadStore
from bot.core.errors import LeiderschapError
from bot.core.platform import RefusedError
from tests.delivering import TIP, Delivering, delivering
from tests.factories import a_channel

VERA, DAAN = "U0VERA", "U0DAAN"
ADMINS = [f"U{number}ADMIN" for number in range(7)]


@pytest.fixture
async def going(tmp_path: Path) -> AsyncIterator[Delivering]:
    async with delivering(tmp_path) as going:
        going.administrators.people = {"T1": ADMINS}
        yield going


@pytest.fixture
def notifying(going: Delivering) -> Notifying:
    return Notifying(going.slack, SqlLeadStore(going.engine), going.administrators)


def told(going: Delivering) -> list[str]:
    assert {(sent.ref.workspace, sent.message) for sent in going.slack.posts} <= {("T1", TIP)}
    return [sent.ref.channel for sent in going.slack.posts]


async def test_every_lead_is_told_and_no_administrator(going: Delivering, notifying: Notifying) -> None:
    await going.lead(DAAN, VERA)
    await notifying.tell(a_channel(), TIP)
    assert sorted(told(going)) == [DAAN, VERA]


async def test_one_lead_who_can_be_told_is_enough(going: Delivering, notifying: Notifying) -> None:
    await going.lead(DAAN, VERA)
    going.slack.answers = [RefusedError("user_disabled", pauses=False)]
    await notifying.tell(a_channel(), TIP)
    assert sorted(told(going)) == [DAAN, VERA]
    going.slack.posts.clear()
    assert await notifying.send("T1", [VERA], TIP) is True


@pytest.mark.parametrize("leads", [(), (VERA,)])
async def test_where_no_lead_can_be_told_the_first_administrators_are(
    going: Delivering, notifying: Notifying, leads: Sequence[str]
) -> None:
    await going.lead(*leads)
    going.slack.answers = [RefusedError("user_disabled", pauses=False) for _ in leads]
    await notifying.tell(a_channel(), TIP)
    assert told(going) == [*leads, *ADMINS[:5]]


async def test_whether_anybody_was_told_is_said(going: Delivering, notifying: Notifying) -> None:
    assert await notifying.administrators("T1", TIP) is True
    assert await notifying.administrators("T2", TIP) is False
    assert await notifying.send("T1", [], TIP) is False


async def test_administrators_whom_slack_does_not_name_are_not_told_and_that_is_no_fault(
    going: Delivering, notifying: Notifying, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(workspace: str) -> Sequence[str]:
        raise LeiderschapError("Slack does not say")

    monkeypatch.setattr(going.administrators, "of", fails)
    assert await notifying.administrators("T1", TIP) is False
    assert going.slack.posts == []
