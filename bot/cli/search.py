"""`search QUESTION`, commands that measure and explain the search (`search gaps`, `search curve`, `search ablation`),
and `search same`, which says what means the same.

A question may begin with one of these names, because it is one argument in quotes. A question that is only such a name
goes after two hyphens: `search -- gaps`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli import own_words
from bot.cli.content import AT_ONCE, in_force, with_meaning
from bot.cli.own_words import only_own_words
from bot.cli.shown import add_row, hand_over, say
from bot.core.errors import LeiderschapError
from bot.library.passages import Findings

if TYPE_CHECKING:
    from bot.answers.search.calibration import Example, Quality
    from bot.library.ports import Content, Pairs

ASK = "ask"


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

search.command()(own_words.gaps)
search.command()(own_words.same)

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

    content = in_force(folder)
    with_meaning(content, None if batch else AT_ONCE)
    same = only_own_words()
    if batch is not None:
        for row in _rows(batch, ("id", "q")):
            started = time.perf_counter()
            findings = _found(content, row["q"], limit, same)
            ms = round((time.perf_counter() - started) * 1000, 3)
            data = {"id": row["id"], **_as_data(findings, content), "ms": ms}
            hand_over(json.dumps(data, ensure_ascii=False))
        return
    assert question is not None  # noqa: S101 - one of both was given
    made = explain_search(index_of(content), question, limit) if explain else None
    findings = _found(content, question, limit, same)
    if as_json:
        data = {
            "q": question,
            **_as_data(findings, content),
            **({"explanation": asdict(made)} if made else {}),
        }
        hand_over(json.dumps(data, ensure_ascii=False, indent=2))
    elif made:
        say("\n".join(lines(made)))
    else:
        _print(findings, content)


@search.command()
def curve(questions: Questions, folder: Articles = None) -> None:
    """Print the effect of every threshold of silence, and the one that fits best."""
    from rich.console import Console
    from rich.table import Table

    from bot.answers.in_force import index_of
    from bot.answers.search.calibration import curve as measure_curve
    from bot.answers.search.calibration import fit

    examples = _examples(questions)
    points = measure_curve(index_of(in_force(folder)), examples)
    table = Table("threshold", "answerable questions refused", "others left unanswered")
    for point in points[::2]:
        add_row(table, f"{point.threshold:.2f}", f"{point.refused:.3f}", f"{point.silent:.3f}")
    Console().print(table)
    best = fit(points)
    say(f"fits best: {best.threshold:.2f} (refuses {best.refused:.3f}, silent on {best.silent:.3f})")


@search.command()
def ablation(questions: Questions, folder: Articles = None) -> None:
    """Print how well questions are answered, by type, and how passages rank without each part of the search."""
    from rich.console import Console
    from rich.table import Table

    from bot.answers.in_force import index_of
    from bot.answers.search.calibration import ablation as measure_ablation
    from bot.answers.search.calibration import quality

    examples = _examples(questions)
    index = index_of(in_force(folder))
    table = Table("type", "questions", "answer first", "in the first three", "refused")
    for kind, figures in quality(index, examples).items():
        add_row(table, kind, *_figures(figures), f"{figures.refused:.3f}")
    Console().print(table)
    kinds = sorted({example.kind for example in examples if example.answers})
    table = Table("passages ordered with", "answer first", "in the first three", *kinds)
    by_kind = [
        dict(measure_ablation(index, [example for example in examples if example.kind == kind]))
        for kind in kinds
    ]
    for name, figures in measure_ablation(index, examples):
        add_row(table, name, *_figures(figures)[1:], *(f"{each[name].first:.2f}" for each in by_kind))
    Console(width=max(100, 40 + 14 * len(kinds))).print(table)


def _found(content: Content, question: str, limit: int, same: Pairs) -> Findings:
    """What the search finds, with the model of meaning if words do not settle it."""
    findings = content.search.search(question, limit, same)
    if findings.open and (meaning := content.search.meaning(findings)) is not None:
        return content.search.deepened(findings, meaning, limit)
    return findings


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
        say("Nothing found.")
    for number, hit in enumerate(findings.hits, 1):
        article = content.corpus[hit.passage.article]
        source = f"{hit.passage.heading} ({article.title}; {hit.passage.id}; {hit.score:.2f})"
        say(f"{number}. {source}")
        say(f"   {hit.passage.text}\n")


def _figures(figures: Quality) -> tuple[str, str, str]:
    return str(figures.number), f"{figures.first:.3f}", f"{figures.third:.3f}"
