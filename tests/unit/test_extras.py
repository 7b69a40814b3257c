"""The instructions for installing work from a clone, and `make setup` installs what importing needs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
SAID = [
    *(path for folder in ("bot", "docs", "config") for path in sorted((ROOT / folder).rglob("*.*"))),
    *(
        ROOT / name
        for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "Makefile", "Dockerfile")
    ),
]


def name_of(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def test_every_sentence_that_names_an_extra_names_one_of_this_folder_that_is_there() -> None:
    told = {
        (path.name, *found)
        for path in SAID
        if path.suffix in (".py", ".md", ".yaml", "")
        for found in re.findall(r"pip install ['\"]?([^\s'\"\[]*)\[(\w+)\]", path.read_text(encoding="utf-8"))
    }
    assert {extra for _, _, extra in told} >= {"documents"}
    assert {(where, what) for where, what, extra in told if what != "." or extra not in EXTRAS} == set()


def test_make_setup_and_the_image_install_what_importing_needs() -> None:
    locked = {
        name_of(line)
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if line[:1].isalpha()
    }
    needed = {name_of(requirement) for requirement in (*PROJECT["dependencies"], *EXTRAS["documents"])}
    assert needed <= locked
    assert "--requirement requirements.txt" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
