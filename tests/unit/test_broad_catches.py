"""Code that catches everything says on the same line why nothing narrower would do."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

BROAD = {"Exception", "BaseException"}
MARKS = ("# noqa", "# type:", "# pragma")
"""Comments for tools, which give no reason."""


def unexplained(source: str) -> list[int]:
    """The lines that catch everything without saying why."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    said = {
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and not token.string.startswith(MARKS)
    }
    return sorted(set(_broad(ast.parse(source))) - said)


def _broad(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _names(node.type) & BROAD):
            yield node.lineno
        elif isinstance(node, ast.Call) and "suppress" in _names(node.func):
            yield from (node.lineno for argument in node.args if _names(argument) & BROAD)


def _names(node: ast.AST) -> set[str]:
    inner = list(ast.walk(node))
    return {one.id for one in inner if isinstance(one, ast.Name)} | {
        one.attr for one in inner if isinstance(one, ast.Attribute)
    }


FILES = sorted(Path(bot.__file__).parent.rglob("*.py"))


def test_every_broad_catch_says_why() -> None:
    found = {str(file): lines for file in FILES if (lines := unexplained(file.read_text(encoding="utf-8")))}
    assert found == {}
    assert sum(len(list(_broad(ast.parse(file.read_text(encoding="utf-8"))))) for file in FILES) > 10


@pytest.mark.parametrize(
    ("catch", "lines"),
    [
        ("except Exception:", [3]),
        ("except Exception as error:", [3]),
        ("except BaseException:", [3]),
        ("except:", [3]),
        ("except (OSError, Exception):", [3]),
        ("except builtins.Exception:", [3]),
        ("except Exception:  # noqa: BLE001", [3]),
        ("except Exception:  # one holds up no other", []),
        ("except (OSError, ValueError):", []),
        ("except LookupError:", []),
    ],
)
def test_a_broad_catch_is_seen_however_it_is_written(catch: str, lines: list[int]) -> None:
    assert unexplained(f"try:\n    work()\n{catch}\n    pass\n") == lines


@pytest.mark.parametrize(
    ("with_", "lines"),
    [
        ("with suppress(Exception):", [1]),
        ("with contextlib.suppress(OSError, BaseException):", [1]),
        ("with suppress(Exception):  # it is not needed any more", []),
        ("with suppress(OSError):", []),
    ],
)
def test_so_is_one_that_suppresses(with_: str, lines: list[int]) -> None:
    assert unexplained(f"{with_}\n    work()\n") == lines
