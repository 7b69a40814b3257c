"""The content in force while its files change: small collections are indexed here, large ones by another process."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import archive
from bot.answers.in_force import ContentInForce, load, load_any, load_from
from bot.answers.search import building
from bot.answers.search.words import analysis
from bot.answers.search.words.language import LANGUAGE
from bot.answers.search.words.language import load as load_language
from bot.core.errors import ContentError, LeiderschapError
from bot.library import markdown
from bot.library.importing.importer import import_articles, remove
from bot.library.passages import Article, Section
from bot.library.shipped import articles
from bot.settings import ROOT
from tests.support import Logs, captured_logs

SOUP = "De snertpan van de kantine staat elke donderdag op het vuur, en wie wil schept zelf op."
CAKE = "De appeltaart van de kantine komt elke vrijdag uit de oven, en wie wil snijdt zelf een punt."
BOTH = pytest.mark.parametrize("large", [False, True], ids=["small", "large"])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    put(folder, "kantine", SOUP)
    return folder


@pytest.fixture
def logs() -> Iterator[Logs]:
    with captured_logs() as logs:
        yield logs


def put(folder: Path, slug: str, text: str) -> Path:
    """An article with one section, written as an import writes it."""
    path = folder / f"{slug}.md"
    draft = path.with_suffix(".part")
    draft.write_text(markdown.write(an_article(slug, text)), encoding="utf-8")
    draft.replace(path)
    return path


def an_article(slug: str, text: str) -> Article:
    return Article(slug, slug.capitalize(), (Section("deel", "Wat er te eten is", (text,)),))


@asynccontextmanager
async def in_force_from(
    own: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> AsyncIterator[ContentInForce]:
    if large:
        monkeypatch.setattr(archive, "LARGE", 1)
    async with ContentInForce(own, (), own.parent / "index") as content:
        yield content


def found(content: ContentInForce, question: str) -> str:
    """The text of the best passage; '' if there is none."""
    hits = content().search.search(question, 1).hits
    return hits[0].passage.text if hits else ""


async def until_found(content: ContentInForce, question: str, text: str) -> int:
    """Refresh as the clock does until the question finds the text; returns how many questions were asked and answered
    meanwhile."""
    asked = 0
    await content.refresh()
    while found(content, question) != text:
        assert found(content, "ceo weekblog"), "a question without an answer while the content is loaded"
        asked += 1
        await asyncio.sleep(0.05)
        if asked % 10 == 0:
            await content.refresh()
        assert asked < 2_000, "the change is not picked up"
    return asked


async def settled(content: ContentInForce) -> None:
    """Wait until no index is being made."""
    if content._making is not None:
        await content._making


@BOTH
async def test_a_new_article_a_changed_one_and_one_that_is_gone_are_picked_up(
    own: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    async with in_force_from(own, monkeypatch, large=large) as content:
        assert found(content, "snertpan") == SOUP
        put(own, "bakkerij", CAKE)
        await until_found(content, "appeltaart", CAKE)
        assert found(content, "snertpan") == SOUP
        changed = SOUP.replace("donderdag", "maandag")
        put(own, "kantine", changed)
        await until_found(content, "snertpan", changed)
        remove(own, "bakkerij")
        await until_found(content, "appeltaart", "")


@BOTH
async def test_questions_that_are_asked_all_the_time_while_the_content_is_loaded_are_all_answered(
    own: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    async with in_force_from(own, monkeypatch, large=large) as content:
        answered = 0
        done = asyncio.Event()

        async def ask() -> None:
            nonlocal answered
            while not done.is_set():
                now = content()
                [hit, *_] = now.search.search("ceo weekblog", 3).hits
                assert now.corpus[hit.passage.article].title
                assert now.search.passage(hit.passage.id) == hit.passage
                answered += 1
                await asyncio.sleep(0.01)

        asking = asyncio.create_task(ask())
        for text in (CAKE, CAKE.replace("oven", "winkel")):
            put(own, "bakkerij", text)
            before = answered
            await until_found(content, "appeltaart", text)
            assert answered > before, "no question was answered while the content was loaded"
        done.set()
        await asking


@BOTH
async def test_broken_content_keeps_the_old_and_the_log_names_file_and_line(
    own: Path, monkeypatch: pytest.MonkeyPatch, large: bool, logs: Logs
) -> None:
    async with in_force_from(own, monkeypatch, large=large) as content:
        (own / "stuk.md").write_text("---\ntitle: Stuk\n---\n\n## Zonder id\n\nTekst.\n", encoding="utf-8")
        await content.refresh()
        await settled(content)
        kept = logs.events("content.kept")
        assert "stuk.md:5" in str(kept[0]["faults"])
        assert found(content, "snertpan") == SOUP
        await content.refresh()
        await settled(content)
        assert len(logs.events("content.kept")) == 1, "it is said once, not at every tick"
        (own / "stuk.md").unlink()
        put(own, "bakkerij", CAKE)
        await until_found(content, "appeltaart", CAKE)


@BOTH
def test_broken_content_at_the_start_is_refused_with_its_line(
    own: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    (own / "stuk.md").write_text("---\ntitle: Stuk\n---\n\n## Zonder id\n\nTekst.\n", encoding="utf-8")
    if large:
        monkeypatch.setattr(archive, "LARGE", 1)
    with pytest.raises(LeiderschapError, match=r"stuk\.md:5"):
        ContentInForce(own, (), own.parent / "index")


@BOTH
async def test_an_import_again_updates_in_place(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    source = tmp_path / "feest.txt"
    async with in_force_from(own, monkeypatch, large=large) as content:
        for text in (CAKE, CAKE.replace("oven", "winkel")):
            source.write_text(f"Het feest\n\n{text} {SOUP}\n", encoding="utf-8")
            [imported] = import_articles([str(source)], own, articles(tmp_path / "none").corpus).imported
            await until_found(content, "appeltaart", f"{text} {SOUP}")
        assert imported.updated
        assert imported.path == own / "het-feest.md"


async def test_a_refresh_leaves_the_making_of_a_large_index_to_another_process_and_makes_one_at_a_time(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_force_from(own, monkeypatch, large=True) as content:
        before = content()
        put(own, "bakkerij", CAKE)
        await content.refresh()
        making = content._making
        assert making is not None
        assert not making.done()
        assert content() is before
        put(own, "kroeg", SOUP.replace("snertpan", "bierpomp"))
        await content.refresh()
        assert content._making is making
        await making
        await until_found(content, "bierpomp", SOUP.replace("snertpan", "bierpomp"))


async def test_a_bot_that_stops_takes_the_process_that_makes_the_index_along(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_force_from(own, monkeypatch, large=True) as content:
        put(own, "bakkerij", CAKE)
        await content.refresh()
        making = content._making
        assert making is not None
        await asyncio.sleep(0.05)
    assert making.cancelled()


@BOTH
async def test_opening_is_not_making(
    own: Path, monkeypatch: pytest.MonkeyPatch, logs: Logs, large: bool
) -> None:
    async with in_force_from(own, monkeypatch, large=large):
        made = files(own.parent / "index")
        assert made
    async with in_force_from(own, monkeypatch, large=large) as content:
        assert found(content, "snertpan") == SOUP
    assert files(own.parent / "index") == made
    assert len(logs.events("content.making")) == large


def files(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file with its inode and the time at which it was written."""
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def command(own: Path, index: Path) -> list[str]:
    return [sys.executable, "-m", "bot", "articles", "index", f"--articles={own}", f"--index={index}"]


