"""Every Dutch sentence about the Vrijdagoogst."""

from __future__ import annotations

from bot.core.words import Sentence

SHARE = "Voor de Vrijdagoogst"
SHARE_GONE = (
    "Delen in de draad kan niet meer. In de plaats daarvan kun je een zin schrijven voor de Vrijdagoogst: een kaart in "
    "het kanaal aan het eind van de week."
)

# The form
WHO_READS = Sentence("Iedereen in #{channel} kan je zin lezen, ook wie er later bij komt.")
WHAT_COMES = "Alleen deze zin komt op de kaart, niet je plan en niet je antwoord."
WHEN_IT_COMES = (
    "De kaart komt op de laatste werkdag van de week, vanaf twee zinnen. Zijn het er minder, of te veel voor één kaart,"
    " dan wacht je zin op de volgende, hooguit {days} dagen. Waar gasten of mensen van een andere organisatie meelezen,"
    " komt geen kaart. Terughalen kan tot {days} dagen nadat de kaart er staat."
)
LINE = "Wat gebeurde er?"
LINE_HINT = "In één zin, bijvoorbeeld: ik vroeg door, en hoorde wat er echt speelde."
HOW = "Met je naam of zonder?"
NAMED, NAMELESS = "Met mijn naam", "Zonder naam"
HOW_HINT = (
    "Zonder naam komt je zin er pas op als minstens {smallest} mensen het zonder naam doen, en minstens {smallest} "
    "anderen er niet op staan. Schrijf dan zo dat niemand je herkent."
)
HOW_NAMED = "Zonder naam kan pas in een kanaal met minstens {smallest} mensen."
KEEP = "Zet erbij"

# After the form, and later
WAITS = "Je zin komt op de volgende kaart van de Vrijdagoogst."
IS_ON_CARD = "Je zin staat op een kaart van de Vrijdagoogst, in het kanaal."
WITH_NAME, WITHOUT_NAME = "Met je naam.", "Zonder naam."
CHANGE = "Verander"
TAKE_BACK = "Haal terug"
TAKEN_BACK = "Je zin is verwijderd. Stond hij op een kaart, dan haal ik hem daar ook af."

# The card
CARD = "De Vrijdagoogst"
CARD_INTRO = "Dit kwam er van een tip, in de woorden van wie hem uitprobeerde."
SOMEBODY = "Een collega"
TOO = "Ik ook"
CARD_HOW = "Wie hier staat, koos daar zelf voor. Met Ik ook maak je je eigen plan. Dat ziet alleen jij."
TAKE_MINE_BACK = "Haal mijn zin terug"
CARD_EMPTY = "Hier staat niets meer. De zinnen zijn teruggehaald."

# Why something cannot be done
OFF = "In dit kanaal komt nu geen Vrijdagoogst."
EMPTY = "Schrijf hier je zin."
NO_CHOICE = "Kies of je naam erbij staat."
ON_CARD = "Je zin staat al op een kaart. Haal hem eerst terug."
NOT_YOURS = "Op deze kaart staat geen zin van jou."

TITLE = "Zinnen voor de Vrijdagoogst"
WHY = "Om ze op een kaart in je kanaal te zetten, en om ze te kunnen terughalen."
KEPT = "{days} dagen nadat de kaart kwam, verwijder ik ze. Wat in het kanaal staat, blijft daar."
