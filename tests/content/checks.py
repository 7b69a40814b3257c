"""Checks how content is written: plain language in tips, series and retellings, and no two tips alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from bot.core.errors import Fault
from bot.core.inputs import yaml_files
from bot.core.inputs.text_files import listed, read_text
from bot.core.inputs.yaml_files import Document, Position
from bot.library import markdown
from bot.library.importing import recognition
from tests.content.plain_language import EASE_OF_RETELLINGS, EASE_OF_TIPS, Jargon, Piece, check, read_jargon

ALIKE = 0.45
"""Likeness from which two tips are one tip twice. The most alike of the first 71 tips reach 0.36; three of
them in other words reach 0.52 to 0.70. A copy that shares hardly a word with its original is not found."""


def check_tips(folders: Sequence[Path], series: Path | None, jargon_file: Path) -> list[Fault]:
    """The faults in the language of all tips and series, and the tips that are too much alike.

    The files have to be sound: `load_library` tells what is not.
    """
    jargon = read_jargon(read_text(jargon_file).splitlines())
    faults: list[Fault] = []
    documents = [yaml_files.load(path) for folder in folders for path in listed(folder, ".yaml", faults)]
    for document in documents:
        faults += check(_pieces(document, (), "title", "summary"), 0, jargon)
        for at in range(len(document.value["tips"])):
            faults += check(_tip(document, ("tips", at)), EASE_OF_TIPS, jargon)
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


def _tip(document: Document, top: Position) -> list[Piece]:
    tip = document.at(top)
    plan = f"Als {tip['if_then']['when']}, dan {tip['if_then']['then']}."
    return [
        *_pieces(document, top, "title", "why", "do"),
        *(
            Piece(document.file, document.line((*top, "steps", at)), step)
            for at, step in enumerate(tip["steps"])
        ),
        Piece(document.file, document.line((*top, "if_then")), plan),
        *_pieces(document, top, "reflect"),
    ]


def _alike(documents: Sequence[Document]) -> Iterator[Fault]:
    """Pairs of tips whose titles, actions and steps share too many of their rarer words."""
    tips = [(document, at, tip) for document in documents for at, tip in enumerate(document.value["tips"])]
    words = [recognition.words_of(" ".join([tip["title"], tip["do"], *tip["steps"]])) for _, _, tip in tips]
    idf = recognition.rarity(words)
    for first, second in combinations(range(len(tips)), 2):
        likeness = recognition.cosine(words[first], words[second], idf)
        if likeness >= ALIKE:
            other, place, tip = tips[first]
            where = f"{other.file}:{other.line(('tips', place, 'id'))}"
            document, at, _ = tips[second]
            message = (
                f"is too much like tip '{tip['id']}' ({where}; {likeness:.2f} of 1): rewrite or drop one"
            )
            yield document.fault(("tips", at, "id"), message)
