"""Folders of tips become a library, and every fault in them names its file and line."""

from pathlib import Path

import pytest

from bot.core.errors import ContentError
from bot.library.coverage import coverage
from bot.library.passages import Article, Section
from bot.library.reading import load_library
from bot.library.tips import IfThen, Library, Source

ARTICLE = Article("gids", "Gids", (Section("begin", "Begin", ("Tekst.",)),))
CORPUS = {"gids": ARTICLE}

HEAD = """\
theme: vragen
title: Vragen stellen
summary: Wie vraagt, hoort meer.
minimum: 2
practices:
  open-vraag: Een open vraag stellen
  wachten: Wachten op het antwoord
tips:
"""


def tip(name: str, **changes: str) -> str:
    fields = {
        "title": "Stel een open vraag",
        "why": "Een open vraag geeft ruimte.",
        "do": "Stel vandaag een open vraag.",
        "steps": "[Kies een moment., Stel de vraag.]",
        "minutes": "10",
        "if_then": "{when: het overleg begint, then: stel ik een vraag}",
        "reflect": "Wat hoorde je?",
        "for": "team",
        "source": "{article: gids, section: begin}",
        "practices": "[open-vraag]",
    }
    lines = [f"    {key}: {value}" for key, value in (fields | changes).items() if value]
    return "\n".join([f"  - id: {name}", *lines, ""])


def folder(path: Path, **files: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def read(*folders: Path, series: Path | None = None) -> Library:
    return load_library(folders, CORPUS, series)


def faults(*folders: Path, series: Path | None = None) -> list[str]:
    with pytest.raises(ContentError) as error:
        read(*folders, series=series)
    return [str(fault).replace(str(folders[0].parent) + "/", "") for fault in error.value.faults]


def test_a_tip_is_read_with_all_its_fields(tmp_path: Path) -> None:
    library = read(folder(tmp_path / "tips", vragen=HEAD + tip("vraag")))
    read_tip = library.tips["vraag"]
    assert read_tip.theme == "vragen"
    assert read_tip.voice.steps == ("Kies een moment.", "Stel de vraag.")
    assert read_tip.voice.if_then == IfThen("het overleg begint", "stel ik een vraag")
    assert (read_tip.voice.minutes, read_tip.audience) == (10, "team")
    assert read_tip.source == Source("gids", "begin")
    assert library.themes["vragen"].minimum == 2
    assert list(library.themes["vragen"].practices) == ["open-vraag", "wachten"]


def test_text_over_several_lines_becomes_one_line(tmp_path: Path) -> None:
    why = ">\n      Een open vraag\n      geeft ruimte."
    library = read(folder(tmp_path / "tips", vragen=HEAD + tip("vraag", why=why)))
    assert library.tips["vraag"].voice.why == "Een open vraag geeft ruimte."


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ({"source": ""}, 9, "field 'tips[1].source' is missing"),
        ({"title": "x" * 61}, 10, "at most 60 characters"),
        ({"title": "''"}, 10, "is empty"),
        ({"title": "2024"}, 10, "has to be text"),
        ({"title": '"a\\x07b"'}, 10, "control character"),
        ({"steps": "[Eén.]"}, 13, "at least 2"),
        ({"steps": "[a, b, c, d, e]"}, 13, "at most 4"),
        ({"minutes": "4"}, 14, "greater than or equal to 5"),
        ({"minutes": "31"}, 14, "less than or equal to 30"),
        ({"minutes": "'10'"}, 14, "whole number"),
        ({"if_then": "{when: nu}"}, 15, "'tips[1].if_then.then' is missing"),
        ({"for": "everyone"}, 17, "'leader', 'team' or 'both'"),
        (
            {"source": "{article: weg, section: begin}"},
            18,
            "'weg' does not exist; articles are: gids",
        ),
        ({"source": "{article: gids, section: weg}"}, 18, "no section 'weg'; it has: begin"),
        ({"practices": "[onbekend]"}, 19, "practice 'onbekend' is not among"),
        ({"whi": "typo"}, 20, "field 'tips[1].whi' is not known"),
    ],
)
def test_a_wrong_field_is_refused_with_its_line(
    tmp_path: Path, changes: dict[str, str], line: int, words: str
) -> None:
    found = faults(folder(tmp_path / "tips", vragen=HEAD + tip("vraag", **changes)))
    assert len(found) == 1
    assert found[0].startswith(f"tips/vragen.yaml:{line}: ")
    assert words in found[0]


@pytest.mark.parametrize("name", ["Vraag", "open_vraag", "-vraag", "vraag--twee", "één", "v" * 61])
def test_an_id_that_is_not_kebab_case_is_refused(tmp_path: Path, name: str) -> None:
    assert "tips/vragen.yaml:9:" in faults(folder(tmp_path / "tips", vragen=HEAD + tip(name)))[0]


def test_all_faults_of_all_files_are_found_at_once(tmp_path: Path) -> None:
    other = HEAD.replace("theme: vragen", "theme: luisteren") + tip("los", minutes="99")
    broken = "theme: x\n- y\n"
    tips = HEAD + tip("vraag", why="", **{"for": "nobody"}) + tip("vraag", source="{article: a, section: b}")
    found = faults(folder(tmp_path / "tips", vragen=tips, luisteren=other, stuk=broken))
    places = [fault.split(": ")[0] for fault in found]
    assert places == [
        *["tips/luisteren.yaml:14", "tips/stuk.yaml:2", "tips/vragen.yaml:9", "tips/vragen.yaml:16"],
        "tips/vragen.yaml:28",
    ]


