"""A command loads only what it needs, so one that only explains itself is fast."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from bot.database.migrations import migrate
from bot.settings import ROOT

STORE = {"sqlalchemy", "alembic", "aiosqlite", "asyncpg"}
SLACK = {"aiohttp", "slack_bolt", "slack_sdk", "starlette", "uvicorn"}
SEARCH = {"simplemma", "tantivy", "Stemmer", "bot.answers.search.index", "bot.answers.search.words.language"}
DATES = {"babel", "holidays", "icalendar"}
DOCUMENTS = {"PIL", "docx", "lxml", "mdit_py_plugins", "pypdf"}
LOGS = {"prometheus_client", "structlog", "apscheduler"}
HEAVY = STORE | SLACK | SEARCH | DATES | DOCUMENTS | LOGS
CODE = """
import sys
from bot.cli import main
sys.argv = ["bot", *sys.argv[1:]]
try:
    main()
finally:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded when the command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "bot.cli" in done.stderr, done.stderr
    return set(done.stderr.split())


def test_help_loads_no_library_but_that_of_the_command_line() -> None:
    assert loaded("--help") & (HEAVY | {"pydantic", "yaml", "cryptography", "bot.settings"}) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["search", "ask", "--help"],
        ["channels", "plan", "--help"],
        ["channels", "schema"],
        ["manifest"],
        ["tips", "list"],
        ["run", "--no-web", "--no-clock"],
        ["deliveries", "--limit", "0"],
    ],
    ids=" ".join,
)
def test_what_needs_no_database_slack_or_search_loads_none_of_them(words: list[str]) -> None:
    assert loaded(*words) & HEAVY == set()


def test_a_start_on_a_database_that_needs_no_migration_loads_nothing_to_migrate_with(
    sqlite_url: str,
) -> None:
    asyncio.run(migrate(sqlite_url))
    code = "import asyncio, sys; from bot import app; from bot.database.migrations import migrate;"
    code += f"asyncio.run(migrate({sqlite_url!r})); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
