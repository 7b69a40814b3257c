"""Prints the table of measurements of the import: `python -m tests.benchmarks.import_table FOLDER…`.

Every file in the folders is read; nothing is written. The marks have the title and the headings of twenty documents as
a person read them, and the names of the files, all as hashes, because the texts are other people's. `--mark FILE` makes
them from a file with, for each document, its folder and name, lines `= title` and lines `- heading`, and an empty line
between documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers.search.passages import cut
from bot.core.errors import ContentError
from bot.library.articles import load_articles
from bot.library.importing import accounting, cleaning, importer, reading, shaping
from bot.library.importing.blocks import ImportProblem, Read
from bot.library.importing.importer import Imported
from bot.library.passages import Corpus
from bot.library.shipped import ARTICLES

MARKS = Path(__file__).parent / "marks" / "imports.json"
MARKUP = re.compile(
    r"\]\(|\*\*|~~|\{%|\{\{|\{:|^:::|^#{1,6} |</?[a-z][\w-]*[ >]|^\||```|\[\^|^--- |^!!! |&[a-z]+;",
    re.MULTILINE,
)


@dataclass
class Total:
    """The results of the files so far."""

    files: int = 0
    refused: list[str] = field(default_factory=list)
    source: int = 0
    kept: int = 0
    lost: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    marked_up: list[str] = field(default_factory=list)
    warned: int = 0
    titles: int = 0
    found: int = 0
    told: int = 0
    right: int = 0
    documents: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--marks", type=Path, default=MARKS)
    parser.add_argument("--mark", type=Path, help="make the marks of this file and stop")
    options = parser.parse_args()
    if options.mark:
        options.marks.write_text(
            json.dumps(_marks(options.mark.read_text("utf-8")), indent=1) + "\n", "utf-8"
        )
        return
    marks = json.loads(options.marks.read_text("utf-8"))
    known = load_articles([ARTICLES]).corpus
    total = Total()
    began = time.process_time()
    for path in _files(options.folders):
        _measure(path, known, total, marks.get(_document("/".join(path.parts[-2:]))))
    _tell(total, time.process_time() - began)


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in reading.KINDS)


def _measure(path: Path, known: Corpus, total: Total, mark: dict[str, list[str]] | None) -> None:
    total.files += 1
    try:
        read = reading.read(path.read_bytes(), reading.KINDS[path.suffix.lower()], str(path))
        found = importer.articles_in(read, str(path), known)
    except (ImportProblem, ContentError) as error:
        total.refused.append(f"{path.name}: {error}")
        return
    for one in found:
        _count(one, total)
    if mark:
        _compare(path, read, found, mark, total)


def _count(one: Imported, total: Total) -> None:
    if one.account:
        total.source += one.account.source
        total.kept += one.account.kept
        total.lost += len(one.account.lost)
        total.left_out.update(one.account.left_out)
        total.warned += one.account.warning is not None
    for passage in cut(one.article):
        total.passages += 1
        if MARKUP.search(passage.text) or MARKUP.search(passage.heading):
            total.marked_up.append(passage.id)


def _compare(
    path: Path, read: Read, found: Sequence[Imported], mark: dict[str, list[str]], total: Total
) -> None:
    total.documents += 1
    right = hashed(found[0].article.title) in mark["title"]
    total.titles += right
    headings = Counter(
        hashed(block.text)
        for page in cleaning.clean(read.blocks, read.title, page=read.page)
        for block in shaping.shaped(page.lines)
        if block.kind == "heading"
    )
    told = Counter(mark["headings"])
    total.found += headings.total()
    total.told += told.total()
    total.right += (headings & told).total()
    if not right or headings != told:
        missed, more = (told - headings).total(), (headings - told).total()
        total.wrong.append(
            f"{path.name}: title {'right' if right else 'wrong'}, {missed} missed, {more} too many"
        )


def hashed(text: str) -> str:
    """The mark of a heading: a hash of its words, so that the text itself is not stored."""
    words = " ".join(sorted(accounting.words_of(text).elements()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _document(name: str) -> str:
    """The mark of a document: a hash, because its name may be its title."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _marks(text: str) -> dict[str, dict[str, list[str]]]:
    found = {}
    for part in text.strip().split("\n\n"):
        path, *lines = part.splitlines()
        found[_document(path)] = {
            "title": [hashed(line[2:]) for line in lines if line.startswith("= ")],
            "headings": [hashed(line[2:]) for line in lines if line.startswith("- ")],
        }
    return found


def _tell(total: Total, seconds: float) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"files: {total.files}, refused: {len(total.refused)}")
    print(
        f"words in the source: {total.source:,}; kept: {total.kept:,}; lost without a reason: {total.lost:,}"
    )
    for reason, count in total.left_out.most_common():
        print(f"  left out, {reason}: {count:,}")
    print(f"files with over 2 % lost: {total.warned}")
    print(f"titles right: {total.titles} of {total.documents}")
    precision, recall = total.right / max(1, total.found), total.right / max(1, total.told)
    print(f"headings: precision {precision:.3f}, recall {recall:.3f} ({total.told} marked)")
    print(f"passages: {total.passages}, with markup: {len(total.marked_up)}")
    print(f"processor time: {seconds:.1f} s; memory: {memory} MB")
    for line in [*total.refused, *total.wrong, *total.marked_up]:
        print(f"  {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
