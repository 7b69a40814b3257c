"""Whose passage comes first, what is never an answer, what makes an answer sure, and what meaning adds."""

from __future__ import annotations

import threading
from pathlib import Path
from unittest import mock

import pytest

from bot.answers.search.candidates import Candidates
from bot.answers.search.explaining import explain
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.embedders import Installed
from bot.answers.search.meaning.likeness import Meaning
from bot.answers.search.meaning.vectors import Store
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.library.articles import load_articles
from bot.library.passages import Article, Section
from tests.benchmarks.search_chat import wrapped
from tests.benchmarks.search_wrappings import DEVELOPED, worded

ARTICLES = Path(__file__).parents[2] / "nudges" / "articles"
OWN = Article(
    "gids",
    "Onze gids",
    (
        Section(
            "bereikbaarheid",
            "Bereikbaarheid",
            (
                "Na zes uur hoef je geen telefoon op te nemen. Wie dienst heeft, staat in het rooster; de anderen zijn"
                " dan vrij om hun toestel uit te zetten tot de volgende ochtend.",
            ),
        ),
        Section(
            "kosten",
            "Wat je terugkrijgt",
            (
                "Heb je voor een afspraak gereisd, dan krijg je het treinkaartje terug. Stuur de bon in een maand naar"
                " de administratie; het bedrag staat bij je volgende loon.",
            ),
        ),
        Section(
            "wie",
            "Over Kees van Dijk",
            (
                "Kees van Dijk is trainer en schreef deze gids over bereikbaarheid en leiderschap. Hij begeleidt teams"
                " die beter willen samenwerken, en geeft lezingen over controle loslaten.",
            ),
        ),
    ),
)


@pytest.fixture(scope="module")
def language() -> Language:
    return load(LANGUAGE)


@pytest.fixture(scope="module")
def index(language: Language) -> PassageIndex:
    shipped = load_articles([ARTICLES]).corpus
    return PassageIndex({**shipped, "gids": OWN}, language=language, shipped=shipped)


def test_a_companys_own_heading_comes_first_and_is_sure(index: PassageIndex) -> None:
    found = index.search("bereikbaarheid?")
    assert found.hits[0].passage.id == "gids/bereikbaarheid/1"
    assert found.certainty == "sure"


def test_of_two_passages_that_say_the_same_the_companys_own_comes_first(language: Language) -> None:
    text = "Een leidinggevende die luistert, hoort eerder wat er speelt in het team en waar mensen tegenaan lopen."
    both = {
        slug: Article(slug, "Luisteren", (Section("a", "Wat je hoort", (text,)),))
        for slug in ("aaa-van-de-bot", "eigen")
    }
    index = PassageIndex(both, language=language, shipped={"aaa-van-de-bot"})
    assert [hit.passage.article for hit in index.search("luisteren naar het team").hits] == [
        "eigen",
        "aaa-van-de-bot",
    ]


def test_a_shipped_passage_is_never_sure_above_one_of_the_company(language: Language) -> None:
    other = "Wie controle wil loslaten over de telefoon, zet het toestel uit en legt het een middag weg in een la."
    shipped = load_articles([ARTICLES]).corpus
    own = Article("eigen", "Telefoon", (Section("a", "Het toestel", (other,)),))
    alone = PassageIndex(shipped, language=language, shipped=shipped).search("loslaten van controle")
    found = PassageIndex({**shipped, "eigen": own}, language=language, shipped=shipped).search(
        "loslaten van controle"
    )
    assert alone.certainty == "sure"
    assert found.hits[0].passage.article == "eigen" or found.certainty == "maybe"


def test_who_wrote_an_article_is_never_an_answer(index: PassageIndex) -> None:
    for question in (
        "Kees van Dijk trainer",
        "lezingen over controle loslaten",
        "bereikbaarheid en leiderschap",
    ):
        assert "gids/wie/1" not in [hit.passage.id for hit in index.search(question, 20).hits]


@pytest.mark.parametrize(
    "question", ["hoe laat is het", "stop", "doe maar", "wie heeft jou gemaakt?", "weer maandag"]
)
def test_a_question_without_a_word_of_content_is_not_searched(index: PassageIndex, question: str) -> None:
    assert index.search(question).certainty == "none"


