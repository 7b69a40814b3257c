"""`python -m bot articles import`, from the command to a running search, and addresses that it must not fetch."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot.answers.added.service import AddedArticles
from bot.answers.added.store import SqlAddedArticleStore
from bot.core.people import Actor
from bot.database.engine import opened
from bot.library.importing import importer
from bot.settings import ROOT
from tests.databases import migrated
from tests.factories import NINE
from tests.running import shipped_content
from tests.typed import Done, typed

PAGE = "<html><body><article><h1>Het feest</h1><p>{}</p></article></body></html>"
PARTY = "De kantine viert op vrijdag feest met appeltaart, muziek en een toespraak die kort blijft. " * 3


def run(own: Path, *arguments: str, **environment: str) -> Done:
    places = {"LEIDERSCHAP_ARTICLES": str(own), "LEIDERSCHAP_INDEX_FOLDER": str(own.with_name("kept"))}
    variables = os.environ | places | {"COLUMNS": "200"} | environment
    done = typed(*arguments, variables=variables)
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def a_server() -> Iterator[tuple[int, list[str]]]:
    """A web server on this machine: its port, and the paths that were requested."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PAGE.format(PARTY).encode())

        def log_message(self, format: str, *values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server.server_port, asked
        server.shutdown()
        serving.join()


def test_a_page_is_imported_found_listed_imported_again_in_place_and_removed(tmp_path: Path) -> None:
    own, page = tmp_path / "own", tmp_path / "page.html"
    for verb, text in (("wrote", PARTY), ("updated", PARTY.replace("appeltaart", "slagroomtaart"))):
        page.write_text(PAGE.format(text), encoding="utf-8")
        done = run(own, "articles", "import", str(page))
        assert (done.returncode, done.stdout.split()[0]) == (0, verb)
    assert [path.name for path in own.iterdir()] == ["het-feest.md"]
    assert "slagroomtaart" in run(own, "search", "slagroomtaart").stdout
    assert "imported" in run(own, "articles", "list").stdout
    assert "  - Het feest" in run(own, "articles", "questions", "het-feest", "--keep").stdout
    assert "<!-- questions\n- Het feest" in (own / "het-feest.md").read_text(encoding="utf-8")
    assert run(own, "articles", "remove", "het-feest").returncode == 0
    assert "slagroomtaart" not in run(own, "search", "slagroomtaart").stdout


def test_the_words_that_are_told_add_up_to_those_of_the_document(tmp_path: Path) -> None:
    sentence = "Wie op vrijdag thuis werkt is tot twaalf uur bereikbaar via de chat van het team. "
    drawing = '<svg viewBox="0 0 9 9"><path d="M1.5 1.5h6v6h-6z"></path></svg>'
    document = tmp_path / "bereikbaar.md"
    document.write_text(
        f"---\nlayout: post\nweight: 3\n---\n# Bereikbaar\n\n{sentence * 5}\n\n{drawing}\n", encoding="utf-8"
    )
    own = tmp_path / "own"
    own.mkdir()
    told = run(own, "articles", "import", str(document)).stdout
    kept, source = map(int, re.findall(r"(\d+) of (\d+) words kept", told)[0])
    left_out = {why: int(number) for number, why in re.findall(r"left out: (\d+) word.*, (.+)", told)}
    assert left_out.pop("title repeated") == 1, "it is kept, as the title"
    assert kept + sum(left_out.values()) == source, told


def test_a_server_on_this_machine_is_refused_and_hears_nothing(tmp_path: Path) -> None:
    with a_server() as (port, asked):
        for host in ("127.0.0.1", "localhost"):
            done = run(tmp_path / "own", "articles", "import", f"https://{host}:{port}/geheim")
            assert done.returncode == 1
            assert f"https://{host}:{port}/geheim" in done.stderr
        assert asked == []
    assert not (tmp_path / "own").exists()


def test_private_addresses_and_links_of_another_kind_are_refused_whatever_their_port(tmp_path: Path) -> None:
    private = ("https://127.0.0.1/x", "https://localhost/x", "https://169.254.169.254/x", "https://[::1]/x")
    done = run(tmp_path / "own", "articles", "import", *private, "file:///etc/hostname")
    assert (done.returncode, done.stdout) == (1, "")
    refused = done.stderr.splitlines()
    assert [line.endswith("is not an address of the public internet") for line in refused[:-1]] == [True] * 4
    assert refused[-1].startswith("file:///etc/hostname: ")
    assert not (tmp_path / "own").exists()


def test_a_link_without_https_is_refused_with_what_is_taken(tmp_path: Path) -> None:
    done = run(tmp_path / "own", "articles", "import", "http://example.org/stuk")
    said = "http://example.org/stuk: is not a link that starts with https://, and nothing else is fetched"
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (1, "", [said])
    assert not (tmp_path / "own").exists()


def test_after_an_import_a_large_collection_has_its_index(tmp_path: Path) -> None:
    own, index = tmp_path / "own", tmp_path / "index"
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(5):
        words = " ".join(
            f"Zin {number} {line} gaat over appeltaart en over een kantine.\n\n" for line in range(3500)
        )
        (texts / f"stuk-{number}.txt").write_text(f"Stuk {number}\n\n{words}", encoding="utf-8")
    done = run(own, "articles", "import", "--later", str(texts), LEIDERSCHAP_INDEX_FOLDER=str(index))
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.splitlines()[-1].removeprefix("indexed in "))
    assert folder.is_relative_to(index)
    made = (folder / "search" / "fingerprint").stat().st_ino
    assert "appeltaart" in run(own, "search", "kantine", LEIDERSCHAP_INDEX_FOLDER=str(index)).stdout
    assert (folder / "search" / "fingerprint").stat().st_ino == made


def test_a_source_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    done = run(tmp_path / "own", "articles", "import", str(tmp_path / "nergens"))
    assert done.returncode == 1
    assert f"{tmp_path / 'nergens'}: does not exist" in done.stderr


def test_names_of_articles_are_listed_whole_on_a_narrow_terminal(tmp_path: Path) -> None:
    listed = run(tmp_path / "own", "articles", "list", COLUMNS="60").stdout
    for article in (ROOT / "nudges" / "articles").glob("*.md"):
        assert f" {article.stem} " in listed


def test_what_a_workspace_added_is_listed_for_that_workspace_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/leiderschap.db"

    async def add() -> None:
        await migrated(url)
        async with opened(url) as engine:
            added = AddedArticles(SqlAddedArticleStore(engine), shipped_content)
            found = importer.in_data(f"# Ons feest\n\n{PARTY}\n".encode(), "feest.md", {})
            for workspace, source in (("T1", "feest.md"), ("T2", "kermis.md")):
                proposed = await added.propose(workspace, found, source, "U1", NINE)
                await added.accept(Actor(workspace, "U1"), proposed.id, NINE)

    asyncio.run(add())
    usual, here, nowhere = (
        run(tmp_path / "own", "articles", "list", *asked, DATABASE_URL=url).stdout
        for asked in ((), ("--workspace", "T1"), ("--workspace", "T3"))
    )
    assert "Ons feest" not in usual + nowhere
    assert "feest.md" in here
    assert "2025-01-07" in here
    assert "kermis.md" not in here
