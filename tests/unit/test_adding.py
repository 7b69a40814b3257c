"""What administrators are told of a document: in Dutch, whatever the importer says, and questions that were tried."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.answers.added.model import LOST, AddedArticle
from bot.answers.adding import messages, texts
from bot.answers.adding.messages import Preview
from bot.answers.adding.questions import SHOWN, answered, headings
from bot.answers.adding.reading import Reading
from bot.answers.search.index import PassageIndex
from bot.answers.search.words.language import LANGUAGE, load
from bot.library.importing import boilerplate, fetching
from bot.library.importing.blocks import ImportProblem, Why
from bot.library.importing.bounded import USUAL
from bot.library.importing.readers import scrubbing, site, word
from bot.library.importing.readers.markdown import signs
from bot.library.passages import Article, Section
from bot.slack.blocks import render
from tests.factories import NINE
from tests.slack_limits import check
from tests.text_platform import lines

IMPORTING = Path(boilerplate.__file__).parent
REASON = re.compile(r"[a-z]+( [a-z]+)*")
SECTIONS = tuple(
    Section(f"s{number}", heading, (f"{words} Zo doen wij dat hier al jaren, en dat bevalt goed.",))
    for number, (heading, words) in enumerate(
        {
            "Thuiswerken": "Hoe vraag ik een bureau aan? Een bureau vraag je aan bij de balie op de begane grond.",
            "Verlof": "Wat is zorgverlof? Zorgverlof is vrije tijd om voor een zieke ouder te zorgen.",
            "Ziek melden": "Wie bel ik als ik ziek ben? Je belt voor negen uur met je eigen leidinggevende.",
            "De auto van de zaak": "Mag ik de auto in het weekend gebruiken? De auto blijft in het weekend staan.",
            "Opleiding en cursus": "Hoeveel cursussen mag ik volgen? Een cursus per jaar betaalt de afdeling.",
            "Reiskosten": "Krijg ik de trein vergoed? De trein wordt in de tweede klas vergoed.",
        }.items()
    )
)
ARTICLE = Article("handboek", "Handboek", SECTIONS)


def reasons() -> Iterator[str]:
    """Each reason for which the importer leaves words out, where it stands in the code or in a table."""
    for file in IMPORTING.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found: list[ast.expr] = []
            if isinstance(node, ast.keyword) and node.arg == "reason":
                found = [node.value]
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "left_out":
                found = node.args[1:]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "why":
                found = [one for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
            yield from (
                one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
    yield from (rule.reason for rule in boilerplate.RULES)
    yield from (*site._ROLES.values(), *site._TAGS.values(), *site._AROUND.values(), *word._GONE.values())
    yield from (reason for _, reason in site._NAMED)
    tables = (signs._INSIDE, signs._MARKS, signs._EXPRESSIONS, scrubbing._SIGNS)
    yield from (reason for table in tables for *_, reason in table)


def test_every_reason_and_every_problem_of_the_importer_is_said_in_dutch() -> None:
    found = {reason for reason in reasons() if REASON.fullmatch(reason)} - {LOST}
    assert len(found) > 30
    assert found - set(texts.REASONS) == set()
    assert set(texts.PROBLEMS) == set(get_args(Why))
    assert set(texts.LINKS) == set(get_args(fetching.Why))


def an_article(**fields: object) -> AddedArticle:
    given = {
        "workspace": "T1",
        "id": "id",
        "slug": "stuk",
        "title": "Een stuk",
        "source": "stuk.md",
        "words": 900,
    }
    return AddedArticle(**given | {"left_out": {}, "added_by": "U1", "added_at": NINE} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({}, f"Ik lees er 900 woorden in. {texts.LEFT_OUT_NOTHING}"),
        (
            {"menu": 30, "breadcrumb": 4, "picture": 2},
            "Ik lees er 900 woorden in. Weggelaten: menu’s (34), beschrijvingen van plaatjes (2).",
        ),
        ({LOST: 7}, f"Ik lees er 900 woorden in. {texts.LOST.format(words=7)}"),
        (
            {"code": 9, "date": 8, "form": 7, "tags": 6, "emoji": 5, "author": 4, "what nobody knows": 3},
            "Ik lees er 900 woorden in. Weggelaten: programmacode (9), datum (8), formulieren (7), labels (6), emoji"
            f" (5), {texts.OTHER_REASON} (7).",
        ),
    ],
)
def test_what_was_left_out_is_told_by_reason_and_adds_up(left_out: dict[str, int], said: str) -> None:
    assert said in lines(messages.preview(Preview(an_article(left_out=left_out), (), ())))


def test_the_longest_of_everything_stays_within_the_limits_of_a_message() -> None:
    link = f"https://voorbeeld.example/{'x' * messages.LONGEST_LINK}"
    long = an_article(title="Woord " * 60, source=link)
    shown = Preview(long, ["Kop " * 60] * 30, ["Vraag " * 20] * SHOWN, replaces="Woord " * 60)
    check(render(messages.preview(shown)))
    check(render(messages.under(messages.accepted(long), [long] * 30, 0)))


def test_five_questions_are_shown_of_which_each_was_answered_by_its_own_section() -> None:
    language = load(LANGUAGE)
    found = answered(ARTICLE, language)
    index = PassageIndex({ARTICLE.slug: ARTICLE}, language=language)
    assert len(found) == SHOWN
    assert all(question.endswith("?") for question in found)
    assert len({index.search(question, 1).hits[0].passage.section for question in found}) == SHOWN


def test_a_heading_that_repeats_the_title_is_not_shown() -> None:
    article = Article("a", "Verlof", (Section("x", "Verlof", ("Een.",)), Section("y", "Wanneer", ("Twee.",))))
    assert headings(article) == ["Wanneer"]


async def test_a_reading_that_was_stopped_reads_nothing_more() -> None:
    reading = Reading(USUAL)
    await reading.stop()
    with pytest.raises(ImportProblem) as raised:
        await reading.file(b"# Een stuk\n\nMet tekst.", "stuk.md")
    assert raised.value.why == "unavailable"


def test_the_day_that_an_article_was_added_stands_beside_it() -> None:
    one = an_article(added_at=dt.datetime(2025, 1, 14, 9, tzinfo=dt.UTC))
    shown = "\n".join(lines(messages.under(messages.accepted(one), [one], 0)))
    assert "900 woorden, 14 januari 2025" in shown
