"""docs/architecture.md agrees with the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def defined(file: Path) -> set[str]:
    """The names that a file defines at its top level."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_each_step_of_the_five_ways_is_where_the_map_says() -> None:
    steps = re.findall(r"^(\d+)\. `(bot/[\w/]+\.py)`: `(\w+)`$", MAP, re.MULTILINE)
    assert [number for number, _, _ in steps].count("1") == 5
    assert [(file, name) for _, file, name in steps if name not in defined(ROOT / file)] == []


def test_each_room_is_on_the_map_and_nothing_else() -> None:
    table = MAP[MAP.index("| room |") : MAP.index("In a room")]
    named = {
        name
        for row in table.split("|---|---|\n")[1].split("\n| ")
        for name in re.findall(r"`(\w+)`", row.lstrip("| ").split("|")[0])
    }
    rooms = {file.parent.name for file in ROOT.glob("bot/*/__init__.py")}
    assert named == rooms


def test_the_order_of_the_imports_on_the_map_is_the_one_that_is_held() -> None:
    setting = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = [
        {name.strip().removeprefix("bot.") for name in layer.split("|")}
        for layer in setting["contracts"][0]["layers"]
    ]
    rooms = {file.parent.name for file in ROOT.glob("bot/*/__init__.py")}
    held = [names & rooms for layer in layers if (names := layer) & rooms]
    drawn = MAP[MAP.index("```text") : MAP.index("```\n\n| room")].splitlines()[1:]
    shown = [names for line in drawn if (names := set(re.findall(r"\w+", line)) & rooms) and "," not in line]
    assert shown == held


def test_each_path_that_the_guide_for_contributors_names_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:bot|nudges|config|docs|tests)/[\w./-]*)`", guide))
    assert {path for path in paths if not (ROOT / path).exists()} == set()
