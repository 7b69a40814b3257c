"""Commands on content: check it and search it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import settings, shelf
from bot.channel_services import SCHOOL_HOLIDAYS
from bot.content.channels import load_channels
from bot.content.school_holidays import load_breaks
from bot.domain.errors import LeiderschapError
from bot.domain.passages import Findings
from bot.services.ports import Content

Articles = Annotated[
    Path | None, typer.Option("--articles", help="A folder of articles on top of the shipped ones.")
]


def check() -> None:
    """Check all content and the channels file; print every fault with its file and line."""
    loaded = settings.load()
    content = shelf.load(loaded.articles, loaded.tips)
    file = load_channels(loaded.channels_file, content.library, settings.CONFIG / "default.yaml")
    load_breaks(SCHOOL_HOLIDAYS)
    typer.echo(
        f"No faults: {len(content.library.tips)} tips in {len(content.library.themes)} themes,"
        f" {len(content.library.series)} series, {len(content.corpus)} articles, {len(file.channels)} channels."
    )


def search(
    question: Annotated[str | None, typer.Argument(help="What to search for.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 3,
    folder: Articles = None,
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines {"id", "q"} to answer, one line of JSON for each.')
    ] = None,
) -> None:
    """Search the passages, as `/leiderschap <vraag>` does."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch FILE")
    content = _content(folder)
    if batch is not None:
        for row in _questions(batch):
            started = time.perf_counter()
            findings = content.search.search(row["q"], limit)
            ms = (time.perf_counter() - started) * 1000
            print(
                json.dumps(
                    {"id": row["id"], **_as_data(findings, content), "ms": round(ms, 3)}, ensure_ascii=False
                )
            )
        return
    findings = content.search.search(question or "", limit)
    if as_json:
        print(json.dumps({"q": question, **_as_data(findings, content)}, ensure_ascii=False, indent=2))
        return
    if not findings.hits:
        near = f" Near: {', '.join(findings.nearest)}." if findings.nearest else ""
        print(f"Nothing found.{near}")
    for number, hit in enumerate(findings.hits, 1):
        article = content.corpus[hit.passage.article]
        print(f"{number}. {hit.passage.heading} ({article.title}; {hit.passage.id}; {hit.score:.2f})")
        print(f"   {hit.passage.text}\n")


def _content(folder: Path | None = None) -> Content:
    if folder is not None and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder")
    loaded = settings.load()
    return shelf.load(folder or loaded.articles, loaded.tips)


def _questions(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LeiderschapError(f"{path} cannot be read: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise LeiderschapError(f"{path}:{number}: this is no JSON") from None
        if not isinstance(row, dict) or not isinstance(row.get("q"), str) or "id" not in row:
            raise LeiderschapError(f'{path}:{number}: write an object with "id" and "q"')
        yield row


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
    return {"passages": passages, "certainty": findings.certainty}
