"""What a workspace added is in its own content and in no other; another process sees it within seconds."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.added import contents as added_contents
from bot.answers.added import joining
from bot.answers.added.contents import KEPT, Contents
from bot.answers.added.model import AddedArticle
from bot.answers.added.service import AddedArticles
from bot.answers.added.store import SqlAddedArticleStore, added_articles
from bot.answers.in_force import index_of, load
from bot.core.people import Actor
from bot.database.engine import writing
from bot.library import markdown
from bot.library.importing import importer
from bot.library.importing import reading as documents
from bot.library.importing.importer import Imported
from bot.library.ports import Content
from tests.factories import NINE
from tests.running import Time, shipped_content
from tests.support import captured_logs

ANNA = Actor("T1", "U1ANNA")
SECRET = "De kwartelzaal reserveer je bij de balie, en de sleutel hangt achter de blauwe deur op de gang."
QUESTION = "hoe reserveer ik de kwartelzaal?"
TITLE = "Onze zalen"


def document(text: str = SECRET, title: str = TITLE) -> Sequence[Imported]:
    data = f"# {title}\n\n## Een zaal reserveren\n\n{text} {text.replace('Kwartel', 'X')}\n".encode()
    return importer.articles_in(documents.read(data, "markdown", "zalen.md"), "zalen.md", {})


class Process:
    """A process of the bot: what it answers from, and what is added through it."""

    def __init__(self, engine: AsyncEngine, time: Time) -> None:
        self.base = shipped_content()
        self.contents = Contents(SqlAddedArticleStore(engine), lambda: self.base, time)
        self.added = AddedArticles(SqlAddedArticleStore(engine), lambda: self.base, self.contents.changed)

    async def add(self, text: str = SECRET, title: str = TITLE, source: str = "zalen.md") -> AddedArticle:
        proposed = await self.added.propose("T1", document(text, title), source, ANNA.user, NINE)
        return await self.added.accept(ANNA, proposed.id, NINE)

    async def finds(self, question: str = QUESTION, workspace: str = "T1") -> bool:
        content = await self.contents(workspace)
        return any(SECRET in hit.passage.text for hit in content.search.search(question, 9).hits)


@pytest.fixture
def time() -> Time:
    return Time(NINE)


@pytest.fixture
async def process(engine: AsyncEngine, time: Time, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    monkeypatch.setattr(added_contents, "MAKING", 300.0)  # a busy machine says nothing about the bot
    monkeypatch.setattr(added_contents, "PATIENCE", 60.0)
    process = Process(engine, time)
    yield process
    await process.contents.stop()


async def test_it_is_found_named_and_opened_there_and_nowhere_else(process: Process) -> None:
    article = await process.add()
    here, there = await process.contents("T1"), await process.contents("T2")
    assert await process.finds()
    assert not await process.finds(workspace="T2")
    assert there is process.base, "who added nothing has no content of its own"
    passage = f"{article.slug}/een-zaal-reserveren/1"
    assert here.search.passage(passage) is not None
    assert there.search.passage(passage) is None
    assert set(here.corpus) - set(there.corpus) == {article.slug}
    assert here.corpus[article.slug].title == TITLE


async def test_to_a_question_it_is_what_an_article_of_the_companys_folder_is(
    process: Process, tmp_path: Path
) -> None:
    await process.add()
    (tmp_path / "onze-zalen.md").write_text(
        markdown.write(replace(document()[0].article, slug="onze-zalen")), encoding="utf-8"
    )
    folder, here = load(tmp_path, ()), await process.contents("T1")
    assert sorted(folder.corpus) == sorted(here.corpus)
    for question in (
        QUESTION,
        "zalen",
        "kwartelzal",
        "feedback geven",
        "blauwe deur",
        "balie en delegeren",
        "qwrt",
    ):
        one, other = (each.search.search(question, 9) for each in (folder, here))
        assert one.hits == other.hits, question
        assert (one.certainty, folder.search.subjects(one)) == (other.certainty, here.search.subjects(other))
    words = [index_of(each).nearest.words("zaaltje", 3) for each in (folder, here)]
    assert words[0] == words[1]
    assert here.shipped == folder.shipped


async def test_the_passages_for_all_keep_the_vectors_that_they_get_later(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    await process.add()
    here, usual = index_of(await process.contents("T1")), index_of(process.base)
    assert here.meanings is None
    monkeypatch.setattr(usual, "meanings", object())
    assert index_of(await process.contents("T1")).meanings is usual.meanings
    known = dict(here.texts(every=True))
    assert {number: known[number] for number, _ in usual.texts(every=True)} == dict(usual.texts(every=True))


async def test_it_is_there_at_once_where_it_was_added_and_gone_at_once_where_it_was_removed(
    process: Process,
) -> None:
    assert not await process.finds()
    article = await process.add()
    assert await process.finds()
    await process.added.remove(ANNA, article.id, NINE)
    assert not await process.finds()
    assert await process.contents("T1") is process.base


async def test_what_is_only_proposed_is_in_no_answer(process: Process) -> None:
    proposed = await process.added.propose("T1", document(), "zalen.md", ANNA.user, NINE)
    process.contents.changed("T1")
    assert not await process.finds()
    await process.added.reject(ANNA, proposed.id)
    assert await process.contents("T1") is process.base


async def test_another_process_sees_it_within_seconds(
    process: Process, engine: AsyncEngine, time: Time
) -> None:
    other = Process(engine, time)
    assert not await other.finds()
    article = await process.add()
    time.now += KEPT - dt.timedelta(seconds=1)
    assert not await other.finds(), "it may be as it was for so long"
    time.now += dt.timedelta(seconds=1)
    assert await other.finds()
    changed = await process.add(f"Nieuw hier. {SECRET}")
    assert changed.id == article.id
    time.now += KEPT
    assert await other.finds("nieuw kwartelzaal")
    await process.added.remove(ANNA, article.id, NINE)
    time.now += KEPT
    assert not await other.finds()
    await other.contents.stop()


async def test_it_is_made_once_for_all_who_ask_and_again_when_something_changed(process: Process) -> None:
    await process.add()
    made = await asyncio.gather(*(process.contents("T1") for _ in range(5)))
    assert len({id(one) for one in made}) == 1
    assert await process.contents("T1") is made[0]
    process.base = replace(process.base)
    assert await process.contents("T1") is not made[0], "the articles for all changed"
    await process.add("De fluisterkamer is boven. " * 6, "Nog een", "twee.md")
    assert await process.finds("fluisterkamer") is await process.finds("zzz") is False
    assert await process.finds()


async def test_a_workspace_that_added_nothing_costs_one_query_in_each_quarter_of_a_minute(
    process: Process, engine: AsyncEngine, time: Time
) -> None:
    asked: list[str] = []
    sa.event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for seconds in (0, 1, 14):
        time.now = NINE + dt.timedelta(seconds=seconds)
        assert await process.contents("T1") is process.base
    assert len([one for one in asked if "added_articles" in one]) == 1


async def test_only_the_last_workspaces_that_asked_are_kept_and_the_others_are_made_again(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(added_contents, "MOST", 1)
    await process.add()
    first = await process.contents("T1")
    proposed = await process.added.propose("T2", document(), "zalen.md", "U2", NINE)
    await process.added.accept(Actor("T2", "U2"), proposed.id, NINE)
    assert await process.finds(workspace="T2")
    assert await process.finds()
    assert await process.contents("T1") is not first


async def test_a_name_that_an_article_for_all_took_later_is_changed_for_the_other(
    process: Process, tmp_path: Path
) -> None:
    article = await process.add()
    (tmp_path / f"{article.slug}.md").write_text(
        "---\ntitle: Voor iedereen\n---\n\n## Zo {#zo}\n\nDit geldt voor alle gebouwen en voor ieder die er werkt.\n",
        encoding="utf-8",
    )
    process.base = load(tmp_path, ())
    content = await process.contents("T1")
    assert await process.finds()
    assert content.corpus[article.slug].title == "Voor iedereen"
    assert content.search.passage(f"{article.slug}/zo/1") is not None
    assert [one.title for slug, one in content.corpus.items() if slug.startswith(f"{article.slug}-")] == [
        TITLE
    ]


async def test_one_that_cannot_be_read_keeps_nobody_from_the_others(
    process: Process, engine: AsyncEngine
) -> None:
    await process.add()
    broken = await process.add(
        "Dit wordt stuk gemaakt, en dan kan niemand het nog lezen. " * 3, "Stuk", "stuk.md"
    )
    async with writing(engine) as connection:
        await connection.execute(
            sa.update(added_articles).where(added_articles.c.title == "Stuk").values(text="geen artikel")
        )
    with captured_logs() as logs:
        assert await process.finds()
    assert [line["id"] for line in logs.events("added.unreadable")] == [broken.id]


async def test_where_the_database_does_not_say_answers_go_by_what_was_known(
    process: Process, engine: AsyncEngine, time: Time
) -> None:
    await process.add()
    assert await process.finds()
    async with writing(engine) as connection:
        await connection.run_sync(added_articles.drop)
    time.now += KEPT
    with captured_logs() as logs:
        assert await process.finds()
        assert not await process.finds(workspace="T2")
    assert len(logs.events("added.unknown")) == 2


async def test_where_making_it_breaks_answers_come_from_the_articles_for_all(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> Content:
        raise MemoryError

    await process.add()
    with monkeypatch.context() as broken, captured_logs() as logs:
        broken.setattr(added_contents, "together", breaks)
        assert await process.contents("T1") is process.base
        assert await process.contents("T1") is process.base
    assert len(logs.events("added.not_made")) == 1
    await process.add(
        "Nog een zaal is er ook, maar die staat leeg tot het voorjaar begint en verder. ", "N", "n.md"
    )
    assert await process.finds(), "the next change is tried again"


async def test_where_making_it_takes_long_the_answer_does_not_wait_for_ever(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(added_contents, "MAKING", 0.0)
    await process.add()
    assert await process.contents("T1") is process.base
    monkeypatch.setattr(added_contents, "MAKING", 300.0)
    assert await process.finds()


@pytest.mark.parametrize("large", [False, True])
async def test_beside_an_archive_that_is_too_large_to_copy_it_is_found_as_well(
    process: Process, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    if large:
        monkeypatch.setattr(joining, "LARGE", 0)
    article = await process.add()
    content = await process.contents("T1")
    found = content.search.search(QUESTION, 9)
    assert (found.hits[0].passage.article, found.certainty) == (article.slug, "sure")
    assert "kwartelzaal" in str(content.search.subjects(found))
    usual = process.base.search.search("feedback geven", 9)
    same = content.search.search("feedback geven", 9)
    assert [hit.passage.id for hit in same.hits] == [hit.passage.id for hit in usual.hits]
    assert same.certainty == usual.certainty
    assert [each.id for each in content.search.near(same, 5)]
    assert content.search.passage(usual.hits[0].passage.id) == usual.hits[0].passage
    assert content.search.passage(found.hits[0].passage.id) == found.hits[0].passage
    assert content.search.search("qqqq zzzz", 9).hits == ()
    assert (index_of(content) is index_of(process.base)) is large
