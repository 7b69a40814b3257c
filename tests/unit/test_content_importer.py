"""Articles are imported into a folder that the bot reads, again and again, and removed."""

from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ContentError
from bot.library import markdown
from bot.library.articles import load_articles
from bot.library.importing import importer
from bot.library.importing.blocks import Read
from bot.library.importing.fetching import fetch
from bot.library.importing.importer import ImportOutcome, import_articles
from bot.library.importing.lines import lines_of
from bot.library.passages import Article, Corpus, Section

PROSE = "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan."
PAGE = f"""\
Winkelmand

Vragen stellen

Door: Voorbeeld Vera

{PROSE}

Wat het oplevert

{PROSE}

Elke maand onze nieuwsbrief ontvangen?
"""
RETELLING = Article(
    "vragen",
    "Vragen stellen aan het team",
    (
        Section(
            "wat",
            "Wat",
            (
                "Het team neemt elke week een half uur en bespreekt dan wat goed ging, en wat er nog beter kan gaan.",
            ),
        ),
    ),
    author="Iemand Anders",
    publisher="Voorbeeldblad",
    retelling=True,
)
OTHER = Article(
    "ander", "Ander", (Section("a", "A", ("Appels en peren groeien in de boomgaard.",)),), retelling=True
)


def save(folder: Path, name: str, text: str = PAGE) -> str:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def run(out: Path, *sources: str, known: Corpus | None = None) -> ImportOutcome:
    return import_articles(sources, out, known or {})


def test_a_text_becomes_an_article_that_the_bot_reads(tmp_path: Path) -> None:
    outcome = run(tmp_path / "out", save(tmp_path, "a.txt"))
    (one,) = outcome.imported
    assert one.path == tmp_path / "out" / "vragen-stellen.md"
    assert one.article.author == "Voorbeeld Vera"
    assert [section.heading for section in one.article.sections] == ["Vragen stellen", "Wat het oplevert"]
    assert [drop.reason for drop in one.dropped] == ["shopping cart", "author", "newsletter"]
    assert not one.updated
    assert load_articles([tmp_path / "out"]).corpus == {"vragen-stellen": one.article}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["vragen-stellen.md"]


def test_importing_again_updates_in_place(tmp_path: Path) -> None:
    source = save(tmp_path, "a.txt")
    run(tmp_path / "out", source)
    save(tmp_path, "a.txt", PAGE.replace("elke week", "elke dag").replace("Elke week", "Elke dag"))
    (one,) = run(tmp_path / "out", source).imported
    assert one.updated
    assert list(load_articles([tmp_path / "out"]).corpus) == ["vragen-stellen"]
    assert "Elke dag" in one.path.read_text(encoding="utf-8")


def test_an_original_is_known_by_its_content_and_keeps_what_was_known_of_it(tmp_path: Path) -> None:
    source = save(tmp_path, "a.txt", PAGE.replace("Door: Voorbeeld Vera\n\n", ""))
    (one,) = run(tmp_path / "out", source, known={"vragen": RETELLING, "ander": OTHER}).imported
    assert (one.article.slug, one.article.replaces) == ("vragen", "vragen")
    assert (one.article.author, one.article.publisher) == ("Iemand Anders", "Voorbeeldblad")
    assert one.article.title == "Vragen stellen"
    assert any("takes the place" in note for note in one.notes)


def test_an_article_on_another_subject_replaces_nothing(tmp_path: Path) -> None:
    text = PAGE.replace("team", "bestuur").replace("bespreken", "vergaderen").replace("goed ging", "misliep")
    text = (
        text.replace("half uur", "dagdeel").replace("beter kan", "nodig is").replace("Elke week", "Jaarlijks")
    )
    (one,) = run(
        tmp_path / "out", save(tmp_path, "a.txt", text), known={"vragen": RETELLING, "ander": OTHER}
    ).imported
    assert one.article.replaces is None


def test_a_text_no_longer_than_the_retelling_does_not_take_its_place(tmp_path: Path) -> None:
    text = "Vragen stellen\n\n" + " ".join(RETELLING.sections[0].paragraphs) + "\n\nDat is het."
    known = {"vragen": RETELLING, "ander": OTHER}
    outcome = import_articles([save(tmp_path, "a.txt", text)], tmp_path / "out", known)
    assert [one.article.replaces for one in outcome.imported] == [None]