def test_an_id_that_stands_twice_in_whatever_files_is_refused(tmp_path: Path) -> None:
    other = HEAD.replace("theme: vragen", "theme: luisteren") + tip("vraag")
    found = faults(folder(tmp_path / "tips", luisteren=other, vragen=HEAD + tip("vraag") + tip("vraag")))
    assert [fault.split(": ")[0] for fault in found] == ["tips/vragen.yaml:9", "tips/vragen.yaml:20"]
    assert "luisteren.yaml:9" in found[0]


def test_a_theme_stands_in_the_file_of_its_name(tmp_path: Path) -> None:
    found = faults(folder(tmp_path / "tips", anders=HEAD + tip("vraag")))
    assert found == ["tips/anders.yaml:1: theme 'vragen' belongs in a file vragen.yaml"]


def test_a_company_adds_tips_to_a_theme_and_themes_of_its_own(tmp_path: Path) -> None:
    shipped = folder(tmp_path / "tips", vragen=HEAD + tip("vraag"))
    added = "theme: vragen\npractices: {doorvragen: Doorvragen}\ntips:\n" + tip(
        "door", practices="[doorvragen]"
    )
    own = HEAD.replace("theme: vragen", "theme: eigen") + tip("eigen-tip")
    library = read(shipped, folder(tmp_path / "company", vragen=added, eigen=own))
    assert [one.id for one in library.of_themes(("vragen",))] == ["vraag", "door"]
    assert list(library.themes["vragen"].practices) == ["open-vraag", "wachten", "doorvragen"]
    assert library.themes["vragen"].title == "Vragen stellen"
    assert "eigen" in library.themes


def test_a_company_cannot_change_a_shipped_theme(tmp_path: Path) -> None:
    shipped = folder(tmp_path / "tips", vragen=HEAD + tip("vraag"))
    changed = HEAD.replace("Wachten op", "Niet wachten op").replace("minimum: 2", "minimum: 1")
    found = faults(shipped, folder(tmp_path / "zelf", vragen=changed + tip("door")))
    assert [fault.split(": ")[0] for fault in found] == ["zelf/vragen.yaml:4", "zelf/vragen.yaml:7"]
    assert all("leave it out here" in fault for fault in found)


def test_a_new_theme_needs_a_title_and_a_summary(tmp_path: Path) -> None:
    found = faults(folder(tmp_path / "tips", vragen="theme: vragen\ntips:\n" + tip("vraag", practices="")))
    assert ["summary" in found[0], "title" in found[1]] == [True, True]


def test_a_folder_that_is_missing_and_a_file_that_would_be_passed_over_are_told(tmp_path: Path) -> None:
    tips = folder(tmp_path / "tips", vragen=HEAD + tip("vraag"))
    (tips / "meer.yml").write_text("")
    found = faults(tips, tmp_path / "weg")
    assert "tips/meer.yml: is not read" in found[0]
    assert "weg: is not a folder" in found[1]


SERIES = """\
- id: eerste-weken
  title: De eerste weken
  summary: Rustig beginnen.
  tips: [vraag, {second}]
"""


def test_a_series_keeps_its_order(tmp_path: Path) -> None:
    tips = folder(tmp_path / "tips", vragen=HEAD + tip("aa") + tip("vraag"))
    (tmp_path / "series.yaml").write_text(SERIES.format(second="aa"))
    library = read(tips, series=tmp_path / "series.yaml")
    assert library.series["eerste-weken"].tips == ("vraag", "aa")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (SERIES.format(second="weg"), 4, "tip 'weg' does not exist"),
        (SERIES.format(second="vraag"), 4, "tip 'vraag' stands twice"),
        (SERIES.format(second="aa") * 2, 5, "series id 'eerste-weken' is taken by"),
        (SERIES.replace("{second}", "1"), 4, "has to be text"),
        ("id: los\n", 1, "has to be a list"),
    ],
)
def test_a_wrong_series_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    tips = folder(tmp_path / "tips", vragen=HEAD + tip("aa") + tip("vraag"))
    (tmp_path / "series.yaml").write_text(text)
    found = faults(tips, series=tmp_path / "series.yaml")
    assert found[0].startswith(f"series.yaml:{line}: ")
    assert words in found[0]


def test_a_tip_may_name_a_section_of_a_retelling_whose_place_an_original_took(tmp_path: Path) -> None:
    original = Article("gids", "Gids", (Section("eigen", "Eigen", ("Tekst.",)),), replaces="gids")
    tips = folder(tmp_path / "tips", vragen=HEAD + tip("vraag"))
    assert load_library([tips], {"gids": original}, None).tips
    assert load_library([tips], {"gids": original}, None, CORPUS).tips
    folder(tips, vragen=HEAD + tip("vraag", source="{article: gids, section: weg}"))
    with pytest.raises(ContentError, match="it has: eigen, begin"):
        load_library([tips], {"gids": original}, None, CORPUS)


def test_coverage_tells_the_practices_without_tips_and_the_tips_that_are_short(tmp_path: Path) -> None:
    (row,) = coverage(read(folder(tmp_path / "tips", vragen=HEAD + tip("vraag"))))
    assert row.gaps == (
        "1 tips of at least 2",
        "practice 'wachten' has no tip: Wachten op het antwoord",
    )
    assert row.articles == ("gids",)
    more = HEAD + tip("vraag") + tip("wacht", practices="[wachten]")
    (row,) = coverage(read(folder(tmp_path / "tips", vragen=more)))
    assert row.gaps == ()
