"""Small talk and questions about the bot are told from questions about leadership."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.talk import texts
from bot.answers.talk.lists import lists
from bot.answers.talk.smalltalk import kind_of
from bot.answers.talk.understanding import COMMANDS, understood
from bot.core.commands import Request
from tests.running import shipped_content
from tests.text_platform import router

TALK = """
thanks: bedankt!
thanks: thx
thanks: bedankt Anna
thanks: dankjewel, hier kan ik wat mee!
thanks: bedankt voor de goede tip
thanks: thanks for your help
thanks: nee dank je
thanks: bedankt, dit helpt mij enorm met mijn team
thanks: hartelijk dank voor het meedenken
thanks: bedanktttt :pray:
goodbye: doei
goodbye: fijn weekend
goodbye: tot morgen
greeting: hoi
greeting: hoi Anna
greeting: moin iedereen
greeting: joehoe botje
how_are_you: hoe gaat het met je
my_data: verwijder mijn gegevens
status: wat is de status
themes: welke thema's zijn er
articles: welke artikelen ken je
greeting: hoiiii
greeting: goeiemorgen
greeting: hey alles goed?
greeting: hallo leiderschap
stop: stop
stop: stop!
stop: uitschrijven
stop: uitschrijven graag
stop: hoe meld ik me af
stop: schrijf me uit
stop: ik wil geen tips meer
stop: stop aub met die berichten elke week
stop: hou op met die tips
sources: where do your tips come from?
sources: waar komen de antwoorden vandaan
sources: wie schrijft die tips
sources: waar haal je dat vandaan
maker: wie heeft jou gemaakt?
maker: who made you
maker: wie is je baas
maker: wie beheert deze bot
privacy: wie ziet wat ik vraag
privacy: kan mijn baas zien wat ik hier vraag??
privacy: lees je onze gesprekken mee
privacy: is dit anoniem
privacy: wie leest mee
privacy: wat gebeurt er met mijn vraag
privacy: blijft dit onder ons
privacy: wordt mijn vraag opgeslagen
privacy: wat bewaar je over mij
privacy: can my boss see this
human: kan ik een mens spreken
human: mag ik met een echt persoon praten
human: ik wil iemand spreken
human: can I talk to a human
joke: vertel eens een mop
joke: tell me a joke
sorry: je snapt er niks van
sorry: dat klopt niet
sorry: dit slaat nergens op
sorry: fout antwoord
sorry: niet wat ik zocht
setting: hoe zet ik de tips op een andere dag
setting: kan de tip op maandag
when: wanneer komt de volgende tip
tip: geef me een tip
tip: mag ik een tip
tip: ik wil een andere tip
tip: can you give me a tip
tip: heb je nog een tip voor mij
help: hulp aub
help: kun je me helpen
help: kan iemand mij helpen
help: hoe werkt dit
help: wat kunde gij eigenlijk allemaal
help: what can you do
help: ik heb hulp nodig
ask: hoe kan ik een vraag stellen
identity: wie ben jij
identity: ben je een AI
identity: ben jij een echte mens of een robot
identity: are you a bot?
identity: wat is je naam
a_bot: is dit een bot
test: test
test: dit is een test
praise: top
praise: ok
praise: haha
praise: super handig dit
praise: ja graag
how_are_you: hoe gaat het
vague: hoe laat is het
vague: wat nu
vague: en nu?
vague: zeg eens iets
"""
QUESTIONS = """
hoe bedank ik mijn team
wie doet mee
wat gebeurt er met mijn team
wat ziet mijn team in mij
hoe geef ik feedback? alvast bedankt
hoi, hoe geef ik feedback
bedankt! en hoe geef ik feedback?
leiderschap
loslaten
stoppen met vergaderen
tips voor een weekblog
tip over feedback
kan een mens veranderen
nee zeggen
praten met iemand die boos is
hoe help ik mijn team
help mij met weerstand
hulp vragen aan collega's
dank geven
goede vragen stellen
privacy op sociale media
anoniem feedback geven
wie ben ik als leider
fouten maken mag
goed luisteren
een goed gesprek voeren
kunstmatige intelligentie op het werk
talk with people instead of at them
"""


CASES = [line.split(": ", 1) for line in TALK.strip().splitlines()]
KINDS = {kind for kind, _ in CASES}


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_talk_is_seen_for_what_it_is(kind: str, text: str) -> None:
    assert kind_of(text) == kind
    assert kind_of(f"  {text} 🙂") == kind


@pytest.mark.parametrize("text", QUESTIONS.strip().splitlines())
def test_what_holds_a_word_of_content_is_a_question(text: str) -> None:
    assert kind_of(text) is None


def test_hardly_anything_that_the_shipped_articles_answer_is_talk() -> None:
    asked = [
        question
        for one in shipped_content().corpus.values()
        for s in one.sections
        for question in s.questions
    ]
    assert [question for question in asked if kind_of(question)] == []


def test_every_kind_has_an_answer_and_a_case_here() -> None:
    kinds = {*lists("talk.yaml")["kinds"], "vague"}
    assert kinds == KINDS == {*texts.TALK, *COMMANDS}


@pytest.mark.parametrize(
    ("text", "name"),
    [("geef me een tip", "tip"), ("wie ziet wat ik vraag", "privacy"), ("hulp aub", "help"),
     ("wanneer komt de volgende tip", "status")],
)  # fmt: skip
def test_a_command_in_other_words_is_that_command(text: str, name: str) -> None:
    assert router().commands.parse(text) == Request(name)


@pytest.mark.parametrize("text", ["zoek bedankt", "search thanks", "zoek wie ben jij"])
def test_zoek_makes_a_question_of_talk_too(text: str) -> None:
    assert router().commands.parse(text).name == "search"


@pytest.mark.parametrize("text", ["ik kan niet meer", "help, ik word gepest", "stop, ik wil dood"])
def test_who_tells_of_trouble_is_no_small_talker(text: str) -> None:
    assert understood(text) is None
    assert router().commands.parse(text).name == "search"


@given(st.text(max_size=60))
def test_any_text_is_talk_or_not(text: str) -> None:
    assert kind_of(text) in {None, *KINDS}
