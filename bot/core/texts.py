"""Every Dutch sentence that the bot says itself: plain, short, "je". Content has its own files in nudges/."""

from __future__ import annotations

from bot.core.words import Sentence

# Buttons: a label says what happens
MORE = "Meer passages"
SHARE = "Deel in kanaal"
SHOW_TIP = "Bekijk tip: {title}"
OTHER_TIP = "Andere tip"
PLAN = "Ik doe dit"

SHARE_TITLE = "Delen in dit kanaal?"
SHARE_TEXT = "Iedereen in dit kanaal ziet deze passage, met jouw naam erbij."
SHARE_YES = "Deel in kanaal"
SHARE_NO = "Niet delen"

# A tip
HOW = "Laat zien hoe"
HOW_SUMMARY = "Zo pak je het aan: {title}"
TIP_NOW = "Begin zo"
TIP_STEPS = "Zo pak je het aan"
TIP_EXAMPLE = "Voorbeeld van een plan"
TIP_QUESTION = "Vraag voor het team"
TIP_IF_THEN = "Als {when}, dan {then}."
TIP_MINUTES = "{minutes} minuten"
TIP_TOGETHER = ", en {minutes} met het team"
TIP_EVIDENCE = "Onderzoek: {study}"
TIP_SOURCE = "Naar: "
QUESTION_SUMMARY = "Vraag voor het team: {question}"
QUESTION_HOW = "Antwoord in de draad als je wilt."
NUDGE_SUMMARY = "Tip van de week: {title}"
TIP_SUMMARY = "Tip: {title}"

# Answers
ANSWER_ASKED = "Je vroeg: {question}"
ANSWER_SUMMARY = "Gevonden in de artikelen: {headings}"
ANSWER_MAYBE = "Ik weet het niet zeker. Misschien bedoel je dit:"
SOURCE = "Bron: "
ANSWER_RETELLING = "in onze woorden, naar "
ANSWER_MORE = Sentence("Ik vond meer. Typ {ask} en je vraag, dan zie alleen jij het.")
ANSWER_TIP = "Hier hoort een tip bij: {title}"
ANSWER_WORD = "{asked} → {found}"
ANSWER_QUESTION = "Geeft antwoord op: {question}"
NOTHING_FOUND = "Daar zeggen de artikelen niets over."
NOTHING_CHOOSE = "Probeer het met andere woorden, of kies een thema voor een tip."
NOTHING_TRY = Sentence("Probeer het met andere woorden, of typ {ask} artikelen om te zien wat er is.")
EMPTY_SEARCH = Sentence(
    "Zet je vraag achter zoek, bijvoorbeeld: {ask} zoek hoe krijg ik meer openheid in mijn team?"
)
EMPTY_MENTION = Sentence("Zet je vraag achter mijn naam. Of typ {ask} voor uitleg.")
BY_COMMAND = Sentence(
    "Typ daarvoor {ask} {label}. Dan zie alleen jij het antwoord. Vragen aan {bot} en de antwoorden leest het hele"
    " kanaal."
)
TOO_LONG = "Je vraag is te lang: {length} tekens. Maak er één zin van, van hooguit {limit} tekens."
BY = "door {author}"
SHARED_BY = "Gedeeld door "
SHARED_SUMMARY = "Gedeelde passage: {heading}"
SHARED_ALREADY = "Deze passage was al gedeeld."
PRIVATELY = "Hier lezen misschien gasten of mensen van een andere organisatie mee. Daarom zie alleen jij dit antwoord."
COLLEAGUES_ONLY = "Tips en antwoorden uit de artikelen zijn er alleen voor medewerkers van deze organisatie."
READER_UNKNOWN = Sentence(
    "{platform} zegt nu niet wie je bent. Daarom laat ik niets uit de artikelen zien. Probeer het straks opnieuw."
)
NO_TIP = "Hier heb ik geen tip voor je."
GONE = "Dit is er niet meer. De artikelen of de tips zijn intussen veranderd. Stel je vraag opnieuw."

# A command with something behind it that it does not know
NOT_UNDERSTOOD = "Wat je achter {label} typte, begrijp ik niet: ‘{typed}’."
USAGE = Sentence("Typ alleen: {ask} {label}")
USAGE_SEARCH = Sentence("Zoek je iets in de artikelen? Typ dan: {ask} zoek {label} en de rest van je vraag.")

