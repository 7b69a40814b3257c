"""What the bot says about a team's own tips: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

OWN_TIPS_TITLE = "Eigen tips"
OWN_TIPS = Sentence("Eigen tips van #{channel}")
OWN_TIPS_NONE = "Jullie hebben nog geen eigen tips."
OWN_ADD = "Tip toevoegen"
OWN_ADD_TITLE = "Eigen tip"
OWN_EDIT = "Aanpassen"
OWN_REMOVE = "Verwijderen"
OWN_REMOVE_TITLE = "Tip verwijderen?"
OWN_REMOVE_TEXT = "De tip komt dan niet meer langs. Dit kan niet terug."
OWN_REMOVE_NO = "Bewaren"
OWN_NEXT = "In de volgende beurt"
OWN_NEXT_DONE = "Op {moment} komt: {title}"
OWN_NEXT_NONE = Sentence("Er komt het komende jaar geen tip. Zet de tips aan met {ask} instellen.")
OWN_ROTATES = "Doet mee in de afwisseling."
OWN_RESTS = "Komt alleen als je hem kiest."
OWN_TITLE = "Titel"
OWN_TITLE_EXAMPLE = "Begin de week met een vraag"
OWN_DO = "Wat doe je?"
OWN_DO_HINT = "Eén ding dat je deze week kunt doen."
OWN_WHY = "Waarom?"
OWN_LINK = "Link naar meer uitleg"
OWN_LINK_ERROR = "Een link begint met https:// en heeft geen spaties, naam of wachtwoord."
OWN_AUDIENCE = "Voor wie is deze tip?"
OWN_AUDIENCES = {
    "both": "Voor het team en de teamleider",
    "team": "Alleen voor het team",
    "leader": "Alleen voor de teamleider: in het kanaal komt de vraag",
}
OWN_QUESTION = "Vraag voor het team"
OWN_QUESTION_HINT = "Alleen nodig als de tip voor de teamleider is."
OWN_QUESTION_NEEDED = "Schrijf hier de vraag die in het kanaal komt."
OWN_USE = "Wanneer komt deze tip?"
OWN_USES = {
    "mix": "Af en toe, tussen de andere tips",
    "next": "In de volgende beurt, en daarna af en toe",
    "keep": "Alleen als ik hem kies",
}
OWN_EMPTY = "Vul hier iets in."
OWN_SAVED = "De tip ‘{title}’ is opgeslagen."
OWN_GONE = "Deze tip is er niet meer."
