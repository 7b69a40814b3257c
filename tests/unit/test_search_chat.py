"""What people type around a question is taken off it, and nothing of the question goes with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.words.chat import Chat
from bot.answers.search.words.language import LANGUAGE, load
from tests.benchmarks.search_chat import wrapped

QUESTION = "hoe geef ik het team meer ruimte"
KNOWN = {"team", "ruimte", "marketing", "vertrouwen"}


@pytest.fixture(scope="module")
def chat() -> Chat:
    return load(LANGUAGE).chat


def words(chat: Chat, text: str) -> list[str]:
    """What is left of a text, without words that say nothing."""
    kept = (
        chat.without(text, KNOWN.__contains__).lower().replace(",", " ").replace("!", " ").replace(":", " ")
    )
    return [word for word in kept.split() if word not in chat.empty and word.isalpha()]


@pytest.mark.parametrize("number", range(30))
def test_a_question_stays_the_same_in_any_chat(chat: Chat, number: int) -> None:
    extra = {"btw"}  # a word of three letters of which nobody knows whether it is chat or the tax
    assert [word for word in words(chat, wrapped(QUESTION)[number]) if word not in extra] == words(
        chat, QUESTION
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hooooi Karim! {}",
        "goeiendag Anneke, {}",
        "<@U0123ABCD> {}",
        "hallo <@U0123ABCD|bas> en team, {}",
        "yo jan {}",
        "hey allemaal, ik zit met een vraagje over: {}",
        "{} groetjes van Marieke de Vries",
        "{}, gr. bas",
        "{} mvg Ahmed",
        "{} - Linda",
        "{} dank bij voorbaat, mvr. Jansen",
        "{} hahahaha",
        "{} :pray: :sweat_smile:",
        "Hallo, mijn naam is Piet. {}",
        "hoi robotje {}",
        "hallo teamgenootje, {}",
        "Goedemorgne {}",
        "goeienmiddg allemaal, {}",
        "{} bednakt",
        "nu even serieus {}",
    ],
)
def test_names_and_thanks_go_with_the_greeting(chat: Chat, text: str) -> None:
    assert words(chat, text.format(QUESTION)) == words(chat, QUESTION)


@pytest.mark.parametrize(
    "question",
    [
        "vertrouwen",
        "hoe groet ik nieuwe klanten",
        "dag van de leidinggevende",
        "hoe zeg ik nee tegen mijn baas",
        "OKRs: hoe begin je daarmee",
        "verzuimgesprek voeren",
        "wat doet de OR",
        "succes vieren met het team",
    ],
)
def test_what_a_question_is_about_is_no_chat(chat: Chat, question: str) -> None:
    content = [word for word in question.lower().replace(":", "").split() if word not in chat.empty]
    kept = chat.without(question, KNOWN.__contains__).lower().replace(":", "").split()
    assert [word for word in content if word not in kept] in ([], ["dag"])


@pytest.mark.parametrize("text", ["", "hoi", "Hoi allemaal!", "thx 🙏", "ff vraagje", "\0", "<@U1>"])
def test_of_nothing_but_chat_nothing_is_left(chat: Chat, text: str) -> None:
    assert words(chat, text) == []


@pytest.mark.parametrize(
    ("typed", "meant"), [("mn team", "mijn team"), ("ipv mailen", "in plaats van mailen"), ("da", "dat")]
)
def test_short_forms_are_written_out(chat: Chat, typed: str, meant: str) -> None:
    assert chat.without(typed) == meant


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(chat: Chat, text: str) -> None:
    assert isinstance(chat.without(text), str)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kheb", "ik heb"),
        ("Khoor", "ik hoor"),
        ("k'heb", "ik heb"),
        ("kzou", "ik zou"),
        ("kweenie", "ik weet niet"),
        ("kweet ni", "ik weet niet"),
        ("kweetnie", "ik weet niet"),
        ("kwilnie", "ik wil niet"),
        ("tgaat", "het gaat"),
        ("tzou", "het zou"),
        ("tis", "het is"),
        ("hebk", "heb ik"),
        ("da's", "dat is"),
    ],
)
def test_a_pronoun_that_is_glued_to_its_verb_is_written_out(chat: Chat, typed: str, meant: str) -> None:
    written = " ".join(chat.spoken.written_out(word) or word for word in typed.casefold().split())
    assert written == meant
    assert words(chat, f"{typed} {QUESTION}") == words(chat, QUESTION)


@pytest.mark.parametrize(
    "word", ["kader", "kant", "klik", "tip", "tweet", "tools", "talk", "werk", "kpi", "team"]
)
def test_a_word_of_its_own_is_no_pronoun_and_verb(chat: Chat, word: str) -> None:
    assert chat.spoken.written_out(word) == ""


def test_thanks_in_front_take_no_question_with_them(chat: Chat) -> None:
    assert words(chat, "ik hoor graag van jullie: team meer ruimte") == ["team", "ruimte"]