def test_two_processes_that_make_the_same_index_make_it_once(own: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    both = [
        subprocess.Popen(
            command(own, index), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len({out for out, _ in said}) == 1
    folder = Path(said[0][0].strip())
    assert load_from(folder, ()).search.search("snertpan", 1).hits[0].passage.text == SOUP
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == [folder.name]


def test_the_command_refuses_broken_content_with_its_line_and_leaves_what_was_made(
    own: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    assert subprocess.run(command(own, index), cwd=ROOT, capture_output=True, check=True).stderr == b""
    made = files(index)
    (own / "stuk.md").write_text("geen artikel", encoding="utf-8")
    done = subprocess.run(command(own, index), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "stuk.md:1" in done.stderr
    assert files(index) == made


def test_an_index_that_cannot_be_written_is_named(own: Path, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file", encoding="utf-8")
    with pytest.raises(LeiderschapError, match="the index cannot be written"):
        archive.make(own, tmp_path / "index", load_language(LANGUAGE), lambda _done, _all: None)


def test_of_older_states_one_is_kept(own: Path, tmp_path: Path) -> None:
    language = load_language(LANGUAGE)
    made = []
    for number in range(4):
        put(own, "bakkerij", CAKE + f" Dat is de keuze voor dag {number}.")
        made.append(archive.make(own, tmp_path / "index", language, lambda _done, _all: None))
    assert [folder.exists() for folder in made] == [False, False, True, True]


def test_content_on_disk_answers_as_content_in_memory(own: Path, tmp_path: Path) -> None:
    shipped = articles(tmp_path / "none").corpus
    original = an_article("origineel", " ".join(shipped["beleiderschap"].sections[0].paragraphs))
    (own / "origineel.md").write_text(
        markdown.write(original).replace("---\n\n", "replaces: beleiderschap\n---\n\n", 1), encoding="utf-8"
    )
    in_memory = load(own, ())
    told: list[tuple[int, int]] = []
    index = tmp_path / "index"
    made = load_any(own, (), index, lambda *progress: told.append(progress))
    number = len(in_memory.corpus)
    assert told == [(done, number) for done in range(1, number + 1)]
    opened = load_any(own, (), index, lambda *progress: told.append(progress))
    assert len(told) == number, "what was made is made again"
    asked = [section.heading for article in shipped.values() for section in article.sections]
    for on_disk in (made, opened):
        assert dict(on_disk.corpus) == dict(in_memory.corpus)
        assert "onbekend" not in on_disk.corpus
        assert on_disk.retold == in_memory.retold != {}
        for question in ("snertpan", "ceo weekblog", "hoe word je een social leider", "vergadreing", *asked):
            assert on_disk.search.search(question) == in_memory.search.search(question)


def test_what_comes_with_the_bot_alone_makes_nothing_on_disk(tmp_path: Path) -> None:
    for own in (tmp_path / "nowhere", tmp_path / "empty"):
        assert load_any(own, (), tmp_path / "index").search.search("ceo weekblog").hits
        (tmp_path / "empty").mkdir(exist_ok=True)
    assert not (tmp_path / "index").exists()


def when_made(own: Path, index: Path) -> int | None:
    """When the stored index of these articles was made; None if it must be made."""
    folder = archive.made(own, index, load_language(LANGUAGE))
    return (folder / "seal").stat().st_mtime_ns if folder else None


def test_another_text_of_the_same_length_and_time_is_another_text(own: Path, tmp_path: Path) -> None:
    load_any(own, (), tmp_path / "index")
    was = (own / "kantine.md").stat()
    (own / "kantine.md").write_text(markdown.write(an_article("kantine", SOUP)).replace("pan", "pot"))
    os.utime(own / "kantine.md", ns=(was.st_atime_ns, was.st_mtime_ns))
    assert (own / "kantine.md").stat().st_size == was.st_size
    assert load_any(own, (), tmp_path / "index").search.search("snertpot").hits


def test_the_same_text_at_another_time_is_not_made_again(own: Path, tmp_path: Path) -> None:
    load_any(own, (), tmp_path / "index")
    made = when_made(own, tmp_path / "index")
    os.utime(own / "kantine.md", (0, 0))
    (own / "bakkerij.part").write_text("half", encoding="utf-8")
    assert when_made(own, tmp_path / "index") == made is not None


def test_the_same_folder_by_another_way_is_the_same(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_any(own, (), tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    assert when_made(Path(own.name), Path("index")) is not None


def test_an_index_of_which_any_file_is_damaged_is_made_anew(own: Path, tmp_path: Path) -> None:
    index, language = tmp_path / "index", load_language(LANGUAGE)
    folder = archive.make(own, index, language, lambda _done, _all: None)
    written = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {"articles.jsonl", "seal", "entries.db", "meta.json"} < {path.name for path in written}
    for path, data in written.items():
        middle = len(data) // 2
        bent = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :] if data else b"x"
        for harmed in (bent, data[:middle] if data else None, None):
            path.unlink()
            if harmed is not None:
                path.write_bytes(harmed)
            assert archive.made(own, index, language) is None, path
            path.write_bytes(data)
        assert archive.made(own, index, language) == folder
    path.write_bytes(bent)
    assert load_any(own, (), index).search.search("snertpan", 1).hits[0].passage.text == SOUP
    assert archive.made(own, index, language) == folder


def test_an_index_that_other_code_lists_or_libraries_made_is_made_anew(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, language = tmp_path / "index", load_language(LANGUAGE)
    folder = archive.make(own, index, language, lambda _done, _all: None)
    assert archive.made(own, index, replace(language, fingerprint="other lists")) is None
    code = tmp_path / "analysis.py"
    code.write_bytes(building.READS_WORDS[0].read_bytes() + b"\n# changed")
    with monkeypatch.context() as changed:
        changed.setattr(building, "READS_WORDS", (code, *building.READS_WORDS[1:]))
        building._code.cache_clear()
        assert archive.made(own, index, language) is None
        with pytest.raises(building.OutdatedIndex):
            load_from(folder, ())
    building._code.cache_clear()
    assert archive.made(own, index, language) == folder


def test_the_code_that_an_index_depends_on_is_there_and_takes_in_all_that_reads_words() -> None:
    assert all(path.is_file() for path in building.READS_WORDS)
    assert set(Path(analysis.__file__).parent.glob("*.py")) < set(building.READS_WORDS)


async def test_where_nothing_can_be_kept_a_small_collection_is_searched_from_memory(
    own: Path, tmp_path: Path, logs: Logs
) -> None:
    (tmp_path / "index").write_text("a file", encoding="utf-8")
    async with ContentInForce(own, (), tmp_path / "index") as content:
        assert found(content, "snertpan") == SOUP
    assert "cannot be written" in str(logs.events("content.not_kept")[0]["error"])


def test_what_an_interrupted_making_left_is_taken_away(own: Path, tmp_path: Path) -> None:
    language, index = load_language(LANGUAGE), tmp_path / "index"

    def stopped(done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.make(own, index, language, stopped)
    assert [path.name for path in index.rglob("*") if path.is_file()] == ["lock"]
    folder = archive.make(own, index, language, lambda _done, _all: None)
    assert [path for path in folder.parent.iterdir() if path.is_dir()] == [folder]


lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
made_up = st.builds(
    Article,
    st.from_regex(r"[a-zé-]{1,20}", fullmatch=True),
    lines,
    st.tuples(st.builds(Section, lines, lines, st.tuples(lines, lines), st.tuples(lines))),
    author=st.none() | lines,
    date=st.none() | st.dates(),
    retelling=st.booleans(),
)


@given(articles=st.lists(made_up, max_size=5))
def test_a_catalogue_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, articles: list[Article]
) -> None:
    path = tmp_path_factory.mktemp("catalogue") / "articles.jsonl"
    written = {article.slug: article for article in articles}
    archive.Catalogue.write(path, written)
    read = archive.Catalogue(path)
    assert dict(read) == written
    assert len(read) == len(written)


def test_faults_in_the_tips_are_refused_for_a_large_collection_too(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGE", 1)
    (tmp_path / "tips").mkdir()
    (tmp_path / "tips" / "stuk.yaml").write_text("theme: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"stuk\.yaml"):
        load_any(own, (tmp_path / "tips",), tmp_path / "index")


@pytest.mark.parametrize("large", [False, True])
async def test_without_what_is_shipped_the_own_articles_alone_are_searched_and_tips_keep_their_source(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    monkeypatch.setattr(archive, "LARGE", 1 if large else 10**9)
    async with ContentInForce(own, (), tmp_path / "index", shipped_too=False) as in_force:
        content = in_force()
    with_shipped = load_any(own, (), tmp_path / "index")
    assert set(content.corpus) == set(with_shipped.corpus) - set(content.left_out)
    assert set(content.left_out) == content.shipped == with_shipped.shipped
    assert not any(article.sections for article in content.left_out.values())
    assert content.search.search("snertpan", 1).hits[0].passage.text == SOUP
    assert content.search.search("ceo weekblog").hits == ()
    assert with_shipped.search.search("ceo weekblog").hits
    assert content.library == with_shipped.library
    assert {tip.source.article for tip in content.library.tips.values()} <= set(content.sources)


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generation of each run of the garbage collector."""
    began: list[int] = []

    def count(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            began.append(about["generation"])

    gc.callbacks.append(count)
    yield began
    gc.callbacks.remove(count)
    gc.enable()


def test_the_garbage_collector_waits_for_the_first_load(own: Path, collections: list[int]) -> None:
    gc.collect()
    assert collections, "the rounds are seen"
    collections.clear()
    made = ContentInForce(own, (), own.parent / "index")
    held_up = [generation for generation in collections if generation]
    assert found(made, "snertpan") == SOUP
    assert gc.isenabled()
    assert held_up == []


def test_the_garbage_collector_works_again_after_a_load_that_failed(own: Path) -> None:
    (own.parent / "stuk.yaml").write_text("theme: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"stuk\.yaml"):
        ContentInForce(own, (own.parent,), own.parent / "index")
    assert gc.isenabled()


def test_whoever_stopped_the_garbage_collector_finds_it_stopped(own: Path, collections: list[int]) -> None:
    gc.disable()
    ContentInForce(own, (), own.parent / "index")
    assert not gc.isenabled()
    assert collections == []