# Help, in five lines
HELP_SUMMARY = Sentence("Zo werkt {ask}")
HELP_LINES = (
    (
        Sentence("{ask} en je vraag"),
        Sentence(
            "zoekt in artikelen de passages die antwoord geven. Alleen jij ziet ze. Met {bot} en je vraag komt het"
            " antwoord in een draad, waar iedereen meeleest."
        ),
    ),
    (
        Sentence("{ask} tip, tip en een thema, thema's, leerlijnen of artikelen"),
        "toont een tip om deze week te doen, of wat er te kiezen en te lezen is. Begint je vraag met zo'n woord? Zet"
        " er dan zoek voor.",
    ),
    (Sentence("{ask} status, planning, voorbeeld of geschiedenis"), "toont de tips van dit kanaal."),
    (
        Sentence("{ask} instellen, teamleiders, eigen tips, pauze, hervat, overslaan, overzicht of proef"),
        "is voor teamleiders. Zij regelen de tips van hun kanaal.",
    ),
    (
        Sentence("{ask} mijn, privacy of help"),
        "toont jouw plannen, wat er over je wordt bewaard, of deze uitleg. Ik lees geen gesprekken mee.",
    ),
)

# Lists
THEMES_TITLE = "Thema's"
LISTED = ": {title}, {count} tips"
LISTED_ONE = ": {title}, 1 tip"
THEMES_HOW = Sentence("Typ {ask} tip en een thema voor een tip, bijvoorbeeld: {ask} tip {example}")
SERIES_TITLE = "Leerlijnen"
HOME_ASK = "Stel een vraag"
HOME_ASK_HOW = "Ik zoek het antwoord op je vraag in artikelen over leiderschap. Alleen jij ziet het."
HOME_PRIVACY = "Ik lees geen gesprekken mee. Ik zie alleen wat je aan mij vraagt."
HOME_QUESTION = "Wat wil je weten?"
HOME_QUESTION_EXAMPLE = "Hoe geef ik goede feedback?"
HOME_SEARCH = "Zoeken"
HOME_CANCEL = "Annuleren"
HOME_NO_CHANNEL = Sentence("Delen kan alleen in een kanaal: typ daar {ask} en je vraag.")
SERIES_HAD = " (geplaatst op {date})"
OPEN_TIP = "Bekijk de tip"
SERIES_INTRO = "Een leerlijn is een rij tips die op elkaar volgen."
SERIES_HOW = Sentence("Typ {ask} leerlijnen en een naam voor de tips erin: {ask} leerlijnen {example}")
ARTICLES_TITLE = "Artikelen"
ARTICLES_NONE = "Er zijn nog geen artikelen waar antwoorden uit komen."
ARTICLES_RETOLD = "In onze woorden verteld"
ARTICLES_LITERAL = "Zoals de schrijver ze schreef"
ARTICLES_MORE = "En nog {count} andere."

# Status
STATUS_NONE = Sentence("In dit kanaal komen geen tips. Typ {ask} instellen om ze aan te zetten.")
STATUS_OFF = "De tips staan in dit kanaal uit."
STATUS_DIRECT = Sentence(
    "Tips komen in een kanaal, en niet in dit gesprek. Typ {ask} status in het kanaal van je team."
)
STATUS_PAUSED = Sentence("De tips staan stil: {reason}. {advice}")
STATUS_NO_NEXT = "Het komende jaar valt er geen tip."
STATUS_NEXT = "De volgende tip komt op {moment}."
STATUS_RHYTHM = {
    "weekly": "Elke week op {weekday} om {clock} (tijdzone {timezone}).",
    "biweekly": "Om de week op {weekday} om {clock} (tijdzone {timezone}).",
    "monthly": "Elke maand op de eerste {weekday} om {clock} (tijdzone {timezone}).",
}
STATUS_THEMES = "Thema's: {themes}."
STATUS_MISSED = "De tip van {date} is niet geplaatst: het was te laat geworden."
STATUS_UNSURE = "Ik weet niet zeker of de tip van {date} is geplaatst. Ik plaats hem niet nog een keer."

TITLE = "Leiderschap"
FILE_FAILED = "Het bestand versturen lukte niet. Probeer het straks opnieuw."

# Forms
NOW = "Nu: {value}"
CONTINUED = "{label} (vervolg)"

# Errors
ERROR_TITLE = "Er ging iets mis"
ERROR = (
    "Er ging iets mis. Probeer het straks opnieuw. Blijft het misgaan, geef de beheerder van de bot dan deze code:"
    " {code}."
)
