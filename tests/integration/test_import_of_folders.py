"""A company's folder is imported: what is broken, strange or in the way is told in a sentence, and all else is in."""

from __future__ import annotations

import errno
import os
import resource
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.library.articles import load_articles
from bot.library.importing import files, importer
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.importer import import_articles
from tests.folders import PROSE, archive_of, document_of, run, save, slugs, text_of, told, typed_import


def test_one_broken_document_among_four_is_told_and_the_others_are_in(given: Path, out: Path) -> None:
    for name in ("een", "twee", "drie", "vier"):
        whole = document_of(f"Deel {name}")
        save(given, f"{name}.docx", whole[: len(whole) // 2] if name == "twee" else whole)
    done = typed_import(out, str(given))
    assert done.returncode == 1
    assert slugs(out) == ["deel-drie", "deel-een", "deel-vier"]
    assert done.stderr == (
        f"{given}/twee.docx: is damaged or not there to its end: get it again, or save it anew\n"
    )
    assert done.stdout.endswith("3 article(s) written, 0 updated, 1 fault(s), 0 passed over\n")


def test_what_no_reader_takes_is_told_with_what_to_do(given: Path, out: Path) -> None:
    wrong = {
        "leeg.md": (b"", "is empty"),
        "wit.txt": (b" \n\t\n", "is empty"),
        "tekst.docx": (PROSE.encode(), "is named .docx but holds plain text: name it .txt or .md"),
        "tekst.pdf": (PROSE.encode(), "is named .pdf but holds plain text: name it .txt or .md"),
        "rekenblad.docx": (archive_of(xl__workbook="x"), "is an Excel workbook"),
        "dia.pdf": (archive_of(ppt__presentation="x"), "is a PowerPoint presentation"),
        "pak.docx": (archive_of(andere="x"), "is an archive: unpack it and give the folder"),
        "niets.docx": (archive_of(), "is an archive"),
        "slot.docx": (
            b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
            "is locked with a password: save it without one",
        ),
        "oud.docx": (b"\xd0\xcf\x11\xe0" + bytes(99), "is an old Office file: save it as .docx"),
        "foto.md": (b"\x89PNG\r\n" + bytes(99), "is a picture: only text is imported"),
        "rtf.txt": (b"{\\rtf1 x}", "is rich text (RTF): save it as .docx"),
        "mail.html": (b"MIME-Version: 1.0\n", "is a web archive (.mht): save the page as HTML"),
    }
    for name, (data, _) in wrong.items():
        save(given, name, data)
    os.truncate(save(given, "groot.md", "x"), 500 * 1024 * 1024)
    os.mkfifo(given / "pijp.md")
    save(given, "goed.md", text_of("Goed"))
    outcome = run(out, given)
    said = told(outcome, given)
    for name, (_, sentence) in wrong.items():
        assert said.pop(name).startswith(sentence), name
    assert said.pop("groot.md").startswith("is 524,288,000 bytes, and at most 2,097,152 are read: split it")
    assert said == {"pijp.md": "is no file that can be opened: give the document itself"}
    assert slugs(out) == ["goed"]


def test_a_file_is_read_as_what_it_is_whatever_its_name(given: Path, out: Path) -> None:
    page = (
        f"<!-- een --><!-- twee -->\n<!DOCTYPE html>\n<html><body><article><h1>Pagina</h1><p>{PROSE * 4}</p>"
    )
    save(given, "pagina.md", page)
    save(given, "document.pdf", document_of("Document"))
    save(given, "brief", document_of("Brief"))
    outcome = run(out, given, given / "brief")
    assert slugs(out) == ["brief", "document", "pagina"]
    notes = {one.article.slug: one.notes[0] for one in outcome.imported}
    assert notes["pagina"] == "is named .md and was read as html, which it is"
    assert notes["document"] == "is named .pdf and was read as docx, which it is"
    assert notes["brief"] == "is named without a suffix and was read as docx, which it is"
    assert told(outcome, given) == {"brief": "is of a format that is not read (no suffix)"}


def test_a_folder_is_read_in_depth_and_what_is_passed_over_is_named(given: Path, out: Path) -> None:
    save(given, "a.md", text_of("Boven"))
    save(given, "diep/dieper/B.MD", text_of("Beneden"))
    save(given, "diep/~$brief.docx", b"x")
    save(given, "diep/.verborgen.md", text_of("Verborgen"))
    save(given, ".git/config.md", text_of("Git"))
    save(given, "__MACOSX/a.md", text_of("Mac"))
    save(given, "logo.svg", b"<svg/>")
    (given / "diep" / "lus").symlink_to(given)
    (given / "diep" / "weg.md").symlink_to("nergens")
    (given / "diep" / "kring.md").symlink_to("kring.md")
    (given / "diep" / "zelfde.md").symlink_to(given / "a.md")
    (given / "nul.md").symlink_to("/dev/zero")
    outcome = run(out, given, given / "a.md")
    assert slugs(out) == ["beneden", "boven"]
    assert outcome.faults == ()
    assert told(outcome, given) == {
        "diep/~$brief.docx": "is a lock file of Office: the document itself is read",
        "diep/.verborgen.md": "is a hidden file",
        ".git": "is a hidden folder",
        "__MACOSX": "is what macOS adds to an archive",
        "logo.svg": "is of a format that is not read (.svg)",
        "diep/lus": "is a link to another folder: give that folder itself to have it read",
        "diep/weg.md": "is a link that leads nowhere",
        "diep/kring.md": "is a link that leads nowhere",
        "nul.md": "is no file that can be opened: give the document itself",
    }


def test_a_link_to_itself_and_a_device_are_told_where_they_are_given_by_name(given: Path, out: Path) -> None:
    good = save(given, "goed.md", text_of("Goed"))
    (given / "kring.md").symlink_to("kring.md")
    outcome = run(out, given / "kring.md", "/dev/zero", good)
    assert [fault.message for fault in outcome.faults] == [
        f"cannot be read: {os.strerror(errno.ELOOP)}; look at its name and its rights, or leave it out",
        "is no file that can be opened: give the document itself",
    ]
    assert slugs(out) == ["goed"]


def test_what_a_person_may_not_read_is_told_and_the_rest_is_found(tmp_path: Path) -> None:
    closed = "cannot be read: Permission denied; look at its name and its rights, or leave it out"
    with a_folder_for_all() as given:
        for name in ("a.md", "dicht/b.md", "goed.md"):
            save(given, name, text_of("Een stuk"))
        for name in ("a.md", "dicht"):
            (given / name).chmod(0)
        with as_nobody():
            found = files.find([str(given)])
            with pytest.raises(ImportProblem, match=closed):
                files.opened(str(given / "a.md"))
        assert [os.path.relpath(source, given) for source in found.sources] == ["a.md", "goed.md"]
        assert [(os.path.relpath(one.file, given), one.message) for one in found.faults] == [
            ("dicht", closed)
        ]


def test_a_file_that_disappears_or_changes_while_others_are_imported_is_read_as_it_is_then(
    given: Path, out: Path
) -> None:
    for name in ("a.md", "b.md", "c.md"):
        save(given, name, text_of(f"Deel {name[0]}"))

    def change(done: int, total: int, name: str) -> None:
        if done == 0:
            (given / "b.md").unlink()
            save(given, "c.md", text_of("Nieuw"))

    outcome = import_articles([str(given)], out, {}, change)
    assert told(outcome, given) == {"b.md": "does not exist: give files, folders or links (https://…)"}
    assert slugs(out) == ["deel-a", "nieuw"]


@pytest.mark.parametrize("name", ["bom.docx", "bom.md", "bom.pdf"])
def test_an_archive_that_unpacks_to_ten_gigabytes_is_refused_before_it_is_unpacked(
    given: Path, out: Path, name: str
) -> None:
    packed = bytearray(document_of("Bom"))
    place = packed.find(b"PK\x01\x02")
    while place >= 0:  # the size of each part as its archive's list tells it
        packed[place + 24 : place + 28] = struct.pack("<I", 10 * 2**30 // 4)
        place = packed.find(b"PK\x01\x02", place + 4)
    save(given, name, bytes(packed))
    save(given, "goed.md", text_of("Goed"))
    outcome = run(out, given)
    assert told(outcome, given) == {name: "unpacks to more than 104,857,600 bytes: split it"}
    assert slugs(out) == ["goed"]


def test_of_many_files_three_broken_ones_are_told_and_the_others_are_in(given: Path, out: Path) -> None:
    broken = {"0100.md": b"", "0150.md": b"%PDF-1.7 stuk", "0199.md": b"\0\1\2" * 99}
    for number in range(200):
        name = f"{number:04}.md"
        save(given, name, broken.get(name, text_of(f"Deel {number}").encode()))
    outcome = run(out, given)
    assert sorted(told(outcome, given)) == sorted(broken)
    assert len(slugs(out)) == len(outcome.imported) == 197


@pytest.mark.parametrize(
    "name", ["a\0b.md", "x" * 5000 + ".md", "../" * 2000 + "x.md", "...", "regel\nregel.md", "\udcff.md"]
)
def test_a_name_that_leads_nowhere_is_told_on_one_line(given: Path, out: Path, name: str) -> None:
    outcome = run(out, name, save(given, "goed.md", text_of("Goed")))
    (fault,) = outcome.faults
    assert str(fault).isprintable()
    assert "does not exist" in fault.message or "cannot be read" in fault.message
    assert slugs(out) == ["goed"]


@pytest.mark.parametrize(
    "name", ["....md", "x" * 250 + ".md", "[rood] \x1b[31m.md", "\udcff.md", "-.md", "é è.md"]
)
def test_an_article_of_a_file_with_any_name_stays_in_the_folder_and_can_be_read(
    given: Path, out: Path, name: str
) -> None:
    given.mkdir()
    path = os.path.join(given, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(PROSE * 4)
    (one,) = run(out, path).imported
    assert one.path.parent == out
    assert len(one.path.name) <= 70
    assert load_articles([out]).corpus == {one.article.slug: one.article}
    assert [again.path for again in run(out, path).imported] == [one.path]


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "/etc/passwd", "..", "\u202e\u2066", "C:\\con", "a" * 199]
)
def test_a_title_never_leads_out_of_the_folder(given: Path, out: Path, title: str) -> None:
    outcome = run(out, save(given, "a.md", text_of(title)))
    assert [path.parent for path in out.iterdir()] == [out] * len(outcome.imported)
    assert len(outcome.imported) + len(outcome.faults) == 1


@contextmanager
def a_folder_for_all() -> Iterator[Path]:
    """A folder that everybody may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of the administrator, whom no right of a file holds back."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@contextmanager
def a_disk_with_room_for(size: int) -> Iterator[None]:
    """No file can become larger while this lasts, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_what_fits_is_in_and_the_rest_is_told_and_leaves_nothing_behind(
    given: Path, out: Path
) -> None:
    first = run(out, save(given, "b.md", text_of("Lang"))).imported[0].path.read_bytes()
    save(given, "a.md", text_of("Kort"))
    save(given, "b.md", text_of("Lang", PROSE * 20))
    with a_disk_with_room_for(2000):
        outcome = run(out, given)
    assert {path.name: path.read_bytes() == first for path in out.iterdir()} == {
        "kort.md": False,
        "lang.md": True,
    }
    assert told(outcome, given)["b.md"].startswith(
        f"cannot be written to {out}/lang.md: File too large; nothing of it"
    )


def test_an_article_that_the_bot_would_refuse_is_not_written(given: Path, out: Path) -> None:
    save(out, "goed.md", "---\ntitle: Goed\n---\n\n## Wat {#wat}\n\nTekst.\n")
    outcome = run(out, save(given, "lang.txt", "Titel\n\n" + (PROSE + "\n\n") * 22_000))
    assert outcome.imported == ()
    assert "split it" in outcome.faults[0].message
    assert slugs(out) == ["goed"]


def test_an_import_of_many_files_is_summed_up_on_one_screen(given: Path, out: Path) -> None:
    for number in range(40):
        save(given, f"{number:02}.md", "" if number % 10 == 9 else text_of(f"Deel {number}"))
        save(given, f"{number:02}.png", b"x")
    done = typed_import(out, str(given))
    assert done.returncode == 1
    assert len(slugs(out)) == 36
    assert [line.rsplit("/", 1)[1] for line in done.stderr.splitlines()] == [
        f"{number}.md: is empty" for number in ("09", "19", "29", "39")
    ]
    assert len(done.stdout.splitlines()) < 24
    assert " and 20 more (--verbose lists them)" in done.stdout
    assert done.stdout.endswith("36 article(s) written, 0 updated, 4 fault(s), 40 passed over\n")
    whole = typed_import(out, "--verbose", str(given)).stdout
    assert all(f"{number:02}.png" in whole for number in range(40))
    assert whole.count("\nupdated ") + whole.startswith("updated ") == 36


def test_an_import_beside_a_broken_article_says_that_the_bot_uses_none_before_it_is_mended(
    given: Path, out: Path
) -> None:
    save(out, "stuk.md", "geen artikel")
    done = typed_import(out, save(given, "goed.md", text_of("Goed")))
    assert done.returncode == 1
    assert "the bot uses none of this folder before these are mended" in done.stderr
    assert f"{out}/stuk.md:1: has no front matter" in done.stderr


def test_what_is_read_is_looked_at_in_another_process(
    given: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "articles_in", None)
    assert len(run(out, save(given, "goed.md", text_of("Goed"))).imported) == 1
