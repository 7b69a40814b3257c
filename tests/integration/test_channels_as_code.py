"""`channels plan`, `apply` and `export`, against a Slack on 127.0.0.1."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from bot.channels.store import SqlChannelStore
from bot.core.people import ChannelRef
from bot.database.engine import create
from bot.delivery.ledger import SqlLedger
from tests.databases import migrated
from tests.fakes.installing import CLIENT_ID, CLIENT_SECRET, KEY
from tests.fakes.web_api import WORKSPACE, WebApi
from tests.running import BOT_TOKEN
from tests.typed import typed

TWO_CHANNELS = """
defaults: {frequency: every two weeks}
channels:
  - {channel: "#bouw", weekday: vrijdag, time: "09:30", leads: [U0123]}
  - {channel: C3, series: vier-ls, locked: true}
  - {channel: nergens}
"""


@dataclass
class Commands:
    """Runs the commands on the files of one folder."""

    folder: Path
    api: WebApi

    @property
    def file(self) -> Path:
        return self.folder / "channels.yaml"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/leiderschap.db"

    async def run(self, command: str, *arguments: str, **more: str) -> tuple[int, str, str]:
        """The exit code, the output, and the errors."""
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": "voorbeeld-geheim",
            "PORT": "0",
            "SLACK_API_URL": self.api.url,
            "DATABASE_URL": self.database,
            "LEIDERSCHAP_CHANNELS_FILE": str(self.file),
            "LEIDERSCHAP_ARTICLES": str(self.folder / "articles"),
        }
        environment = {name: value for name, value in (environment | more).items() if value}
        done = await asyncio.to_thread(typed, "channels", command, *arguments, variables=environment)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
async def commands(tmp_path: Path) -> AsyncIterator[Commands]:
    async with WebApi().serving() as api:
        commands = Commands(tmp_path, api)
        await migrated(commands.database)
        yield commands


async def test_a_plan_says_what_changes_and_apply_does_it_so_that_a_plan_is_empty(commands: Commands) -> None:
    commands.file.write_text(TWO_CHANNELS, encoding="utf-8")
    code, printed, complained = await commands.run("plan")
    assert code == 2, complained
    assert "#bouw (C2), new" in printed
    assert "  weekday: dinsdag -> vrijdag\n" in printed
    assert "  active: False -> True\n" in printed
    assert "  lead: U0123 added" in printed
    assert "2 channels change; next posts are: #bouw Fri " in printed
    assert "there is no channel 'nergens'" in complained

    code, printed, complained = await commands.run("apply")
    assert (code, printed) == (3, "2 channels changed; 2 get tips.\n"), complained
    assert "there is no channel 'nergens'" in complained
    code, printed, _ = await commands.run("plan")
    assert (code, printed) == (0, "Nothing changes.\n")


async def test_what_is_exported_is_what_is_there(commands: Commands) -> None:
    commands.file.write_text(TWO_CHANNELS, encoding="utf-8")
    await commands.run("apply")
    before = await stored(commands)
    code, printed, complained = await commands.run("export")
    assert code == 0, complained
    rows = {row["channel"]: row for row in yaml.safe_load(printed)["channels"]}
    assert rows["C2"]["leads"] == ["U0123"]
    assert (rows["C3"]["series"], rows["C3"]["locked"]) == ("vier-ls", True)

    commands.file.write_text(printed, encoding="utf-8")
    code, _, complained = await commands.run("apply")
    assert code == 0, complained
    assert await stored(commands) == before


BY_NAME = 'channels: [{channel: "#Bouw", weekday: vrijdag}]'


async def test_a_name_means_the_channel_that_was_found_first_until_it_is_forgotten(
    commands: Commands,
) -> None:
    commands.file.write_text(BY_NAME, encoding="utf-8")
    assert (await commands.run("apply"))[0] == 0
    commands.api.channels |= {"C2": "bouw-oud", "C9": "bouw"}
    code, printed, complained = await commands.run("plan")
    assert (code, complained) == (
        2,
        "'Bouw' is channel C2, now called #bouw-oud: write bouw-oud or C2. Another channel has that name now:"
        " for that one write C9, or run `python -m bot channels forget Bouw`\n",
    )
    assert "#bouw-oud (C2)" in printed
    assert "C9" not in printed
    code, printed, complained = await commands.run("apply")
    assert (code, printed) == (0, "1 channel changed; 1 get tips.\n")
    assert "C2, now called #bouw-oud" in complained
    assert await active(commands) == {"C2"}

    assert (await commands.run("forget", "#BOUW"))[0] == 0
    code, _, complained = await commands.run("apply")
    assert (code, complained) == (0, "")
    assert await active(commands) == {"C9"}
    code, _, complained = await commands.run("forget", "nergens")
    assert code == 1
    assert "no channel is remembered as 'nergens'" in complained


async def test_what_was_due_before_another_file_was_applied_is_recorded_and_told(commands: Commands) -> None:
    commands.file.write_text(TWO_CHANNELS, encoding="utf-8")
    await commands.run("apply")
    engine = create(commands.database)
    store, ledger, month = SqlChannelStore(engine), SqlLedger(engine), dt.timedelta(weeks=4)
    channel = await store.get(ChannelRef(WORKSPACE, "C2"))
    assert channel is not None
    assert channel.next_due_at is not None
    assert channel.next_slot is not None
    first = channel.next_slot - month
    await store.save(replace(channel, next_due_at=channel.next_due_at - month, next_slot=first))

    commands.file.write_text(TWO_CHANNELS.replace("vrijdag", "donderdag"), encoding="utf-8")
    code, _, complained = await commands.run("apply")
    assert code == 3, complained
    assert "nergens" in complained
    rows = await ledger.recent(ChannelRef(WORKSPACE, "C2"), 10)
    assert {row.slot for row in rows} >= {first, first + month / 2}
    missed = {str(row.id) for row in rows if row.error == "missed"}
    notices = await ledger.recent(ChannelRef(WORKSPACE, "U0123"), 10)
    assert {row.subject.split("/")[1] for row in notices} == missed != set()
    await engine.dispose()


async def test_without_the_file_nothing_is_changed(commands: Commands) -> None:
    commands.file.write_text(TWO_CHANNELS, encoding="utf-8")
    await commands.run("apply")
    commands.file.unlink()
    before = await stored(commands)
    for command in ("plan", "apply"):
        code, _, complained = await commands.run(command)
        assert code == 1
        assert complained.startswith(f"{commands.file}: there is no such file")
    assert await stored(commands) == before


async def test_the_bot_token_is_all_that_is_needed(commands: Commands) -> None:
    commands.file.write_text("channels: []", encoding="utf-8")
    for command in ("plan", "apply", "export"):
        code, _, complained = await commands.run(command, SLACK_SIGNING_SECRET="", PORT="")
        assert code == 0, complained


async def test_where_many_workspaces_install_the_bot_the_file_is_not_theirs(commands: Commands) -> None:
    many = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "LEIDERSCHAP_ENCRYPTION_KEYS": KEY,
        "LEIDERSCHAP_PUBLIC_URL": "https://bot.example",
    }
    for text in (TWO_CHANNELS, "channels: []"):
        commands.file.write_text(text, encoding="utf-8")
        code, _, complained = await commands.run("plan", **many)
        assert code == 1
        assert "channels are set up in Slack" in complained


async def active(commands: Commands) -> set[str]:
    engine = create(commands.database)
    found = {one.id for one in await SqlChannelStore(engine).list(WORKSPACE) if one.settings.active}
    await engine.dispose()
    return found


async def stored(commands: Commands) -> dict[str, object]:
    engine = create(commands.database)
    settings = {one.id: one.settings for one in await SqlChannelStore(engine).list(WORKSPACE)}
    await engine.dispose()
    return dict(settings)
