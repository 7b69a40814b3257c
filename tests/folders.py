"""Makes folders of documents as a company has them, and imports them."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx

from bot.library.importing.importer import ImportOutcome, import_articles
from tests.typed import Done, typed

PROSE = "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan. "


def text_of(title: str, prose: str = PROSE) -> str:
    return f"# {title}\n\n" + prose * 4


def document_of(title: str) -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_paragraph(PROSE * 4)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def archive_of(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/"), text)
    return data.getvalue()


def save(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def run(out: Path, *sources: str | Path) -> ImportOutcome:
    return import_articles([str(source) for source in sources], out, {})


def told(outcome: ImportOutcome, given: Path) -> dict[str, str]:
    """What the import reports about each file, by its name in the folder."""
    faults = (*outcome.faults, *outcome.passed_over)
    return {os.path.relpath(fault.file, given): fault.message for fault in faults}


def slugs(out: Path) -> list[str]:
    return sorted(path.stem for path in out.iterdir())


def typed_import(out: Path, *words: str) -> Done:
    places = {"LEIDERSCHAP_ARTICLES": str(out), "LEIDERSCHAP_INDEX_FOLDER": str(out.with_name("index"))}
    variables = {**os.environ, **places, "LEIDERSCHAP_MEANING": "off"}
    return typed("articles", "import", "--later", *words, variables=variables)
