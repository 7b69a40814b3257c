"""The commands on tips, run as a person runs them."""

from __future__ import annotations

import os
from pathlib import Path

from tests.typed import Done, typed


def bot(*arguments: str, tips: Path | None = None) -> Done:
    own = {"LEIDERSCHAP_TIPS": str(tips)} if tips else {}
    return typed(*arguments, variables={**os.environ, "COLUMNS": "120", **own})


def test_a_tip_is_drawn_as_slack_shows_it() -> None:
    drawn = bot("tips", "show", "ceo-weekblog")
    assert drawn.returncode == 0
    assert "Schrijf vijf regels over wat je opviel" in drawn.stdout
    assert "naar Vijf do's" in drawn.stdout


def test_a_tip_that_does_not_exist_is_told_with_what_to_do() -> None:
    failed = bot("tips", "show", "bestaat-niet")
    assert failed.returncode == 1
    assert "there is no tip 'bestaat-niet'; `python -m bot tips list` lists them" in failed.stderr


def test_the_list_is_filtered_by_theme_series_minutes_and_role() -> None:
    short = bot(
        "tips", "list", "--theme", "vijf-dos", "--minutes", "10", "--role", "team"
    ).stdout.splitlines()
    assert [line.split()[0] for line in short] == [
        "praat-door-na-het-antwoord",
        "tel-het-goede-nieuws",
        "foto-van-het-echte-werk",
    ]
    series = bot("tips", "list", "--series", "vier-ls").stdout.splitlines()
    assert [line.split()[0] for line in series] == [
        "bericht-zonder-controle",
        "vraag-en-zwijg",
        "bedank-een-partner",
        "met-dank-aan",
        "los-een-belofte-in",
    ]


def test_a_company_starts_its_own_tips_from_a_file_that_is_right(tmp_path: Path) -> None:
    folder = tmp_path / "eigen"
    assert bot("tips", "new", str(folder)).returncode == 0
    checked = bot("check", tips=folder)
    assert checked.returncode == 0, checked.stderr
    assert "in 9 themes" in checked.stdout
    assert bot("tips", "coverage", tips=folder).returncode == 0


def test_a_file_of_tips_is_never_overwritten(tmp_path: Path) -> None:
    bot("tips", "new", str(tmp_path))
    own = tmp_path / "onze-tips.yaml"
    own.write_text("van ons", encoding="utf-8")
    again = bot("tips", "new", str(tmp_path))
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert own.read_text(encoding="utf-8") == "van ons"


def test_a_theme_that_lacks_a_tip_is_a_gap(tmp_path: Path) -> None:
    bot("tips", "new", str(tmp_path))
    own = tmp_path / "onze-tips.yaml"
    text = own.read_text(encoding="utf-8").replace("minimum: 1 ", "minimum: 2 ")
    own.write_text(text, encoding="utf-8")
    failed = bot("tips", "coverage", tips=tmp_path)
    assert failed.returncode == 1
    assert "onze-tips: 1 tips of at least 2" in failed.stderr
