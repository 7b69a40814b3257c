"""With the right to read files Slack would let the bot read every file of its channels: one function alone fetches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
METHOD = re.compile(r"files[._](?!id\b)\w+|remote_files\w*|url_private\w*|permalink_public")
"""What a method for files is called, in the SDK and in Slack's own words, and where a file can be fetched."""
ALLOWED = {
    "slack/files.py": {"files_info", "url_private_download"},
    "slack/private.py": {"files_upload_v2"},
}
"""By file: the first fetches what a form handed over, the second sends what the bot made."""
FETCHES = "_fetch"


def methods(source: str) -> Iterator[tuple[str, str]]:
    """The names of methods for files in a source, each with the function that it is in."""
    yield from _methods(ast.parse(source), "")


def _methods(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring calls nothing
        named = getattr(child, "attr", None) or getattr(child, "value", None)
        if isinstance(child, ast.Attribute | ast.Constant) and isinstance(named, str):
            yield from ((found, inside) for found in METHOD.findall(named))
        function = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else inside
        yield from _methods(child, function)


@pytest.mark.parametrize(
    "source",
    [
        "client.files_list()",
        "client.files_info(file=id)",
        "client.api_call('files.info')",
        "session.get(file['url_private'])",
        "getattr(client, 'files_sharedPublicURL')()",
        "client.files_remote_list()",
    ],
)
def test_a_call_to_a_file_method_is_noticed(source: str) -> None:
    assert list(methods(source))


def test_nothing_but_one_function_fetches_files() -> None:
    found: dict[str, set[str]] = {}
    fetching: set[str] = set()
    for file in BOT.rglob("*.py"):
        name = file.relative_to(BOT).as_posix()
        for method, inside in methods(file.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(method)
            if name == "slack/files.py":
                fetching.add(inside)
    assert {name: used for name, used in found.items() if name.startswith("slack/")} == ALLOWED
    assert {name for name in found if not name.startswith("slack/")} == set()
    assert fetching == {FETCHES}
