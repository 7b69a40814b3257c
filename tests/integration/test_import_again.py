"""What was imported is imported again: each document keeps its place, and none takes that of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import markdown
from tests.folders import PROSE, run, save, slugs, text_of


def test_two_files_with_one_title_are_both_in_and_keep_their_names(given: Path, out: Path) -> None:
    save(given, "a/index.md", text_of("Verlof"))
    save(given, "b/index.md", text_of("Verlof", PROSE.replace("week", "maand")))
    first = run(out, given)
    assert [one.article.slug for one in first.imported] == ["verlof", "verlof-2"]
    assert first.imported[1].notes == (
        f"has the title of 'verlof' ({given}/a/index.md); both are kept, and `articles remove NAME` deletes one",
    )
    for sources in ([given], [given / "b", given / "a"], [given / "b" / "index.md"]):
        again = run(out, *sources)
        assert all(one.updated and not one.notes for one in again.imported)
        assert {one.article.slug: "maand" in str(one.article) for one in again.imported} == {
            slug: slug == "verlof-2" for slug in ("verlof", "verlof-2")[len(again.imported) % 2 :]
        }


def test_a_document_of_the_same_title_from_elsewhere_overwrites_nothing(given: Path, out: Path) -> None:
    run(out, save(given, "oud/verlof.md", text_of("Verlof")))
    save(out, "ziekte.md", "---\ntitle: Ziekte\n---\n\n## Wat {#wat}\n\nMet de hand geschreven.\n")
    before = {path: path.read_bytes() for path in out.iterdir()}
    outcome = run(
        out,
        save(given, "nieuw/verlof.md", text_of("Verlof", PROSE.replace("week", "dag"))),
        save(given, "ziekte.md", text_of("Ziekte")),
    )
    assert [one.article.slug for one in outcome.imported] == ["verlof-2", "ziekte-2"]
    assert [one.notes[0].split(";")[0] for one in outcome.imported] == [
        f"has the title of 'verlof' ({given}/oud/verlof.md)",
        "has the title of 'ziekte' (which was written by hand)",
    ]
    assert {path: path.read_bytes() for path in before} == before


def test_a_document_that_got_another_title_keeps_its_place_and_the_questions_that_were_added(
    given: Path, out: Path
) -> None:
    source = save(given, "verlof.md", text_of("Verlof") + "\n\n## Aanvragen\n\n" + PROSE)
    (one,) = run(out, source).imported
    asked = markdown.write(one.article) + "\n<!-- questions\n- Hoe vraag ik verlof aan?\n-->\n"
    one.path.write_text(asked, encoding="utf-8")
    save(given, "verlof.md", text_of("Verlof en vakantie") + "\n\n## Aanvragen\n\n" + PROSE * 2)
    (again,) = run(out, source).imported
    assert (again.path, again.updated, again.article.title) == (one.path, True, "Verlof en vakantie")
    assert again.article.sections[-1].questions == ("Hoe vraag ik verlof aan?",)
    assert slugs(out) == ["verlof"]


def test_an_article_in_our_own_format_is_known_by_its_name_and_taken_as_it_is(given: Path, out: Path) -> None:
    ours = (
        '---\ntitle: "Verlof"\n---\n\n## Wat {#wat}\n\nVerlof vraag je aan.\n\n<!-- questions\n- Hoe?\n-->\n'
    )
    source = save(given, "mijn-verlof.md", ours)
    for text in (ours, ours.replace("<!-- questions\n- Hoe?\n-->\n", "Op tijd.\n")):
        save(given, "mijn-verlof.md", text)
        (one,) = run(out, source).imported
        assert one.path.read_text(encoding="utf-8") == text
    assert slugs(out) == ["mijn-verlof"]


def without_its_document(path: Path) -> None:
    """Makes of an article what an import wrote before articles said which document they came of."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("file:")), encoding="utf-8")


LONG = "".join(f"Op dag {day} bespreekt het team wat er goed ging. " for day in range(12))


@pytest.mark.parametrize("title", ["Verlof", "Verlof en zorg"])
def test_an_article_that_does_not_say_its_document_is_known_by_its_sentences(
    given: Path, out: Path, title: str
) -> None:
    (first,) = run(out, save(given, "a.md", text_of("Verlof", LONG))).imported
    without_its_document(first.path)
    save(
        out,
        "ander.md",
        "---\ntitle: Ander\n---\n\n## Wat {#wat}\n\nEen heel andere tekst over iets anders dan verlof.\n",
    )
    more = LONG + "Er staat nu ook nog iets meer in."
    (again,) = run(out, save(given, "a.md", text_of(title, more))).imported
    assert (again.updated, again.path) == (True, first.path)
    assert slugs(out) == ["ander", "verlof"]
    assert "did not say its document" in again.notes[-1]
    assert "did not say" not in " ".join(run(out, given / "a.md").imported[0].notes)


def test_an_article_without_a_document_and_with_another_text_is_not_overwritten(
    given: Path, out: Path
) -> None:
    written = (
        "---\ntitle: Verlof\n---\n\n## Wat {#wat}\n\nWie dit schreef, deed dat zelf, en zo blijft het.\n"
    )
    save(out, "verlof.md", written)
    (one,) = run(out, save(given, "a.md", text_of("Verlof", LONG))).imported
    assert (one.updated, one.path.name) == (False, "verlof-2.md")
    assert (out / "verlof.md").read_text(encoding="utf-8") == written
    assert "which was written by hand" in one.notes[-1]


def test_a_document_that_quotes_a_whole_short_article_does_not_take_its_place(given: Path, out: Path) -> None:
    quoted = "Wie dit schreef, deed dat zelf, en zo blijft het."
    save(out, "kort.md", f"---\ntitle: Kort\n---\n\n## Wat {{#wat}}\n\n{quoted}\n")
    (one,) = run(out, save(given, "a.md", text_of("Verlof", f"{LONG}{quoted}"))).imported
    assert (one.updated, slugs(out)) == (False, ["kort", "verlof"])


def test_an_article_with_the_address_of_a_document_is_updated_by_it(given: Path, out: Path) -> None:
    link = "link: https://blad.example/verlof"
    save(out, "verlof.md", f"---\ntitle: Verlof\n{link}\n---\n\n## Wat {{#wat}}\n\nZo was het toen.\n")
    text = f"---\ntitle: Verlof\nlayout: post\n{link}\n---\n\n{LONG}"
    (one,) = run(out, save(given, "a.md", text)).imported
    assert (one.updated, slugs(out)) == (True, ["verlof"])
