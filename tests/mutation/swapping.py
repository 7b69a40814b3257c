"""Puts a fault into functions that are already loaded, because most faults need no import."""

from __future__ import annotations

import gc
import inspect
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutation.mutants import Mutant


class Swap:
    """The loaded functions that a fault changes, found by their code."""

    def __init__(self, mutant: Mutant) -> None:
        """Raises LookupError if the fault changes code that runs at import, or if no loaded function has the code."""
        file = os.path.abspath(mutant.path)
        if not mutant.lines:
            raise LookupError("it runs at import")
        self._new = dict(_changed(_original(file), _compiled(mutant.source, file)))
        self._functions = [one for one in _loaded(file) if one.__code__ in self._new]
        if {one.__code__ for one in self._functions} != self._new.keys():
            raise LookupError("it is not loaded")
        if any(len(one.co_freevars) != len(self._new[one].co_freevars) for one in self._new):
            raise LookupError("it reads other variables of what is around it")

    def make(self) -> None:
        for function in self._functions:
            function.__code__ = self._new[function.__code__]


@cache
def _original(file: str) -> CodeType:
    return _compiled(Path(file).read_text(encoding="utf-8"), file)


@cache
def _loaded(file: str) -> list[FunctionType]:
    """The loaded functions of a file."""
    gc.unfreeze()  # frozen objects are not listed, and tests freeze what they load
    found = [
        one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__code__.co_filename == file
    ]
    gc.freeze()
    return found


def _compiled(source: str, file: str) -> CodeType:
    code: CodeType = compile(source, file, "exec", dont_inherit=True)
    return code


def _changed(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions' code that differs, before and after. Raises LookupError if a module or class itself differs."""
    if _bare(before) != _bare(after):
        raise LookupError("it runs at import")
    for old, new in zip(_within(before), _within(after), strict=True):
        if old == new:
            continue
        if old.co_flags & inspect.CO_OPTIMIZED:
            yield old, new
        else:
            yield from _changed(old, new)


def _within(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _bare(code: CodeType) -> CodeType:
    """The code without the functions and classes in it, and without line numbers: a `def` has that of its end."""
    here = tuple(one for one in code.co_consts if not isinstance(one, CodeType))
    return code.replace(co_consts=here, co_linetable=b"")
