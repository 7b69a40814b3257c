"""Checks how content is written: plain language in tips, series and retellings, and no two tips alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

from bot.core.errors import Fault
from bot.core.inputs import yaml_files
from bot.core.inputs.text_files import listed, read_text
from bot.core.inputs.yaml_files import Document, Position
from bot.library import markdown
from bot.library.importing import recognition
from tests.content.plain_language import EASE_OF_RETELLINGS, EASE_OF_TIPS, Jargon, Piece, check, read_jargon

ALIKE = 0.45
"""Likeness from which two tips are one tip twice. The most alike of the shipped tips stay below 0.4; three
of them in other words reach 0.51 to 0.63. A copy that shares hardly a word with its original is not found."""


def check_tips(folders: Sequence[Path], series: Path | None, jargon_file: Path) -> list[Fault]:
    """The faults in the language of all tips and series, and the tips that are too much alike.

    The files have to be sound: `load_library` tells what is not.
    """
    jargon = read_jargon(read_text(jargon_file).splitlines())
    faults: list[Fault] = []
    documents = [yaml_files.load(path) for folder in folders for path in listed(folder, ".yaml", faults)]
    for document in documents:
        faults += check(_pieces(document, (), "title", "summary"), 0, jargon)
        for at, tip in enumerate(document.value["tips"]):
            for name in _voices(tip):
                faults += check(_tip(document, ("tips", at), name), EASE_OF_TIPS, jargon)
    if series is not None:
        document = yaml_files.load(series)
        for at in range(len(document.value)):
            faults += check(_pieces(document, (at,), "title", "summary"), 0, jargon)
    return sorted(faults + list(_alike(documents)))


def check_retellings(folders: Sequence[Path]) -> list[Fault]:
    """The faults in the language of all retellings; an original is left as it was written."""
    faults: list[Fault] = []
    no_jargon: Jargon = {}
    for folder in folders:
        for path in listed(folder, ".md", faults):
            article, places = markdown.read(read_text(path), path.stem, str(path))
            if article.retelling:
                pieces = [Piece(str(path), line, text) for line, text in places]
                faults += check(pieces, EASE_OF_RETELLINGS, no_jargon)
    return sorted(faults)


def _pieces(document: Document, top: Position, *fields: str) -> list[Piece]:
    value = document.at(top)
    return [
        Piece(document.file, document.line((*top, field)), value[field])
        for field in fields
        if value.get(field)
    ]


def _voices(tip: dict[str, Any]) -> list[tuple[str, ...]]:
    """Where the voices of a tip stand; in the old form the tip is its one voice."""
    return [(name,) for name in ("team", "lead") if name in tip] or [()]


def _tip(document: Document, top: Position, name: Position) -> list[Piece]:
    """What one voice of a tip says, with the question that the voices share."""
    place = (*top, *name)
    voice = document.at(place)
    plan = f"Als {voice['if_then']['when']}, dan {voice['if_then']['then']}."
    return [
        *_pieces(document, place, "title", "why", "do", "now"),
        *(
            Piece(document.file, document.line((*place, "steps", at)), step)
            for at, step in enumerate(voice.get("steps", ()))
        ),
        Piece(document.file, document.line((*place, "if_then")), plan),
        *_pieces(document, top, "question", "reflect"),
    ]


def _alike(documents: Sequence[Document]) -> Iterator[Fault]:
    """Pairs of tips of which a voice of each shares too many of its rarer words with the other."""
    tips = [(document, at, tip) for document in documents for at, tip in enumerate(document.value["tips"])]
    said = [[recognition.words_of(text) for text in _acts(tip)] for _, _, tip in tips]
    idf = recognition.rarity([words for voices in said for words in voices])
    for first, second in combinations(range(len(tips)), 2):
        pairs = product(said[first], said[second])
        likeness = max(recognition.cosine(left, right, idf) for left, right in pairs)
        if likeness >= ALIKE:
            other, place, tip = tips[first]
            where = f"{other.file}:{other.line(('tips', place, 'id'))}"
            document, at, _ = tips[second]
            message = (
                f"is too much like tip '{tip['id']}' ({where}; {likeness:.2f} of 1): rewrite or drop one"
            )
            yield document.fault(("tips", at, "id"), message)


def _acts(tip: dict[str, Any]) -> Iterator[str]:
    """What each voice of a tip asks to do."""
    for voice in (tip[name[0]] if name else tip for name in _voices(tip)):
        yield " ".join((voice["title"], voice["do"], *voice.get("steps", ())))
