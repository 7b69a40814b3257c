"""What commands print of the names, titles and texts of others: nothing hidden, no codes for a terminal, no markup."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from bot.cli import shown
from bot.core.visible import visible
from bot.settings import ROOT
from tests.typed import Done, typed

HIDDEN = "\u202eneppe\u200b tekst\u2066\x1b[31m"
ARTICLE = f"""---
title: 'Plan [/b] van [team]'
author: '[/i] Jan'
---

## Kop [/x] {HIDDEN} {{#kop}}

Wie samenwerkt aan een moestuin {HIDDEN} zaait in het voorjaar en oogst in de zomer.
"""


def bot(folder: Path, *arguments: str) -> Done:
    places = {"LEIDERSCHAP_ARTICLES": str(folder), "LEIDERSCHAP_INDEX_FOLDER": str(folder / "index")}
    return typed(*arguments, variables={**os.environ, **places, "COLUMNS": "200"})


def test_no_article_hides_anything_or_breaks_a_command_whatever_stands_in_it(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(ARTICLE, encoding="utf-8")
    for words in (["articles", "list"], ["search", "moestuin"], ["articles", "questions", "plan"]):
        done = bot(tmp_path, *words)
        assert (done.returncode, done.stderr) == (0, ""), words
        assert visible(done.stdout) == done.stdout, words
    assert "Plan [/b] van [team]" in bot(tmp_path, "articles", "list").stdout


@pytest.mark.parametrize("name", ["\u202egpj.md", "\x1b[31mrood.md", "\u200bleeg.md"])
def test_a_fault_shows_nothing_that_the_name_of_a_file_hides(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("---\n\u202etitle: x\n---\n", encoding="utf-8")
    done = bot(tmp_path, "check")
    assert done.returncode == 1
    assert "fault(s)" in done.stderr
    assert visible(done.stderr) == done.stderr


def test_all_that_commands_print_is_shown_so() -> None:
    elsewhere = []
    for path in sorted((ROOT / "bot" / "cli").glob("*.py")):
        if path != Path(shown.__file__):
            calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
            called = {ast.unparse(call.func).rpartition("table")[2] for call in calls}
            elsewhere += [(path.name, one) for one in called & {"print", "typer.echo", ".add_row"}]
    assert elsewhere == []
