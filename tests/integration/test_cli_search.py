"""`python -m bot search`: questions, commands that explain and measure them, and the gap list."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from bot.answers.gaps.model import asker, combined, period
from bot.answers.gaps.store import SqlGapStore
from bot.database import engine as store_engine
from bot.settings import ROOT
from tests.databases import migrated
from tests.factories import NINE
from tests.typed import Done, typed

EXAMPLES = (
    {
        "id": "1",
        "q": "ceo weekblog",
        "type": "woorden",
        "gold": ["Elke week zet hij op het interne platform"],
    },
    {
        "id": "2",
        "q": "hoe bevorder ik feedback",
        "type": "vragen",
        "gold": ["Vraag medewerkers om hun inbreng"],
    },
    {"id": "3", "q": "hoe bak ik een appeltaart", "type": "geen antwoord", "gold": []},
)


VARIABLES = {"COLUMNS": "200", "LEIDERSCHAP_ARTICLES": "there-is-no-such-folder"}


def run(*arguments: str, fails: bool = False, **environment: str) -> Done:
    """Run the command as a person types it; `fails` says that it must fail."""
    done = typed("search", *arguments, variables=os.environ | VARIABLES | environment)
    assert (done.returncode != 0) == fails, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def questions(tmp_path: Path) -> str:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, EXAMPLES)) + "\n", encoding="utf-8")
    return str(file)


def test_a_question_gets_passages_and_a_process_says_what_is_said_in_this_one() -> None:
    printed = run("ceo weekblog").stdout
    assert "Het weekblog van een CEO" in printed
    command = [sys.executable, "-m", "bot", "search", "ceo weekblog"]
    environment = os.environ | VARIABLES
    assert subprocess.check_output(command, cwd=ROOT, env=environment, text=True) == printed


def test_json_holds_the_passages_with_their_places() -> None:
    data = json.loads(run("ceo weekblog", "--json", "--limit", "1").stdout)
    [passage] = data["passages"]
    assert set(passage) == {"text", "title", "article", "section", "score"}
    assert "CEO" in passage["text"]


def test_a_batch_gives_a_line_for_a_line(questions: str) -> None:
    answers = [json.loads(line) for line in run("--batch", questions).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["1", "2", "3"]
    assert all(answer["ms"] > 0 for answer in answers)


def test_articles_of_a_folder_come_on_top(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Soep\n---\n\n## Recept {#recept}\n\nDe snertpan van de baas staat altijd op het vuur.\n"
    )
    (tmp_path / "soep.md").write_text(text, encoding="utf-8")
    assert "snertpan" in run("snertpan", "--articles", str(tmp_path)).stdout
    assert "snertpan" not in run("snertpan").stdout


@pytest.mark.parametrize("question", ["gaps in het weekblog", "curve van het weekblog", "ablation weekblog"])
def test_a_question_that_begins_with_the_name_of_a_command_is_a_question(question: str) -> None:
    assert json.loads(run("--json", question).stdout)["q"] == question
    assert json.loads(run(question, "--json").stdout)["q"] == question


@pytest.mark.parametrize("name", ["gaps", "curve", "ablation", "ask"])
def test_a_question_that_is_the_name_of_a_command_goes_behind_two_hyphens(name: str) -> None:
    assert json.loads(run("--json", "--", name).stdout)["q"] == name


def test_what_is_asked_for_has_to_be_said_once(questions: str) -> None:
    assert "give a question, or --batch FILE" in run(fails=True).stderr
    assert "give a question, or --batch FILE" in run("vraag", "--batch", questions, fails=True).stderr


def test_explain_shows_what_was_read_what_matched_and_the_thresholds() -> None:
    explained = run("mijn baas en zijn weekblogg", "--explain").stdout
    assert "synonym     leider" in explained
    assert "typo        weekblog" in explained
    assert "confidence" in explained
    assert "a guess from" in explained
    data = json.loads(run("mijn baas", "--explain", "--json").stdout)["explanation"]
    assert data["concepts"][0]["asked"] == "baas"
    assert {each["relation"] for each in data["concepts"][0]["alternatives"]} >= {"word", "synonym"}
    assert data["thresholds"]["maybe"] < data["thresholds"]["sure"]


def test_explain_says_so_where_no_word_says_anything() -> None:
    assert "no word of this says anything" in run("de het een", "--explain").stdout


def test_the_curve_goes_from_refusing_nothing_to_refusing_all(questions: str) -> None:
    lines = run("curve", questions).stdout.splitlines()
    rows = [[float(cell) for cell in line.split("│")[1:4]] for line in lines if line.startswith("│ ")]
    assert [row[0] for row in rows] == [step / 50 for step in range(51)]
    assert rows[0][1:] == [0, 0]
    assert lines[-1].startswith("fits best: ")


def test_the_ablation_shows_the_types_and_every_part(questions: str) -> None:
    printed = run("ablation", questions).stdout
    for name in ("woorden", "vragen", "geen antwoord", "everything", "without synonym", "without near"):
        assert name in printed


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ":1: this is not JSON"),
        ("[]", ':1: write an object with "q", "type", "gold"'),
        ('{"q": "x", "type": "y"}', ':1: write an object with "q", "type", "gold"'),
        ('{"q": "x", "type": "y", "gold": "z"}', "\"gold\" of 'x' must be a list of texts"),
        ('{"q": "x", "type": "y", "gold": ["z"]}', "give questions that the articles answer, and others"),
        ("", "give questions that the articles answer, and others"),
    ],
)
def test_a_fault_in_the_questions_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(line, encoding="utf-8")
    assert message in run("curve", str(file), fails=True).stderr


def test_a_file_of_questions_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in run("ablation", str(tmp_path / "none.jsonl"), fails=True).stderr


async def fill(url: str, people: dict[str, int]) -> None:
    await migrated(url)
    engine = store_engine.create(url)
    store = SqlGapStore(engine)
    key = await store.key(period(NINE), secrets.token_bytes(32))
    for words, number in people.items():
        for person in range(number):
            askers = {each: asker(key, "T1", f"U{person}", each) for each in combined(words.split())}
            await store.mark("T1", period(NINE), askers, NINE.date(), found=False)
    await engine.dispose()


def test_gaps_are_shown_from_five_people_on(sqlite_url: str) -> None:
    asyncio.run(fill(sqlite_url, {"ouderschapsverlof betaald": 5, "salaris": 4}))
    printed = run("gaps", DATABASE_URL=sqlite_url).stdout
    assert "betaald, ouderschapsverlof" in printed
    assert "salaris" not in printed


def test_a_database_that_is_not_ready_says_what_to_do(sqlite_url: str) -> None:
    assert "python -m bot migrate" in run("gaps", fails=True, DATABASE_URL=sqlite_url).stderr


def test_the_help_shows_what_a_file_of_questions_holds() -> None:
    for command in ("curve", "ablation"):
        shown = run(command, "--help").stdout
        assert '{"q", "type", "gold": [literal pieces of its answer]}' in shown
