"""The README and the manifest agree with the code."""

from __future__ import annotations

import re
from pathlib import Path

import typer
import yaml

from bot.cli import app
from bot.core import texts
from bot.core.words import filled
from bot.settings import Settings
from bot.slack.manifest import READ_FILES, manifest
from bot.slack.words import WORDS
from tests.text_platform import router

TABLE = router().commands.by_name.values()
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_subcommand() -> None:
    missing = [row.names[0] for row in TABLE if not re.search(rf"`[^`]*\b{row.names[0]}\b[^`]*`", README)]
    assert missing == []


def test_the_help_in_slack_names_every_subcommand() -> None:
    said = " ".join(
        f"{usage} {explanation}" for usage, explanation in filled(texts.HELP_LINES, WORDS)
    ).casefold()
    assert [row.names[0] for row in TABLE if row.names[0] not in said] == []
    assert len(texts.HELP_LINES) == 5


def test_the_readme_names_every_command_of_the_command_line() -> None:
    group = typer.main.get_command(app)
    commands = getattr(group, "commands")  # noqa: B009 - typer's own copy of click has no type for it
    assert [name for name in commands if f"`{name}" not in README] == []


def test_the_manifest_in_the_repository_is_the_one_that_the_code_makes() -> None:
    written = yaml.safe_load((ROOT / "config" / "slack-manifest.yaml").read_text(encoding="utf-8"))
    assert written == manifest(None)


def test_only_where_uploads_are_on_the_manifest_asks_for_the_right_to_read_files() -> None:
    off, on = (manifest(None, uploads=uploads) for uploads in (False, True))
    assert READ_FILES not in str(off)
    on["oauth_config"]["scopes"]["bot"].remove(READ_FILES)
    assert on == off


def test_no_scope_reads_conversations() -> None:
    scopes = manifest(None)["oauth_config"]["scopes"]["bot"]
    assert not [scope for scope in scopes if "history" in scope]


def test_every_setting_stands_in_the_file_of_defaults() -> None:
    defaults = yaml.safe_load((ROOT / "config" / "default.yaml").read_text(encoding="utf-8"))
    assert set(defaults) == set(Settings.model_fields)
