"""What the bot says to small talk, to questions about itself, and to people who write about personal trouble."""

from __future__ import annotations

from bot.core.words import Sentence

# Personal trouble
SOMEONE = (
    "Dat klinkt zwaar. Je hoeft dit niet alleen op te lossen: praat erover met wie je vertrouwt, zoals de"
    " vertrouwenspersoon, de bedrijfsarts of HR."
)
CRISIS = (
    "Gaat het om zelfdoding? Praat er nu over. Bel 113: 0800-0113. Dat is gratis, dag en nacht."
    " Chatten kan op ",
    ". Bel bij direct gevaar 112.",
)
CRISIS_ENGLISH = (
    "In English: is it about suicide? Talk about it now. Call 113: 0800-0113. It is free, day and"
    " night. You can chat at ",
    ". In immediate danger call 112.",
)
CRISIS_NAME, CRISIS_LINK = "113.nl", "https://www.113.nl"
OWN_SECTION = "In de artikelen van je organisatie staat hierover:"
ONLY_YOU = "Alleen jij ziet dit antwoord. Je vraag bewaar ik niet."
ONLY_YOU_PUBLIC = (
    "Alleen jij ziet dit antwoord, en je vraag bewaar ik niet. Je bericht zelf staat nog in het kanaal."
    " Wil je dat niet, verwijder het dan."
)
HELPERS = ("vertrouwenspersoon", "bedrijfsarts")
"""The words that find a company's own section if it has none on the trouble itself."""

# Small talk and questions about the bot, by kind
EXAMPLE = "hoe geef ik mijn team meer ruimte?"
BOT = "Ik ben een bot. Ik laat stukken uit artikelen zien, met de bron erbij, en verzin zelf niets."
TALK = {
    "thanks": "Graag gedaan.",
    "goodbye": "Tot de volgende keer.",
    "greeting": f"Hoi. Stel me een vraag over leiderschap, bijvoorbeeld: {EXAMPLE}",
    "how_are_you": f"Goed, dank je. Stel me een vraag over leiderschap, bijvoorbeeld: {EXAMPLE}",
    "stop": Sentence(
        "De tips komen in het kanaal van je team. Een teamleider zet ze stil met {ask} pauze, of uit met"
        " {ask} instellen. Wat ik over jou bewaar, verwijder je met {ask} privacy."
    ),
    "sources": Sentence(
        "De tips en de antwoorden komen uit artikelen over leiderschap. De bron staat er altijd bij. Typ {ask}"
        " artikelen om te zien welke het zijn."
    ),
    "maker": Sentence(
        "De beheerder van de bot heeft mij hier gezet: daar kun je terecht met vragen over mij. Mijn"
        " teksten komen uit artikelen. Typ {ask} artikelen om te zien welke."
    ),
    "human": Sentence(
        "Ik ben een bot. Wil je een mens spreken, dan kun je terecht bij je leidinggevende, de vertrouwenspersoon of"
        " HR. Gaat het over mij, vraag het dan aan de beheerder van de bot."
    ),
    "joke": f"Dat kan ik niet. Over leiderschap weet ik wel iets. Vraag bijvoorbeeld: {EXAMPLE}",
    "sorry": f"Sorry, dan heb ik je niet goed begrepen. Vraag het met meer of andere woorden, bijvoorbeeld: {EXAMPLE}",
    "setting": Sentence(
        "Een teamleider kiest de dag, de tijd en de onderwerpen van de tips. Dat kan met {ask} instellen, in het"
        " kanaal van het team."
    ),
    "ask": Sentence(f"Typ je vraag achter {{ask}}, bijvoorbeeld: {{ask}} {EXAMPLE}"),
    "a_bot": BOT,
    "identity": BOT,
    "test": f"Ik doe het. Stel me een vraag over leiderschap, bijvoorbeeld: {EXAMPLE}",
    "praise": "Prima. Heb je nog een vraag, stel hem gerust.",
    "vague": f"Ik weet niet goed wat je bedoelt. Zet erbij waar het over gaat, bijvoorbeeld: {EXAMPLE}",
}