@pytest.mark.parametrize(
    "question", ["verlofdagen opnemen", "okrs voor het team", "hoe voer ik een verzuimgesprek"]
)
def test_a_topic_that_the_articles_lack_is_not_answered_from_what_stands_near_it(
    index: PassageIndex, question: str
) -> None:
    assert index.search(question).certainty != "sure"


def test_a_topic_is_found_as_soon_as_an_article_treats_it(index: PassageIndex) -> None:
    text = "Tijdens een verzuimgesprek vraag je wat iemand nog wel kan, en niet wat hem mankeert: dat is voor de arts."
    shipped = load_articles([ARTICLES]).corpus
    own = Article("eigen", "Gids", (Section("a", "Vragen die mogen", (text,)),))
    found = PassageIndex({**shipped, "eigen": own}, shipped=shipped).search("hoe voer ik een verzuimgesprek")
    assert found.hits[0].passage.article == "eigen"


@pytest.mark.parametrize(
    "question", ["loslaten van controle", "omgaan met te veel e-mails", "vier stappen uit de spagaat"]
)
def test_chat_around_a_question_changes_no_answer(index: PassageIndex, question: str) -> None:
    expected = index.search(question).hits[0].passage
    assert {text: index.search(text).hits[0].passage for text in wrapped(question)} == dict.fromkeys(
        wrapped(question), expected
    )


@pytest.mark.parametrize("wrapping", DEVELOPED)
@pytest.mark.parametrize("question", ["loslaten van controle", "hoe ga je om met te veel e-mails"])
def test_what_people_tell_around_a_question_changes_no_answer(
    index: PassageIndex, question: str, wrapping: str
) -> None:
    expected, found = index.search(question), index.search(worded(wrapping, question))
    assert [hit.passage for hit in found.hits[:1]] == [hit.passage for hit in expected.hits[:1]] != []


def test_a_place_beside_what_the_articles_lack_answers_nothing(index: PassageIndex) -> None:
    assert not index.search("krijg de planning niet rond, te weinig volk op de afdeling").hits


@pytest.mark.parametrize(
    "text",
    [
        "sebiet een overleg met de directie, kort: {}",
        "Vraag van onze stagiair: {}",
        "zeg mannekes, {}",
        "yo bot {}",
        "het ligt misschien aan mij maar {}",
        "{} - moet straks een presentatie geven",
        "{}, want mijn zwager begon erover op een verjaardag",
    ],
)
@pytest.mark.parametrize("question", ["loslaten van controle", "hoe ga je om met te veel e-mails"])
def test_what_is_said_before_or_behind_a_question_changes_no_answer(
    index: PassageIndex, text: str, question: str
) -> None:
    expected, found = index.search(question), index.search(text.format(question))
    assert [hit.passage for hit in found.hits[:1]] == [hit.passage for hit in expected.hits[:1]] != []


def test_meaning_finds_what_no_word_of_the_question_says(index: PassageIndex, tmp_path: Path) -> None:
    question = "moet ik 's avonds opnemen als de zaak belt"
    words = index.search(question)
    index.meanings = Meaning(Installed(), Store(tmp_path, "model"))
    assert not index.search(question).asked
    index.meanings.make(index.texts, threading.Event(), lambda _done, _all: None)
    open_ = index.search(question)
    assert open_.open
    found = index.deepened(open_, index.meaning(open_))
    index.meanings = None
    assert found.asked
    assert not found.open
    assert "gids/bereikbaarheid/1" in [hit.passage.id for hit in found.hits]
    assert words.certainty != "sure"


@pytest.mark.parametrize(
    ("question", "answered"),
    [("puppy's op kantoor", True), ("rijwielstalling", False), ("hoe laat is het", False)],
)
def test_a_question_of_which_no_word_is_known_gets_a_guess_where_the_meaning_is_near(
    question: str, answered: bool, tmp_path: Path
) -> None:
    dogs = "Neem je je hond mee, spreek dan af waar hij ligt en wie hem uitlaat. Wie allergisch is, zit ergens anders."
    bikes = "Wie op de fiets komt, krijgt een vergoeding voor elke kilometer. Zet hem achter het gebouw neer."
    sections = (Section("a", "Honden op kantoor", (dogs,)), Section("b", "Fietsen", (bikes,)))
    index = PassageIndex({"gids": Article("gids", "Gids", sections)})
    assert not index.search(question).hits
    index.meanings = Meaning(Installed(), Store(tmp_path, "model"))
    index.meanings.make(index.texts, threading.Event(), lambda _done, _all: None)
    words = index.search(question)
    found = index.deepened(words, index.meaning(words))
    assert [hit.passage.id for hit in found.hits] == (["gids/a/1"] if answered else [])
    assert found.certainty == ("maybe" if answered else "none")


