"""If the work for an event fails, the event is refused, and done when Slack sends it again; what succeeded is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from bot.channels.notices import SqlNoticeStore
from bot.channels.presence import texts as settings_texts
from bot.channels.store import SqlChannelStore
from bot.core import texts
from bot.core.errors import StoreError
from bot.core.people import ChannelRef
from bot.database.once import SqlOnceStore
from bot.slack import texts as texts_slack
from bot.slack.installations.store import SqlInstallationStore
from bot.slack.listeners.channel_events import HANDLERS
from bot.slack.words import WORDS
from tests.factories import C1
from tests.fakes.installing import Installable, an_installable_bot
from tests.fakes.leading import led_by
from tests.fakes.slack import words
from tests.fakes.web_api import BOT_USER, WORKSPACE, WebApi
from tests.running import Running, a_bot

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

VERA = "U1VERA"


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        yield running


def gone(store: type, method: str) -> Any:
    """Make the database fail in this method."""
    return mock.patch.object(store, method, mock.AsyncMock(side_effect=StoreError("the database is gone")))


async def again(running: Running, event: dict[str, Any], id: str) -> httpx.Response:
    """Send the same event again, with the headers that say so."""
    answer = await running.slack.event(event, id, x_slack_retry_num="1", x_slack_retry_reason="http_error")
    await running.settled()
    return answer


async def paused(running: Running) -> str | None:
    found = await running.channels.get(C1)
    assert found is not None
    return found.paused


STOPS = {"channel_archive": "is_archived", "channel_left": "not_in_channel", "channel_shared": "is_shared"}


@pytest.mark.parametrize(("name", "why"), STOPS.items())
@pytest.mark.parametrize(
    ("store", "method"), [(SqlChannelStore, "save"), (SqlOnceStore, "done"), (SqlOnceStore, "first")]
)
async def test_a_channel_event_that_failed_is_refused_and_done_when_it_comes_again(
    led: Running, name: str, why: str, store: type, method: str
) -> None:
    event = {"type": name, "channel": "C1"}
    with gone(store, method):
        assert (await led.slack.event(event, "Ev7")).status_code == 503
    assert (await again(led, event, "Ev7")).status_code == 200
    assert await paused(led) == why
    said = settings_texts.STOPPED[why].format(channel="leiderschap").by(WORDS)
    assert [(one["channel"], one["text"]) for one in led.api.messages] == [(VERA, said)], "told once"


async def test_that_a_channel_is_shared_is_told_once_also_where_it_could_not_be_noted(led: Running) -> None:
    event = {"type": "channel_shared", "channel": "C1"}
    with gone(SqlNoticeStore, "first"):
        assert (await led.slack.event(event, "Ev8")).status_code == 503
    assert await paused(led) == "is_shared"
    assert (await again(led, event, "Ev8")).status_code == 200
    assert [one["channel"] for one in led.api.messages] == [VERA]


async def test_every_other_channel_event_that_failed_is_done_when_it_comes_again(led: Running) -> None:
    async def renamed() -> bool:
        found = await led.channels.get(C1)
        return found is not None and found.name == "leiders"

    async def moved() -> bool:
        return await led.channels.get(ChannelRef(WORKSPACE, "C9")) is not None

    async def greeted() -> bool:
        return [one["channel"] for one in led.api.messages] == ["C2"]

    cases: list[tuple[dict[str, Any], type, str, Callable[[], Any]]] = [
        (
            {"type": "channel_rename", "channel": {"id": "C1", "name": "leiders"}},
            SqlChannelStore,
            "save",
            renamed,
        ),
        (
            {"type": "member_joined_channel", "user": BOT_USER, "channel": "C2"},
            SqlChannelStore,
            "get",
            greeted,
        ),
        (
            {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C9"},
            SqlChannelStore,
            "move",
            moved,
        ),
    ]
    assert {case[0]["type"] for case in cases} < set(HANDLERS)
    for event, store, method, done in cases:
        with gone(store, method):
            assert (await led.slack.event(event, event["type"])).status_code == 503
        assert not await done()
        assert (await again(led, event, event["type"])).status_code == 200
        assert await done(), event


async def test_a_channel_event_that_was_done_is_not_done_again_when_it_comes_late(led: Running) -> None:
    archived, back = ({"type": f"channel_{name}", "channel": "C1"} for name in ("archive", "unarchive"))
    assert (await led.slack.event(archived, "Ev1")).status_code == 200
    assert (await led.slack.event(back, "Ev2")).status_code == 200
    await led.settled()
    told = len(led.api.messages)
    assert await paused(led) is None
    assert (await again(led, archived, "Ev1")).status_code == 200
    assert await paused(led) is None
    assert len(led.api.messages) == told


async def test_a_mention_that_failed_is_told_in_its_thread_and_not_asked_for_again(led: Running) -> None:
    with gone(SqlOnceStore, "first"):
        assert (await led.slack.mention("ceo blog")).status_code == 200
    [told] = await led.api.wait("chat.postMessage")
    assert words(told).startswith(texts.ERROR.partition("{")[0])


@pytest.fixture
async def installable(tmp_path: Path, api: WebApi) -> AsyncIterator[Installable]:
    async with an_installable_bot(tmp_path, api) as bot:
        yield bot


@pytest.mark.parametrize("says", ["app_uninstalled", "tokens_revoked"])
async def test_tokens_go_when_the_word_that_they_end_comes_again_after_it_failed(
    installable: Installable, says: str
) -> None:
    await installable.install("T1")
    event = {"type": says, "tokens": {"oauth": [], "bot": [BOT_USER]}}
    with gone(SqlInstallationStore, "remove"):
        first = await installable.event(event, installable.time.now, team_id="T1")
    assert first.status_code == 503
    assert texts.HELP_SUMMARY.by(WORDS) in await installable.ask("T1")
    assert (await installable.event(event, installable.time.now, team_id="T1")).status_code == 200
    assert await installable.ask("T1") == texts_slack.NOT_INSTALLED
