"""The whole search on a small corpus of our own, with the real tantivy, dictionaries and stemmer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.search.building import OutdatedIndex, is_current, on_disk
from bot.answers.search.index import PassageIndex
from bot.answers.search.question.reading import MOST_CONCEPTS, MOST_KEYS
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.library.passages import Article, Findings, Section

LISTS = {
    "stopwords.txt": "de het een en van in op aan te dat die je niet hoe wat is zijn er met voor om naar als",
    "stopwords_english.txt": "you the a to of how do your not is and",
    "weak.txt": "maken doen gebruiken goed",
    "compounds.txt": "talent community social media",
    "domain.yaml": "- [leidinggevende, baas, chef]\n- [volhouden, lange adem]\n- [verdwijnen, met stille trom]\n",
    "english.yaml": "listen: [luisteren]\nadmit: [toegeven]\nmistake: [fout]\nlet go: [loslaten]\n",
}
TUIN = Article(
    "tuin",
    "De tuin van het team",
    (
        Section(
            "snoeien",
            "Snoeien doet bloeien",
            (
                "Een leidinggevende snoeit af en toe in de agenda. Wie taken loslaat, merkt dat medewerkers groeien.",
                "Vergaderingen die niemand mist, kunnen weg. Log ook eens een middag niet in.",
            ),
            ("Hoe maak ik ruimte in mijn week?", "What can I drop from my calendar?"),
        ),
        Section(
            "water",
            "Water geven",
            (
                "Luister naar wat er speelt. Geef fouten toe, ook de kleine: dat maakt het veilig om te leren.",
            ),
        ),
    ),
)
KAS = Article(
    "kas",
    "Uit de kas",
    (
        Section(
            "talent",
            "Nieuw talent",
            (
                "Een talentcommunity groeit langzaam; je hebt een lange adem nodig.",
                "De werving van stagiairs begint met een goed gesprek over ‘café-ervaring’.",
            ),
        ),
        Section("oogst", "Oogsten", ("Tel de appels pas in oktober. De boomgaard vertrok met stille trom.",)),
    ),
)
CORPUS = {"tuin": TUIN, "kas": KAS}
WORDS = [
    "leidinggevende",
    "fouten",
    "OR",
    "NOT",
    '"',
    "*",
    "~",
    "talent",
    "community",
    "é",
    "😀",
    "\0",
    "ابحث",
    "a" * 90,
]
HOSTILE = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    folder = tmp_path_factory.mktemp("language")
    for name, text in LISTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def index(language: Language) -> PassageIndex:
    return PassageIndex(CORPUS, language=language)


def section(findings: Findings) -> str:
    return findings.hits[0].passage.section if findings.hits else ""


@pytest.mark.parametrize(
    ("question", "expected", "asked", "found", "relation"),
    [
        ("appels", "oogst", "appels", "appels", "word"),
        ("appel", "oogst", "appel", "appels", "inflection"),
        ("onveilig", "water", "onveilig", "veilig", "inflection"),
        ("stagiair werven", "talent", "werven", "werving", "inflection"),
        ("inloggen", "snoeien", "inloggen", "Log", "inflection"),
        ("talent community", "talent", "community", "talentcommunity", "compound"),
        ("community", "talent", "community", "talentcommunity", "compound"),
        ("talentgesprek", "talent", "talentgesprek", "gesprek", "compound"),
        ("leidingevende", "snoeien", "leidingevende", "leidinggevende", "typo"),
        ("baas", "snoeien", "baas", "leidinggevende", "synonym"),
        ("volhouden", "talent", "volhouden", "lange adem", "synonym"),
        ("verdwijnen", "oogst", "verdwijnen", "met stille trom", "synonym"),
        ("how do you listen", "water", "listen", "Luister", "translation"),
        ("how to admit your mistakes", "water", "mistakes", "fouten", "translation"),
        ("letting go", "snoeien", "letting", "loslaat", "translation"),
        ("week", "snoeien", "week", "Hoe maak ik ruimte in mijn week?", "question"),
    ],
)
def test_a_passage_is_found_and_says_why(
    index: PassageIndex, question: str, expected: str, asked: str, found: str, relation: str
) -> None:
    findings = index.search(question)
    assert section(findings) == expected
    assert (asked, found, relation) in [(m.asked, m.found, m.relation) for m in findings.hits[0].matches]


@pytest.mark.parametrize(
    "question", ["", "   ", "de het een", "\0\0", "?!", "parkeerplaats reserveren", "qwxzvb"]
)
def test_what_the_articles_do_not_say_gets_no_hits(index: PassageIndex, question: str) -> None:
    findings = index.search(question)
    assert findings.hits == ()
    assert findings.certainty == "none"


def test_a_whole_answer_is_sure_and_half_an_answer_is_a_guess(index: PassageIndex) -> None:
    assert index.search("fouten toegeven").certainty == "sure"
    assert index.search("appels medewerkers").certainty == "maybe"


@settings(deadline=None, max_examples=300)
@given(question=HOSTILE, limit=st.integers(0, 5))
def test_any_text_is_a_question_and_every_highlight_is_a_whole_word_of_the_passage(
    index: PassageIndex, question: str, limit: int
) -> None:
    findings = index.search(question, limit)
    assert len(findings.hits) <= limit
    for hit in findings.hits:
        text, before = hit.passage.text, 0
        for start, end in hit.highlights:
            assert before <= start < end <= len(text)
            assert not text[start - 1 : start].isalnum()
            assert not text[end : end + 1].isalnum()
            assert text[start].isalnum()
            before = end
        for match in hit.matches:
            assert match.found in text or match.relation == "question"


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_a_question_of_any_length_is_read(index: PassageIndex, size: int) -> None:
    question = ("leidinggevende taken medewerkers agenda " * size)[:size]
    assert index.search(question).hits


def test_highlights_count_characters_behind_accents_and_quotes(index: PassageIndex) -> None:
    hit = index.search("café-ervaring").hits[0]
    assert [hit.passage.text[start:end] for start, end in hit.highlights] == ["café-ervaring"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["leidinggevende", "fouten", "talent", "appels", "medewerkers"]),
        min_size=1,
        unique=True,
    )
)
def test_fewer_are_the_first_of_more(index: PassageIndex, words: list[str]) -> None:
    question = " ".join(words)
    whole = index.search(question, 10).hits
    assert index.search(question, 2).hits == whole[:2]


def test_the_order_is_the_same_every_time(language: Language, index: PassageIndex) -> None:
    again = PassageIndex(dict(reversed(CORPUS.items())), language=language)
    for question in ("leidinggevende fouten talent", "medewerkers", "groei"):
        assert [hit.passage.id for hit in again.search(question).hits] == [
            hit.passage.id for hit in index.search(question).hits
        ]


def test_a_corpus_without_articles_answers_nothing(language: Language) -> None:
    assert PassageIndex({}, language=language).search("leidinggevende").certainty == "none"


def test_an_index_on_disk_answers_as_one_in_memory(
    tmp_path: Path, language: Language, index: PassageIndex
) -> None:
    counted: list[int] = []
    on_disk(tmp_path / "index", iter(CORPUS.values()), language, content="een", progress=counted.append)
    opened = PassageIndex(tmp_path / "index", language=language)
    for question in ("baas", "talent community", "lange adem", "week", "parkeerplaats"):
        assert opened.search(question) == index.search(question)
    assert counted == [1, 2]


def test_an_index_is_known_again_by_its_content_and_its_lists(tmp_path: Path, language: Language) -> None:
    folder = tmp_path / "index"
    assert not is_current(folder, language, "een")
    on_disk(folder, CORPUS.values(), language, content="een")
    assert is_current(folder, language, "een")
    assert not is_current(folder, language, "twee")


def test_an_index_that_was_made_with_another_version_is_refused(tmp_path: Path, language: Language) -> None:
    folder = tmp_path / "index"
    on_disk(folder, CORPUS.values(), language)
    stored = json.loads((folder / "fingerprint").read_text())
    stored["analysis"][-1] = "PyStemmer 0.0"
    (folder / "fingerprint").write_text(json.dumps(stored))
    with pytest.raises(OutdatedIndex, match="other lists or versions"):
        PassageIndex(folder, language=language)


def test_an_index_is_replaced_only_when_the_new_one_is_complete(tmp_path: Path, language: Language) -> None:
    folder = tmp_path / "index"
    on_disk(folder, CORPUS.values(), language)

    def broken() -> object:
        yield TUIN
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        on_disk(folder, broken(), language)  # type: ignore[arg-type]
    assert PassageIndex(folder, language=language).search("talent").hits


def test_a_folder_without_an_index_is_refused(tmp_path: Path, language: Language) -> None:
    with pytest.raises(OutdatedIndex):
        PassageIndex(tmp_path / "nergens", language=language)


def test_the_work_of_a_question_is_bounded_whatever_is_asked() -> None:
    shipped = load(LANGUAGE)
    most = sorted(
        (word for word in shipped.synonyms if word.isalpha()), key=lambda w: -len(shipped.synonyms_of(w))
    )
    large = PassageIndex(CORPUS, language=shipped)
    concepts = large.reader.read(" ".join(most[:400]))
    assert len(concepts) <= 2 * MOST_CONCEPTS
    assert all(len(concept.keys) <= MOST_KEYS for concept in concepts)