def test_what_stands_above_a_passage_is_covered_as_what_it_says(language: Language) -> None:
    text = (
        "Leden mogen {}stemmen, elk voor zich en voor wie hen machtigt. Wie niet komt, geeft dat vooraf door."
    )
    question = "stemmen van leden op de ledenvergadering"

    def confidence(heading: str, words: str) -> float:
        section = Section("a", heading, (text.format(words),))
        others = tuple(
            Section(f"x{n}", "Iets anders", (f"Hier staat wat niemand vroeg, en wel voor de {n}e keer.",))
            for n in range(30)
        )
        index = PassageIndex({"gids": Article("gids", "Gids", (section, *others))}, language=language)
        return explain(index, question).passages[0].confidence

    elsewhere = confidence("Regels", "")
    above = confidence("Ledenvergadering", "")
    within = confidence("Regels", "op de ledenvergadering ")
    assert elsewhere < above < within
    assert above - elsewhere > 0.8 * (within - elsewhere)


def test_words_alone_do_not_settle_a_shipped_answer_where_an_own_passage_may_say_the_same(
    language: Language, tmp_path: Path
) -> None:
    shipped = load_articles([ARTICLES]).corpus
    own = "De controle van de brandblussers is in maart; wie iets mist, meldt dat bij de receptie van het gebouw."
    question = "loslaten van controle"

    def search(own: str) -> tuple[str, bool]:
        articles = {**shipped, "eigen": Article("eigen", "Gids", (Section("a", "Tot slot", (own,)),))}
        index = PassageIndex(articles, language=language, shipped=shipped)
        index.meanings = Meaning(Installed(), Store(tmp_path, "model"))
        found = index.search(question)
        assert found.hits[0].passage.article in shipped
        return found.certainty, found.open

    assert search(own) == ("sure", True)
    assert search("Er is soep op dinsdag en brood op woensdag, voor iedereen die dan in het gebouw is.") == (
        "sure",
        False,
    )


def test_vectors_are_made_once_and_only_for_passages_without_questions(
    index: PassageIndex, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    embedder = Installed()
    Meaning(embedder, Store(tmp_path, embedder.name)).make(
        index.texts, threading.Event(), lambda *both: told.append(both)
    )
    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)
    again: list[tuple[int, int]] = []
    Meaning(embedder, Store(tmp_path, embedder.name)).make(
        index.texts, threading.Event(), lambda *both: again.append(both)
    )
    assert again == [(2, 2)]


def test_what_an_interruption_left_half_written_is_written_again(tmp_path: Path) -> None:
    store = Store(tmp_path, "model")
    store.add("een", [1.0, 0.0])
    with (tmp_path / "model" / "vectors").open("ab") as file:
        file.write(b"\x00\x01\x02")
    with (tmp_path / "model" / "keys").open("ab") as file:
        file.write(b"half")
    store.add("twee", [0.0, 1.0])
    assert len(store.keys()) == 2
    assert store.vectors(2).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_a_question_that_the_model_is_asked_is_looked_up_by_its_words_once(
    index: PassageIndex, tmp_path: Path
) -> None:
    meanings = Meaning(Installed(), Store(tmp_path, "model"))
    meanings.make(index.texts, threading.Event(), lambda _done, _all: None)
    index.meanings = meanings
    with mock.patch.object(Candidates, "find", autospec=True, side_effect=Candidates.find) as find:
        words = index.search("moet ik 's avonds opnemen als de zaak belt")
        deep = index.deepened(words, index.meaning(words))
        near, subjects = index.near(deep, 3), index.subjects(deep)
    index.meanings = None
    assert find.call_count == 1
    assert deep.asked
    assert len(near) == 3
    assert "opnemen" in subjects
