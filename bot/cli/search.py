"""`search QUESTION`, and what measures and explains the search: `search gaps`, `search curve`, `search ablation`.

A question may begin with one of these names, as it is one argument in quotes. A question that is only such a name
goes after two hyphens: `search -- gaps`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli.articles import indexing
from bot.cli.awaiting import awaited
from bot.core.errors import LeiderschapError
from bot.core.figures import SMALLEST
from bot.core.visible import visible
from bot.library.passages import Findings

if TYPE_CHECKING:
    from bot.answers.search.calibration import Example, Quality
    from bot.library.ports import Content

ASK = "ask"
AT_ONCE = 50
"""The most passages whose vectors a single question waits for, a few seconds; `--batch` waits for all."""


class _QuestionOrCommand(TyperGroup):
    """A first argument that is the name of a command is that command; anything else is part of a question."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, "--help"} - {ASK}:
            args = [ASK, *args]
        return super().parse_args(ctx, args)


search = typer.Typer(
    cls=_QuestionOrCommand,
    help='Search the passages, as `/leiderschap <vraag>` does: search "QUESTION"; its options: search ask --help.',
)

Articles = Annotated[
    Path | None, typer.Option("--articles", help="A folder of articles on top of the shipped ones.")
]
Questions = Annotated[
    Path, typer.Argument(help=r'JSON lines {"q", "type", "gold": \[literal pieces of its answer]}.')
]