def test_two_texts_that_are_the_same_original_give_one_article_and_a_fault(tmp_path: Path) -> None:
    sources = [save(tmp_path, "a.txt"), save(tmp_path, "b.txt")]
    outcome = run(tmp_path / "out", *sources, known={"vragen": RETELLING, "ander": OTHER})
    assert len(outcome.imported) == 1
    assert "b.txt: is the original of 'vragen', and so is" in str(outcome.faults[0])


def test_articles_with_one_title_and_the_name_of_a_shipped_one_get_names_of_their_own(tmp_path: Path) -> None:
    shipped = {"vragen-stellen": OTHER}
    sources = [save(tmp_path, "a.txt"), save(tmp_path, "b.txt", PAGE.replace("Elke week", "Elk jaar"))]
    for _ in range(2):
        outcome = run(tmp_path / "out", *sources, known=shipped)
        assert [one.article.slug for one in outcome.imported] == ["vragen-stellen-2", "vragen-stellen-3"]


def test_a_text_without_a_title_is_called_after_its_file(tmp_path: Path) -> None:
    (one,) = run(tmp_path / "out", save(tmp_path, "over_vragen-1.txt", f"{PROSE}\n\n{PROSE}")).imported
    assert one.article.title == "Over vragen 1"
    assert "has no title of its own" in one.notes[-1]


def test_a_folder_is_imported_whole_and_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    save(tmp_path / "in", "a.txt")
    save(tmp_path / "in", "b.txt", "")
    save(tmp_path / "in", "c.txt", "Winkelmand\n\nInloggen\n\nContact\n")
    save(tmp_path / "in", "d.md", PAGE.replace("Vragen stellen", "# Luisteren"))
    save(tmp_path / "in", "readme.rst", "x")
    told: list[tuple[int, int, str]] = []
    outcome = import_articles(
        [str(tmp_path / "in")],
        tmp_path / "out",
        {},
        lambda done, total, name: told.append((done, total, name)),
    )
    assert [one.path.name for one in outcome.imported] == ["vragen-stellen.md", "luisteren.md"]
    assert [str(fault).rsplit("/", 1)[1] for fault in outcome.faults] == [
        "b.txt: is empty",
        "c.txt: nothing of an article is left: all of it looks like menus, boxes and the like",
    ]
    assert [(done, total, Path(name).name) for done, total, name in told] == [
        *[(0, 4, "a.txt"), (1, 4, "b.txt"), (2, 4, "c.txt"), (3, 4, "d.md")]
    ]


def test_a_folder_without_files_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    outcome = run(tmp_path / "out", str(tmp_path / "in"), str(tmp_path / "weg.txt"))
    assert "holds no file that can be imported" in str(outcome.faults[0])
    assert "does not exist" in str(outcome.faults[1])


def test_markdown_with_front_matter_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "---\ntitle: Winkelmand\n---\n\n## Nieuwsbrief {#n}\n\nInloggen.\n"
    (one,) = run(tmp_path / "out", save(tmp_path, "Mijn gids.md", text)).imported
    assert (one.article.slug, one.article.title) == ("mijn-gids", "Winkelmand")
    assert one.path.read_text(encoding="utf-8") == text.replace("Winkelmand", '"Winkelmand"')
    outcome = run(
        tmp_path / "out", save(tmp_path, "b.md", text.replace("title", "titel")), str(tmp_path / "weg.md")
    )
    assert "b.md:2:" in str(outcome.faults[0])
    assert "weg.md: does not exist" in str(outcome.faults[-1])


