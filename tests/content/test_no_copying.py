"""No sentence of the originals stands in the project: no run of eight words, and no sentence of a tip or a retelling
that only puts the words of one in another order. No name or title needs an exception."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import Stemmer

from bot.core.inputs.text_files import read_text
from bot.library import shipped
from tests.content.plain_language import sentences

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "articles" / "raw"
RUN = 8

PARTS = ("bot", "nudges", "tests", "config", "*.md")
SUFFIXES = {".py", ".md", ".yaml", ".yml", ".txt", ".json", ".jsonl", ".toml"}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))


def copied(text: str, originals: set[tuple[str, ...]]) -> list[str]:
    return [" ".join(run) for run in runs(text) if run in originals]


@pytest.mark.skipif(
    not RAW.is_dir(), reason="the originals are not here: ../shared/articles/raw beside the repository"
)
def test_nothing_of_the_originals_is_copied() -> None:
    originals = {run for page in RAW.glob("*.txt") for run in runs(page.read_text(encoding="utf-8"))}
    assert len(originals) > 5_000
    files = [
        file
        for part in PARTS
        for path in ROOT.glob(part)
        for file in ([path] if path.is_file() else path.rglob("*"))
    ]
    texts = [file for file in files if file.suffix in SUFFIXES and file.is_file()]
    assert len(texts) > 20
    found = {
        str(file.relative_to(ROOT)): runs_found
        for file in texts
        if (runs_found := copied(file.read_text(encoding="utf-8"), originals))
    }
    assert found == {}


def test_a_run_of_eight_words_is_found_over_line_ends_and_signs_and_seven_are_not() -> None:
    original = "Zeven woorden staan hier, en dan nog één."
    originals = set(runs(original))
    assert copied("Hij zei: ‘zeven woorden staan\nhier en dan NOG één!’", originals) != []
    assert copied("woorden staan hier en dan nog één", originals) == []


STEMMER = Stemmer.Stemmer("dutch")
STOPWORDS = frozenset(
    word
    for line in read_text(ROOT / "nudges" / "language" / "stopwords.txt").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
SHARE, WORDS, CONTENT = 0.8, 6, 3
"""A sentence of so many words, of which so many carry content, takes at most this share of them from one sentence."""


def content(sentence: str) -> frozenset[str]:
    return frozenset(STEMMER.stemWords([word for word in letters(sentence) if word not in STOPWORDS]))


def letters(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", sentence.lower())


def reshuffled(text: str, originals: list[frozenset[str]]) -> list[str]:
    """The sentences whose words of content come almost all from one sentence of an original."""
    found = []
    for sentence in sentences(text):
        words_of_content = content(sentence)
        if len(letters(sentence)) < WORDS or len(words_of_content) < CONTENT:
            continue
        if max(len(words_of_content & one) for one in originals) > SHARE * len(words_of_content):
            found.append(sentence)
    return found


@pytest.mark.skipif(
    not RAW.is_dir(), reason="the originals are not here: ../shared/articles/raw beside the repository"
)
def test_no_sentence_of_a_tip_or_a_retelling_is_a_reshuffled_one_of_an_original() -> None:
    lines = [line for page in RAW.glob("*.txt") for line in page.read_text(encoding="utf-8").splitlines()]
    originals = [content(sentence) for line in lines for sentence in sentences(line)]
    found = shipped.articles(Path("none"))
    library = shipped.library(found, [])
    voices = [voice for tip in library.tips.values() for voice in (tip.team, tip.lead) if voice]
    texts = [text for one in voices for text in (one.title, one.why, one.do, one.now, *one.steps)]
    texts += [tip.question for tip in library.tips.values()]
    texts += [
        paragraph
        for article in found.corpus.values()
        for section in article.sections
        for paragraph in section.paragraphs
    ]
    assert [sentence for text in texts for sentence in reshuffled(text, originals)] == []


def test_a_sentence_in_another_order_is_found_and_one_with_words_of_its_own_is_not() -> None:
    originals = [content("De gele fiets van de buurman staat al weken achter de kleine schuur.")]
    assert reshuffled("Achter de kleine schuur staat weken de gele fiets.", originals)
    assert not reshuffled("Achter de kleine schuur staat een auto met vier lekke banden.", originals)
