"""The privacy report is made from the running configuration, and omits nothing that is stored."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.cli.privacy import PERIODS, _configuration, _stored, privacy
from bot.cli.trial import trial
from bot.core.words import filled
from bot.privacy import report as privacy_report
from bot.privacy import report_texts as texts
from bot.privacy.report import Configuration
from bot.schema import metadata
from bot.settings import load
from bot.slack.installations.store import installations, oauth_states, workspaces
from bot.slack.manifest import READ_FILES, SCOPES, scopes
from bot.slack.words import WORDS
from tests import text_platform
from tests.databases import migrated
from tests.habits import Habits

DAY = dt.date(2025, 1, 7)


def configuration(**fields: object) -> Configuration:
    given: dict[str, object] = {
        "tables": metadata.sorted_tables,
        "rows": {},
        "scopes": SCOPES,
        "periods": PERIODS,
        "facts": ("Een feit.",),
        "words": WORDS,
    }
    return Configuration(**given | fields)  # type: ignore[arg-type]


def test_every_column_of_the_database_has_a_purpose() -> None:
    for table in metadata.sorted_tables:
        silent = [one for one in (table, *table.c) if not one.info.get("purpose", "").strip()]
        assert silent == [], "say where the table is declared what it is for"


def test_a_column_that_does_not_say_what_it_is_for_is_refused() -> None:
    undeclared = sa.MetaData()
    sa.Table("leads", undeclared, sa.Column("size", sa.Integer), info={"purpose": "Een doel."})
    with pytest.raises(KeyError):
        privacy_report.report(configuration(tables=undeclared.sorted_tables), DAY)


def test_every_column_stands_in_the_report_with_its_purpose() -> None:
    written = privacy_report.report(configuration(), DAY)
    for table in metadata.sorted_tables:
        section = written.split(f"### `{table.name}`\n", 1)[1].split("\n#", 1)[0]
        for column in table.c:
            assert f"`{column.name}`" in section
            assert filled(column.info["purpose"], WORDS) in section


def test_the_report_of_another_platform_says_its_name_and_no_other() -> None:
    of_slack = {installations, workspaces, oauth_states}
    given = {
        "words": text_platform.WORDS,
        "facts": tuple(texts.FACT_SOCKET.values()),
        "tables": [table for table in metadata.sorted_tables if table not in of_slack],
    }
    written = privacy_report.report(configuration(**given), DAY)
    assert re.findall(r"[^\n]*(?:Slack|[/@]leiderschap|{\w+})[^\n]*", written) == []
    assert "Wij willen in Postbus een bot gebruiken" in written


def test_a_column_that_names_a_person_is_starred() -> None:
    written = privacy_report.report(configuration(), DAY)
    for table, column in (("plans", "person"), ("plans", "direct"), ("leads", "user"), ("audit", "user")):
        assert f"`{column}` *" in written.split(f"### `{table}`\n", 1)[1].split("\n#", 1)[0]
    assert "`made_at` *" not in written


@pytest.mark.parametrize("scope", sorted(scopes(uploads=True)))
def test_every_scope_has_its_reason_in_dutch(scope: str) -> None:
    written = privacy_report.report(configuration(scopes=scopes(uploads=True)), DAY)
    assert f"| `{scope}` | {filled(texts.SCOPE_REASONS[scope], WORDS)} |" in written


@pytest.mark.parametrize("on", [True, False])
async def test_the_right_to_read_files_is_told_where_it_is_asked_for(tmp_path: Path, *, on: bool) -> None:
    settings = load(database_url=f"sqlite:///{tmp_path}/er-is-niets.db", uploads=on)
    written = privacy_report.report(await _configuration(settings), DAY)
    assert filled(texts.FACT_UPLOADS[on], WORDS) in written
    assert (f"| `{READ_FILES}` |" in written) == on


def test_a_right_to_read_messages_is_told_and_not_denied() -> None:
    written = privacy_report.report(configuration(scopes={**SCOPES, "channels:history": "to look up"}), DAY)
    assert texts.SCOPES_HISTORY in written
    assert texts.SCOPES_NO_HISTORY not in written
    assert texts.READING_NOT not in written


def test_a_changed_period_changes_the_report_and_the_letter() -> None:
    written = privacy_report.report(configuration(periods={**PERIODS, "plans": dt.timedelta(days=42)}), DAY)
    assert "| 42 dagen |" in written
    assert "na 42 dagen verwijderd" in written


def test_the_report_promises_no_effect_and_says_je() -> None:
    words = privacy_report.report(configuration(), DAY).lower().split()
    assert not {"u", "uw", "effect", "effectief", "!"} & set(words)


async def test_rows_are_counted_as_they_are_now(engine: AsyncEngine) -> None:
    habits = Habits(engine)
    await habits.channel()
    found, _ = await _stored(engine, metadata)
    assert found["channels"] == 1
    assert found["plans"] == 0
    assert "Nu één rij." in privacy_report.report(configuration(rows=found), DAY)


async def _with_a_channel(url: str) -> None:
    from bot.database.engine import create

    await migrated(url)
    engine = create(url)
    await Habits(engine).channel()
    await engine.dispose()


def test_the_command_reads_the_configuration_and_the_database_in_force(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    asyncio.run(_with_a_channel(sqlite_url))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LEIDERSCHAP_LOG_LEVEL", "WARNING")
    result = CliRunner().invoke(privacy, ["report"])
    assert result.exit_code == 0, result.output
    assert "niveau WARNING" in result.output
    assert "1 van de 1 kanalen krijgen tips" in result.output
    told = CliRunner().invoke(trial, ["report"])
    assert told.output.splitlines() == ["0 kanaalweken zijn afgerond.", "te weinig om iets te zeggen"]


def test_without_a_database_the_report_says_what_is_missing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    result = CliRunner().invoke(privacy, ["report"])
    assert result.exit_code == 0, result.output
    assert texts.FACT_OFFLINE in result.output
