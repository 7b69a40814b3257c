"""Files of every kind are read as well as possible, and what cannot be read is refused with a reason."""

import pickle
import sys
from pathlib import Path

import pytest

from bot.library.importing import files, reading
from bot.library.importing.blocks import ImportProblem
from tests.importing import PROSE, kept, read, refused
from tests.pdf_files import pdf_of


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_text_is_read_in_utf_8_and_utf_16() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        found = read("Eén idee".encode(encoding), "text")
        assert (kept(found.blocks), found.notes) == ([("line", "Eén idee")], ())


def test_text_in_windows_1252_is_read_and_noted() -> None:
    for kind in ("text", "markdown"):
        found = read("Eén ‘idee’".encode("cp1252"), kind)
        assert found.blocks[0].text == "Eén ‘idee’"
        assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"x" * 10 * 1024 * 1024, "10,485,760 bytes, and at most 2,097,152"),
        ("a.xls", b"x", "format that cannot be imported; formats are: .txt"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = save(tmp_path, name, data)
    with pytest.raises(ImportProblem) as error:
        files.opened(str(path))
    assert words in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="does not exist"):
        files.opened(str(tmp_path / "weg.txt"))


@pytest.mark.parametrize("kind", sorted(set(reading.KINDS.values())))
@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02" * 100, bytes(range(1, 32)) * 10, b"\xff\x81\x8d", b"PK\x03\x04x", b"%PDF-x"]
)
def test_whatever_bytes_a_reader_gets_it_reads_them_or_says_in_one_sentence_why_not(
    kind: str, data: bytes
) -> None:
    sentence = ""
    try:
        blocks = read(data, kind).blocks
    except ImportProblem as problem:
        blocks, sentence = (), problem.sentence
    assert bool(blocks) != bool(sentence)
    assert "\n" not in sentence


def test_what_is_read_and_what_is_refused_can_be_sent_to_another_process() -> None:
    for data, kind in ((PROSE.encode(), "markdown"), (pdf_of([[PROSE]], Title="Een titel"), "pdf")):
        found = read(data, kind)
        assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(ImportProblem) as error:
        read("---\ntitle: Vragen\nreplaces: X\n---\n", name="a.md")
    again = pickle.loads(pickle.dumps(error.value))
    assert (again.sentence, again.faults) == (error.value.sentence, error.value.faults)
    assert [fault.line for fault in again.faults] == [3, 5]


@pytest.mark.parametrize(
    ("kind", "module"), [("html", "lxml.html"), ("pdf", "pypdf"), ("docx", "docx"), ("markdown", "lxml.html")]
)
def test_a_library_that_is_not_installed_is_named_with_what_to_do(
    kind: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert "pip install '.[documents]'" in refused(b"<p>x</p>\n", kind)
