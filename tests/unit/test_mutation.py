"""The mutation run has existing places, and puts its faults where a promise can break."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from unittest.mock import Mock

import pytest

from tests.mutation import __main__ as mutation
from tests.mutation import report
from tests.mutation.mutants import mutants
from tests.mutation.session import Session
from tests.mutation.swapping import Swap

ROOT = Path(__file__).parents[2]
SETTING = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutation"]
NOT_LOADED = """log = structlog.get_logger()
teams = table("teams", "Declared.", column("name", sa.Text))
"""
SOURCE = f'''
LEAST = 5
{NOT_LOADED}

class Team:
    members: int = 0

    @property
    def small(self) -> bool:
        """Docs."""
        log.info("asked", least=5)
        return self.members < LEAST

def kind(of: str) -> str:
    match of:
        case "a" if len(of) > 1:
            return "long"
        case "b":
            return "other"
'''


def faults() -> set[tuple[str, str]]:
    return {(one.before, one.after) for one in mutants("bot/example.py", SOURCE)}


def test_each_place_is_there_and_in_one_list() -> None:
    files = [file for files in SETTING["places"].values() for file in files]
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert len(files) == len(set(files))
    assert set(SETTING["none_left"]) <= set(SETTING["places"])
    assert [place for place in SETTING["tests"] if not (ROOT / place).is_dir()] == []


def test_a_fault_is_tried_again_where_its_function_changed_and_only_there(tmp_path: Path) -> None:
    session = Session(tmp_path / "session.sqlite")
    for fault in mutants("bot/example.py", SOURCE):
        session.keep(fault, "killed", 0.1)
    changed = SOURCE.replace("len(of) > 1", "len(of) > 2").replace('"""Docs."""', '"""Other docs."""  # why')
    again = [one for one in mutants("bot/example.py", changed) if session.outcome(one) is None]
    assert again
    assert {one.around.split()[0] for one in again} == {"kind"}


def test_bounds_properties_and_fields_get_faults_too() -> None:
    assert {
        ("LEAST = 5", "LEAST = 6"),
        ("members: int = 0", "members: int = 1"),
        ("return self.members < LEAST", "return self.members <= LEAST"),
    } <= faults()


def test_what_is_logged_and_explained_gets_none() -> None:
    assert [before for before, _ in faults() if "asked" in before or "Docs" in before] == []


def test_the_declaration_of_a_table_gets_none() -> None:
    assert [before for before, _ in faults() if "teams" in before or "column" in before] == []


def test_a_fault_knows_the_lines_of_its_statement_and_one_outside_functions_none() -> None:
    lines = {one.before: one.lines for one in mutants("bot/example.py", SOURCE)}
    assert list(lines["return self.members < LEAST"]) == [14]
    assert list(lines["LEAST = 5"]) == []


def test_an_explanation_fits_its_fault_alone_and_is_stale_once_that_cannot_be_made() -> None:
    made = mutants("bot/example.py", SOURCE)
    one = report.Explanation("bot/example.py", "LEAST = 5", "LEAST = 6", "an example")
    gone = report.Explanation("bot/example.py", "MOST = 5", "MOST = 6", "an example")
    assert report.stale([one, gone], made, ["bot/example.py"]) == [gone]
    outcomes: report.Outcomes = dict.fromkeys(made, "survived")
    left = report.unexplained(outcomes, [one])
    assert len(left) == len(made) - 1
    assert ("LEAST = 5", "LEAST = 6") not in {(fault.before, fault.after) for fault in left}


def loaded(folder: Path) -> tuple[Path, ModuleType]:
    file = folder / "example.py"
    file.write_text(SOURCE.replace(NOT_LOADED, "log = Mock()\n"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("example", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    module.__dict__["Mock"] = Mock
    spec.loader.exec_module(module)
    return file, module


def test_a_fault_inside_of_a_function_is_put_into_what_is_loaded(tmp_path: Path) -> None:
    file, module = loaded(tmp_path)
    team = module.Team()
    team.members = 5
    assert not team.small
    fault = next(
        one
        for one in mutants(str(file), file.read_text(encoding="utf-8"))
        if one.after == "return self.members <= LEAST"
    )
    Swap(fault).make()
    assert team.small


def test_a_fault_that_runs_at_import_or_is_not_loaded_is_put_into_nothing(tmp_path: Path) -> None:
    file, module = loaded(tmp_path)
    made = mutants(str(file), file.read_text(encoding="utf-8"))
    with pytest.raises(LookupError, match="import"):
        Swap(next(one for one in made if one.before == "LEAST = 5"))
    del module.kind
    with pytest.raises(LookupError, match="loaded"):
        Swap(next(one for one in made if one.before == 'return "long"'))


def test_each_line_that_is_explained_still_stands_in_its_file() -> None:
    """Only a run of the tool checks that a fault can still be made, because making all takes a quarter of a minute."""
    for one in report.explanations(ROOT / report.EXPLAINED):
        code = " ".join((ROOT / one.file).read_text(encoding="utf-8").split())
        assert one.before in code, one


def test_a_report_leaves_the_copy_that_a_run_uses_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_use = tmp_path / "copy" / "file"
    in_use.parent.mkdir()
    in_use.touch()
    monkeypatch.setattr(mutation, "FOLDER", tmp_path)
    monkeypatch.setattr(os, "execve", lambda *_: pytest.fail("it begins a run"))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["mutation", "delivery/bounds", "--report"])
    mutation.main()
    assert "not tried" in capsys.readouterr().out
    assert in_use.exists()