def test_a_page_with_two_articles_says_so(tmp_path: Path) -> None:
    long = "\n\n".join([PROSE] * 8)
    text = f"Vragen stellen\n\n{long}\n\nOver de auteur:\nVera is coach.\n\nLuisteren\n\n{long}"
    outcome = run(tmp_path / "out", save(tmp_path, "a.txt", text))
    assert [one.article.slug for one in outcome.imported] == ["vragen-stellen", "luisteren"]
    assert all(one.notes[0] == "the text holds 2 articles" for one in outcome.imported)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A web server on this machine, from which the import may fetch in these tests."""
    types = {"/pagina": "text/html; charset=utf-8", "/tekst": "text/plain", "/data": "application/json"}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paragraphs = f"<p>{PROSE} {PROSE}</p>" * 4
            html = (
                f"<html><head><title>Vragen</title></head><body><article>{paragraphs}</article></body></html>"
            )
            text = PAGE if self.path == "/tekst" else html
            self.send_response(200)
            self.send_header("Content-Type", types[self.path])
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        here = partial(fetch, allowed=lambda address: address == "127.0.0.1", ports={"http": (port,)})
        monkeypatch.setattr("bot.library.importing.fetching.fetch", here)
        yield f"http://127.0.0.1:{port}"
        server.shutdown()


def test_a_link_is_imported_with_its_address(tmp_path: Path, site: str) -> None:
    outcome = run(tmp_path / "out", f"{site}/pagina", f"{site}/tekst", f"{site}/data")
    assert [one.article.link for one in outcome.imported] == [f"{site}/pagina", f"{site}/tekst"]
    assert [one.article.title for one in outcome.imported] == ["Vragen", "Vragen stellen"]
    assert "is of type application/json" in str(outcome.faults[0])


def test_an_address_that_somebody_wrote_into_an_article_stays_when_its_text_is_imported_again(
    tmp_path: Path,
) -> None:
    source = save(tmp_path, "a.txt")
    (one,) = run(tmp_path / "out", source).imported
    assert one.article.link is None
    written = one.path.read_text(encoding="utf-8")
    one.path.write_text(
        written.replace("---\n\n", "link: https://blad.example/vragen\n---\n\n", 1), encoding="utf-8"
    )
    (again,) = run(tmp_path / "out", source).imported
    assert again.article.link == "https://blad.example/vragen"
    assert load_articles([tmp_path / "out"]).corpus == {"vragen-stellen": again.article}


def test_a_link_to_this_machine_is_refused(tmp_path: Path) -> None:
    outcome = run(tmp_path / "out", "https://127.0.0.1/", "ftp://example.org/a.txt")
    assert "not an address of the public internet" in str(outcome.faults[0])
    assert "starts with https://" in str(outcome.faults[1])


@given(
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.sampled_from(["", "# ", "- ", "\\", "<!-- ", "1. "]),
)
def test_whatever_is_imported_can_be_read_again(text: str, start: str) -> None:
    lines = lines_of(f"{start}{text}\n{PROSE}\n{start}{text}\n{PROSE}\n{start}{text}\n{PROSE}")
    for one in importer.articles_in(Read(lines), "a.txt", {}):
        assert markdown.parse(markdown.write(one.article), one.article.slug, "a.md") == one.article


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    save(tmp_path, "out")
    assert "cannot be written" in str(run(tmp_path / "out", save(tmp_path, "a.txt")).faults[0])


def test_an_imported_article_is_removed_and_the_retelling_is_back(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    save(shipped, "vragen.md", "---\ntitle: Vragen\nretelling: true\n---\n\n## Wat {#wat}\n\nTekst.\n")
    run(tmp_path / "out", save(tmp_path, "a.txt"), known={"vragen": RETELLING, "ander": OTHER})
    assert not load_articles([shipped, tmp_path / "out"]).corpus["vragen"].retelling
    assert importer.remove(tmp_path / "out", "vragen") == tmp_path / "out" / "vragen.md"
    assert load_articles([shipped, tmp_path / "out"]).corpus["vragen"].retelling


@pytest.mark.parametrize("slug", ["weg", "../vragen", "/etc/passwd", ""])
def test_only_an_imported_article_can_be_removed(tmp_path: Path, slug: str) -> None:
    save(tmp_path, "vragen.md")
    run(tmp_path / "out", save(tmp_path, "a.txt"))
    with pytest.raises(ContentError, match="imported articles are: vragen-stellen"):
        importer.remove(tmp_path / "out", slug)
    assert (tmp_path / "vragen.md").exists()
