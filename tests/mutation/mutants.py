"""Makes the small faults that can be put into a file, with mutmut's operators, wherever its code runs.

Only the operators of mutmut are used: mutmut itself skips code outside functions and in decorated ones (here, the
bounds and the properties), and for each line of a function it runs all tests of that function.
"""

from __future__ import annotations

import ast
import functools
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one file. `before` and `after` are the lines that differ, folded; `nth` distinguishes faults that
    read the same. `lines` are those of its statement, empty if it runs at import. `source` is the file with the fault.
    `around` is the code of the function, or else of the statement, around it, without comments and docstrings."""

    path: str
    line: int
    before: str
    after: str
    lines: range
    source: str
    around: str
    nth: int = 0


def mutants(path: str, source: str) -> list[Mutant]:
    """All faults that can be put into a file, in the order of its lines."""
    visitor = _Visitor(path, source)
    visitor.wrapper.visit(visitor)
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for one in sorted(visitor.found, key=lambda one: one.line):
        key = one.around, one.before, one.after
        made.append(replace(one, nth=seen[key]))
        seen[key] += 1
    return made


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: str, source: str) -> None:
        super().__init__()
        self.path, self.source = path, source
        self.wrapper = MetadataWrapper(cst.parse_module(source))
        self.found: list[Mutant] = []
        self._around: list[cst.CSTNode] = []
        module = self.wrapper.module
        self._pieces = [module.code_for_node(one) for one in (*module.header, *module.body, *module.footer)]

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._without_effect(node):
            return False
        self._around.append(node)
        for mutated in _mutated(node):
            self._add(node, mutated)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._around and self._around[-1] is original_node:
            self._around.pop()

    def _without_effect(self, node: cst.CSTNode) -> bool:
        """Whether the bot does not depend on this node: types, decorators, log calls, and the words of errors."""
        match node:
            case cst.Annotation() | cst.Decorator() | cst.ImportFrom() | cst.Import():
                return True
            case cst.Assign(value=cst.Call(func=cst.Name(value="table"))):
                return True  # a test compares whole tables with the migrations
            case cst.Assign(value=cst.Subscript(value=cst.Name(value=name))):
                return name[:1].isupper()
            case cst.Subscript(value=cst.Name(value=name)):
                return name[:1].isupper()
            case cst.Call(func=cst.Attribute(value=cst.Name(value="log"))):
                return True
            case cst.Call(func=cst.Name(value="TypeVar" | "cast")):
                return True
            case cst.BaseString():
                return any(isinstance(one, cst.Raise) for one in self._around)
        return False

    def _add(self, node: cst.CSTNode, mutated: cst.CSTNode) -> None:
        code = self._with(mutated)
        before, after = self.source.splitlines(), code.splitlines()
        first = _same(before, after)
        last = _same(before[first:][::-1], after[first:][::-1])
        if first == len(before) == len(after):
            return
        was, now = before[first : len(before) - last], after[first : len(after) - last]
        lines, around = self._lines(node), self._code_around()
        self.found.append(Mutant(self.path, first + 1, _folded(was), _folded(now), lines, code, around))

    def _code_around(self) -> str:
        names = [one.name.value for one in self._around if isinstance(one, cst.ClassDef | cst.FunctionDef)]
        inner = [one for one in self._around if isinstance(one, cst.BaseStatement | cst.SimpleStatementLine)][
            -1
        ]
        outer = next((one for one in self._around if isinstance(one, cst.FunctionDef)), inner)
        return f"{'.'.join(names)} {_meaning(self.wrapper.module.code_for_node(outer))}"

    def _with(self, mutated: cst.CSTNode) -> str:
        """The file with this instead of the innermost node that is being visited.

        Only the nodes around it are made again, and only its top-level statement is written again: processing the whole
        file for each of its faults takes a minute.
        """
        module, top, *_ = self._around
        assert isinstance(module, cst.Module)
        new = mutated
        for child, parent in zip(self._around[:0:-1], self._around[-2:0:-1], strict=False):
            new = _replaced(parent, child, new)
        at = next(i for i, one in enumerate(module.body) if one is top) + len(module.header)
        return "".join([*self._pieces[:at], module.code_for_node(new), *self._pieces[at + 1 :]])

    def _lines(self, node: cst.CSTNode) -> range:
        functions = [one for one in self._around if isinstance(one, cst.FunctionDef)]
        if not functions:
            return range(0)
        if any(isinstance(one, cst.Parameters) for one in self._around):
            body = self._where(functions[-1].body)
            return range(body.start.line, body.end.line + 1)
        statements = [
            one for one in self._around if isinstance(one, cst.BaseStatement | cst.SimpleStatementLine)
        ]
        whole = self._around if isinstance(node, cst.Match) else statements
        cases = [one for one in self._around if isinstance(one, cst.MatchCase)]
        nearest = max(
            (self._where(one).start.line for one in [*whole[-1:], *cases]),
        )
        return range(nearest, self._where(node).end.line + 1)

    def _where(self, node: cst.CSTNode) -> CodeRange:
        while (place := self.get_metadata(PositionProvider, node, None)) is None:
            node = self._around[self._around.index(node) - 1]
        assert isinstance(place, CodeRange)
        return place


def _mutated(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            made = list(operator(node))
            # A string in upper or lower case proves no more than another string does.
            yield from made[:1] if isinstance(node, cst.BaseString) else made


def _replaced(parent: cst.CSTNode, child: cst.CSTNode, new: cst.CSTNode) -> cst.CSTNode:
    for field in fields(parent):
        value = getattr(parent, field.name)
        if value is child:
            return parent.with_changes(**{field.name: new})
        if isinstance(value, list | tuple) and any(one is child for one in value):
            return parent.with_changes(**{field.name: [new if one is child else one for one in value]})
    raise AssertionError(f"{child} is nowhere in {parent}")


@functools.cache
def _meaning(code: str) -> str:
    """The code without comments, docstrings and layout."""
    tree = ast.parse(textwrap.dedent(code))
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _same(one: list[str], other: list[str]) -> int:
    """How many lines both have in common at the beginning."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _folded(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