@search.command(ASK)
def ask(
    question: Annotated[str | None, typer.Argument(help="What to search for.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 3,
    folder: Articles = None,
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines {"id", "q"} to answer, one line of JSON for each.')
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer comes about.")] = False,
) -> None:
    """Search the passages, as `/leiderschap <vraag>` does."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch FILE")
    from bot.answers.in_force import index_of
    from bot.answers.search.explaining import explain as explain_search
    from bot.answers.search.explaining import lines

    content = _content(folder)
    find = _finder(content, None if batch else AT_ONCE)
    if batch is not None:
        for row in _rows(batch, ("id", "q")):
            started = time.perf_counter()
            findings = find(row["q"], limit)
            ms = round((time.perf_counter() - started) * 1000, 3)
            data = {"id": row["id"], **_as_data(findings, content), "ms": ms}
            print(json.dumps(data, ensure_ascii=False))
        return
    assert question is not None  # noqa: S101 - one of both was given
    made = explain_search(index_of(content), question, limit) if explain else None
    findings = find(question, limit)
    if as_json:
        data = {
            "q": question,
            **_as_data(findings, content),
            **({"explanation": asdict(made)} if made else {}),
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    elif made:
        print("\n".join(lines(made)))
    else:
        _print(findings, content)


@search.command()
@awaited
async def gaps() -> None:
    """Print what people asked and the articles do not answer: words that at least 5 different people missed."""
    from rich.console import Console
    from rich.table import Table

    from bot import settings
    from bot.answers.gaps.model import worth_showing
    from bot.answers.gaps.store import SqlGapStore
    from bot.database.engine import opened

    async with opened(settings.load().database_url.get_secret_value(), read_only=True) as engine:
        store = SqlGapStore(engine)
        found = {each: worth_showing(await store.shown(each)) for each in await store.workspaces()}
    for workspace, shown in found.items():
        table = Table("words", "people who missed it, at least", "people who found it", title=workspace)
        for gap in shown:
            table.add_row(", ".join(gap.words), str(gap.missed), str(gap.found or f"fewer than {SMALLEST}"))
        Console().print(table if shown else f"{workspace}: nothing that {SMALLEST} people missed")


@search.command()
def curve(questions: Questions, folder: Articles = None) -> None:
    """Print the effect of every threshold of silence, and the one that fits best."""
    from rich.console import Console
    from rich.table import Table

    from bot.answers.in_force import index_of
    from bot.answers.search.calibration import curve as measure_curve
    from bot.answers.search.calibration import fit

    examples = _examples(questions)
    points = measure_curve(index_of(_content(folder)), examples)
    table = Table("threshold", "answerable questions refused", "others left unanswered")
    for point in points[::2]:
        table.add_row(f"{point.threshold:.2f}", f"{point.refused:.3f}", f"{point.silent:.3f}")
    Console().print(table)
    best = fit(points)
    print(f"fits best: {best.threshold:.2f} (refuses {best.refused:.3f}, silent on {best.silent:.3f})")


@search.command()
def ablation(questions: Questions, folder: Articles = None) -> None:
    """Print how well questions are answered, by type, and how passages rank without each part of the search."""
    from rich.console import Console
    from rich.table import Table

    from bot.answers.in_force import index_of
    from bot.answers.search.calibration import ablation as measure_ablation
    from bot.answers.search.calibration import quality

    examples = _examples(questions)
    index = index_of(_content(folder))
    table = Table("type", "questions", "answer first", "in the first three", "refused")
    for kind, figures in quality(index, examples).items():
        table.add_row(kind, *_figures(figures), f"{figures.refused:.3f}")
    Console().print(table)
    kinds = sorted({example.kind for example in examples if example.answers})
    table = Table("passages ordered with", "answer first", "in the first three", *kinds)
    by_kind = [
        dict(measure_ablation(index, [example for example in examples if example.kind == kind]))
        for kind in kinds
    ]
    for name, figures in measure_ablation(index, examples):
        table.add_row(name, *_figures(figures)[1:], *(f"{each[name].first:.2f}" for each in by_kind))
    Console(width=max(100, 40 + 14 * len(kinds))).print(table)


def _content(folder: Path | None) -> Content:
    if folder is not None and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder")
    from bot import settings
    from bot.answers import in_force

    loaded = settings.load()
    with indexing() as progress:
        return in_force.load_any(
            folder or loaded.articles,
            loaded.tips,
            loaded.index_folder,
            progress,
            shipped_too=loaded.shipped_articles,
        )


def _finder(content: Content, most: int | None) -> Callable[[str, int], Findings]:
    """The search with the model of meaning, used where words do not decide. Its vectors are made first; of more
    passages than `most`, it only uses vectors that exist already."""
    from bot import settings
    from bot.answers.in_force import index_of
    from bot.answers.search.meaning.background import Meanings
    from bot.answers.search.meaning.embedders import ModelUnusable

    loaded = settings.load()
    meanings = Meanings(loaded.meaning, loaded.meaning_model, loaded.index_folder)
    try:
        with indexing() as progress:
            meanings.complete(index_of(content), progress, most)
    except ModelUnusable as error:
        print(f"{error}; answers use words only", file=sys.stderr)

    def find(question: str, limit: int) -> Findings:
        findings = content.search.search(question, limit)
        if findings.open and (meaning := content.search.meaning(findings)) is not None:
            return content.search.deepened(findings, meaning, limit)
        return findings

    return find


def _rows(path: Path, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects in a file of JSON lines. Raises LeiderschapError with the wrong line."""
    try:
        found = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LeiderschapError(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(found, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise LeiderschapError(f"{path}:{number}: this is not JSON") from None
        if not (
            isinstance(row, dict) and isinstance(row.get("q"), str) and all(name in row for name in names)
        ):
            wanted = ", ".join(f'"{name}"' for name in names)
            raise LeiderschapError(f"{path}:{number}: write an object with {wanted}")
        yield row


def _examples(path: Path) -> list[Example]:
    from bot.answers.search.calibration import Example

    examples = []
    for row in _rows(path, ("q", "type", "gold")):
        if not isinstance(row["gold"], list) or not all(isinstance(piece, str) for piece in row["gold"]):
            raise LeiderschapError(f'{path}: "gold" of {row["q"]!r} must be a list of texts')
        examples.append(Example(row["q"], str(row["type"]), tuple(row["gold"])))
    if not any(example.answers for example in examples) or all(example.answers for example in examples):
        raise LeiderschapError(
            f"{path}: give questions that the articles answer, and others that they do not"
        )
    return examples


def _as_data(findings: Findings, content: Content) -> dict[str, Any]:
    passages = [
        {
            "text": hit.passage.text,
            "title": content.corpus[hit.passage.article].title,
            "article": hit.passage.article,
            "section": hit.passage.section,
            "score": round(hit.score, 4),
        }
        for hit in findings.hits
    ]
    return {"passages": passages, "certainty": findings.certainty, "asked": findings.asked}


def _print(findings: Findings, content: Content) -> None:
    if not findings.hits:
        print("Nothing found.")
    for number, hit in enumerate(findings.hits, 1):
        article = content.corpus[hit.passage.article]
        source = f"{hit.passage.heading} ({article.title}; {hit.passage.id}; {hit.score:.2f})"
        print(f"{number}. {visible(source)}")
        print(f"   {visible(hit.passage.text)}\n")


def _figures(figures: Quality) -> tuple[str, str, str]:
    return str(figures.number), f"{figures.first:.3f}", f"{figures.third:.3f}"
