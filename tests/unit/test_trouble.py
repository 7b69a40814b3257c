"""Whether somebody writes of personal trouble, and of whose: their own, somebody else's, or no trouble at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.talk.trouble import read
from bot.core.inputs.typed import plain
from tests.running import shipped_content

OWN = """
ik word gepest
gepest
word gepest op werk
kun je me helpen? ik word gepest
ik word al maanden door een collega gepest
seksueel geïntimideerd door mijn chef, wat nu?
mijn baas intimideert mij
ze pesten me
mijn leidinggevende zit aan mij te friemelen en ik durf niks zeggen
mn baas scheldt me uit waar iedereen bij is
hoe ga ik om met een baas die mij intimideert
hoe vertel ik mijn baas dat ik ziek ben
ben ik overspannen?
voel me depressief
ik heb een burn-out
Ik heb een burn‑out en weet niet hoe ik verder moet
ik denk dat ik een burn-out heb
zit al weken thuis met een burnout
hoe ga ik om met mijn burn-out
ik krijg ontslag
mijn manager wil mij ontslaan
mijn moeder is overleden
ik heb mijn man verloren
mijn kind is ernstig ziek
ruzie met mijn baas
ik trek het niet meer
ik trek t niet meer!!
ik kan niet meer
ik kan er niet meer tegen
mijn collega raakt me steeds aan
mijn oma is dood
ik heb een conflict met mijn leidinggevende
ik zit er echt helemaal doorheen
pff ik ben het kotsbeu hier, ik stop ermee
het wordt me allemaal te veel
ik ben bang om naar mijn werk te gaan
my boss is bullying me
I am being bullied at work
I'm being harassed by a coworker
I can't take it anymore
i'm burned out
my dad died, how do I tell my boss
"""
OTHERS = """
hoe steun ik een collega die ziek is
rouw in mijn team
mijn collega is ziek en nu moet ik alles doen
ik heb een zieke medewerker
ik heb een collega met een burn-out
ik heb een vraag over burn-out
ik denk dat mijn collega een burn-out heeft
ik ben manager en wil pesten voorkomen
hoe praat ik met iemand die gepest wordt
hoe voorkom ik een burn-out bij mijn medewerkers
hoe pak ik pesten aan in mijn team
iemand in mijn team rouwt
een van mijn mensen wordt gepest
collega heeft net haar man verloren, hoe vang ik haar op
mijn collega zit er doorheen
een teamlid is ontslagen, hoe vertel ik het de rest
wat kun je doen als je gepest wordt
pesten op de werkvloer
my colleague is depressed, how can I help
how do I support an employee with a burnout
how can I help a teammate who lost her husband
grief in my team
"""
NO_TROUBLE = """
ik ben ziek van vergaderen
ik word doodziek van al die mails
I am sick and tired of meetings
ik heb de pest aan vergaderen
ik ben verslaafd aan mijn telefoon
het ego van de leider
angst voor social media
ik ben bang voor social media
ik ga dood van de zenuwen
dit project is op sterven na dood
want die tips zijn goed
ik kan niet meer inloggen
ik kan het niet meer volgen, al die kanalen
ik ben op vakantie
ik trek het me aan
sla mij maar over
dit slaat voor mij nergens op
onze markt wordt bedreigd
hoe lost een team ruzie op
hoe maak ik een einde aan eindeloze vergaderingen
ik durf mijn baas niet tegen te spreken
ik ben de leidinggevende van een ziekenhuisafdeling
ik verzuip in mails en berichtjes, hoe ga je daar als leidinggevende mee om
"""
CRISIS = """
ik denk aan zelfmoord
zelfmoordgedachten
ik heb suïcidale gedachten
ik wil dood
ik wou dat ik dood was
ik wil niet meer leven
ik wil nie meer leven
kwil dood
ik wil er niet meer zijn
ik wil er een eind aan maken
het leven heeft geen zin meer
ik wil mezelf iets aandoen
I want to kill myself
i want to die
"""

ALSO_CRISIS = """
zelfmoort
ik denk aan zelfmoodr
zelf moord plegen
zelmoord
hulp bij zelfmoordgedachten
zelfmoordneigingen bij een collega
ik heb suicidale gedachten
suïcide
sucide
ik ben suïcidaal
suicidaal
ik wil niet meer leven
k wil dood
ik wil dood gaan
ik wil doodgaan
ik wil sterven
ik zou liever dood zijn
was ik maar dood
ik wou dat ik dood was
ik hoop dat ik morgen niet meer wakker word
ik hoef niet meer te leven
ik wil er niet meer zijn
ik wil er een einde aan maken
ik ga er een eind aan maken
ik maak er een einde aan
een einde aan mijn leven maken
ik ga mezelf iets aandoen
ik ga mezelf wat aandoen
ik wil mezelf van kant maken
ik wil mijzelf verhangen
ik ga me verhangen
ik ga voor de trein springen
ik wil van een brug springen
ik spring voor de trein
ik heb geen reden meer om te leven
het leven heeft geen zin meer
mijn leven is niets meer waard
ik zie het leven niet meer zitten
ik ben klaar met leven
ik ben levensmoe
iedereen is beter af zonder mij
de wereld is beter af zonder mij
ik wil een overdosis nemen
mezelf ophangen
zelfdoding in mijn team
een collega heeft zelfmoord gepleegd
mijn medewerker zegt dat hij dood wil
mijn collega wil niet meer leven
mijn broer heeft een eind aan zijn leven gemaakt
I want to die
i wanna die
I want to kill myself
i want to kil myself
suicide
suicidal thoughts
how do I talk about suicide with my team
my colleague is suicidal
sucidal
suiside
i dont want to live anymore
I don't want to be alive
I wish I was dead
i wish i were dead
better off dead
everyone would be better off without me
i want to end my life
I'm going to end it all
thinking of ending it
no reason to live
i cant go on living
I want to hurt myself
self-harm
she took her own life
he killed himself
jump in front of a train
"""
NO_CRISIS = """
dood aan de vergadering
die deadline is moordend
ik ga kapot van het lachen
ziek van vergaderen
moordende concurrentie
dodelijk saai overleg
ik lach me dood
ik verveel me dood
doodmoe van al die mails
dat project is een doodlopende weg
een dode mus
doodgewoon
de dood van een merk
killing it this quarter
kill this meeting
dead line
deadline
i am dying to know
dying of laughter
this meeting is killing me
het einde van het jaar
er een eind aan breien
hoe maak ik een einde aan roddelen
een eind maken aan de vergadercultuur
ik maak een eind aan dit project
ik wil er een einde aan maken dat iedereen te laat komt
laten we er een punt achter zetten
leven lang leren
werk en leven in balans
ik wil meer leven in mijn team
hoe breng ik leven in de brouwerij
levend houden van een netwerk
ik wil stoppen met vergaderen
ik wil van rol wisselen
ik spring bij als het druk is
in het diepe springen
ik spring een gat in de lucht
het heeft geen zin meer om te vergaderen
geen zin in maandag
mezelf zijn
mezelf presenteren
mezelf iets leren
ik wil mezelf verbeteren
wat doe ik mezelf aan met al die projecten
zelfsturing
zelfmotivatie
zelfdiscipline
zelfdragend team
hang op
ik hang de was op
op de trein springen
de trein gemist
team is beter af zonder baas
klanten zijn beter af zonder ons product
de organisatie is beter af zonder hiërarchie
hoe lang leeft een idee
ik ben klaar met dit project
klaar met werken
uit het leven gegrepen voorbeelden
voorbeelden uit het dagelijks leven
hoe maak ik mijn leven makkelijker
dat kost me de kop
ik schiet mezelf in de voet
overdosis informatie
overdosis aan vergaderingen
cut myself some slack
ending a meeting well
end the project
live meeting
decision to live with
better off without managers
pijn in mijn hoofd van vergaderen
beter dood dan rood
de deadline is dood
dat idee is dood
we zijn dood in het water
"""


def lines(listed: str) -> list[str]:
    return listed.strip().splitlines()


@pytest.mark.parametrize("text", lines(OWN))
def test_trouble_of_ones_own_is_seen(text: str) -> None:
    trouble = read(text)
    assert (trouble.whose, trouble.crisis, trouble.alone) == ("own", False, True)


@pytest.mark.parametrize("text", lines(OTHERS))
def test_trouble_of_somebody_else_or_a_team_is_told_apart(text: str) -> None:
    trouble = read(text)
    assert (trouble.whose, trouble.crisis, trouble.alone) == ("others", False, False)


@pytest.mark.parametrize("text", lines(NO_TROUBLE))
def test_what_only_sounds_like_trouble_is_none(text: str) -> None:
    assert (read(text).whose, read(text).crisis) == ("nobody", False)


@pytest.mark.parametrize("text", lines(CRISIS))
def test_words_of_suicide_are_seen_whoever_they_are_about(text: str) -> None:
    assert (read(text).whose, read(text).crisis) == ("own", True)
    assert read(f"wat doe ik als een collega zegt: {text}").crisis


@pytest.mark.parametrize("text", lines(ALSO_CRISIS))
def test_words_of_suicide_are_seen_in_other_words_and_with_a_letter_wrong(text: str) -> None:
    assert read(text).crisis
    assert read(f"zeg, {text.upper()}!").crisis


@pytest.mark.parametrize("text", lines(NO_CRISIS))
def test_what_only_sounds_like_suicide_is_none(text: str) -> None:
    assert not read(text).crisis


def test_somebody_elses_thoughts_of_suicide_are_somebody_elses() -> None:
    for text in (
        "een collega praat over zelfdoding",
        "mijn collega wil dood",
        "suïcidepreventie in mijn team",
    ):
        assert (read(text).whose, read(text).crisis) == ("others", True)


def test_nothing_that_the_shipped_articles_answer_or_say_is_trouble_of_ones_own() -> None:
    for article in shipped_content().corpus.values():
        for section in article.sections:
            for text in (*section.questions, section.heading):
                assert not read(text).alone, text


@given(st.sampled_from(lines(OWN)), st.sampled_from(["hoi, ", "help! ", "Vraagje. ", ":pray: ", "\u200b"]))
def test_chat_around_it_hides_no_trouble(text: str, before: str) -> None:
    assert read(f"{before}{text} 😔").whose == "own"
    assert read(before + text.upper()).whose == "own"


@given(st.text(max_size=200))
def test_any_text_is_read_and_read_alike_when_it_looks_alike(text: str) -> None:
    assert read(text) == read(plain(text))
