"""What the bot says about the settings of a channel and about changes: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

# The settings of a channel
SETTINGS = "Tips instellen"
FIRST_TIME = "Hier komen nog geen tips. Pas als je opslaat, gaan ze aan. Jij wordt dan de teamleider."
SHARED = "In dit kanaal zit ook een andere organisatie. Die leest de tips dan mee."
LOCKED = Sentence(
    "#{channel} wordt ingesteld in een bestand (config/channels.yaml), niet in {platform}. Vraag de beheerder van de"
    " bot om het daar te veranderen."
)
MORE = "Meer instellingen"
MORE_SHOWN = "Toon ze"
ACTIVE = "Tips in dit kanaal"
ON = "Aan"
OFF = "Uit"
WEEKDAY = "Dag"
TIME = "Tijd"
FREQUENCY = "Hoe vaak"
FREQUENCIES = {
    "weekly": "Elke week",
    "biweekly": "Om de week",
    "monthly": "Elke maand, de eerste keer dat deze dag valt",
}
ANCHOR = "Bij om de week: in welke week begint het?"
ANCHOR_NAME = "Om de week, vanaf"
ANCHOR_WEEKS = ("Deze week, vanaf {date}", "Volgende week, vanaf {date}")
TIMEZONE = "Tijdzone"
SERIES = "Leerlijn"
SERIES_NONE = "Geen, losse tips"
SERIES_HINT = "Een leerlijn is een vaste rij tips. Daarna gaat het verder met losse tips."
SERIES_GONE = "{id} (bestaat niet meer)"
THEMES = "Thema's van de losse tips"
THEMES_HINT = "Zonder vinkjes komen alle thema's aan de beurt."
THEMES_NOW = "Nu: {themes}."
PUBLIC_HOLIDAYS = "Op een feestdag"
ON_PUBLIC_HOLIDAY = {
    "skip": "Geen tip",
    "next_working_day": "De tip komt op de volgende werkdag",
    "post": "De tip komt gewoon",
}
COUNTRY = "Feestdagen van"
LIBERATION_DAY = "Bevrijdingsdag (5 mei) in Nederland"
LIBERATION_DAYS = {
    "lustrum": "Eens in de vijf jaar een feestdag",
    "every_year": "Elk jaar een feestdag",
    "never": "Geen feestdag",
}
SCHOOL_HOLIDAYS = "In de schoolvakanties"
CONSTRUCTION_BREAK = "In de bouwvak"
BREAK_NONE = "De tips gaan door"
BREAK_REGION = "Geen tips, regio {region}"
CLOSED = "Eigen periodes zonder tips"
CLOSED_HINT = (
    "Een per regel, met een naam als je wilt. Ook goed: week 52, of kerstvakantie. Mag leeg blijven."
)
CLOSED_EXAMPLE = "21 december t/m 1 januari: kantoor dicht"
CLOSED_LINE = "{first} t/m {last}"
CLOSED_NAMED = "{days}: {name}"
CLOSED_ERROR = "Regel {line}: {why}"
VOICE = "Voor wie zijn de tips?"
VOICE_HINT = "De teamleider krijgt de eigen tip een werkdag eerder, in een privébericht."
VOICES = {
    "both": "Voor het team en de teamleider",
    "team": "Alleen voor het team",
    "leads": "Alleen voor de teamleider: in het kanaal komt niets",
}
FORM = "Hoe lang is een tip?"
FORMS = {"short": "Kort, de rest achter een knop", "long": "Lang, met stappen en een voorbeeld"}
CLOSED_NEW = "Nieuw, zonder tips:"
CLOSED_WIDEST = "De dagen verschillen per regio; dit zijn de ruimste."
DAYS = "{first} tot en met {last}"
DOUBT = "Klopt dit?"
DOUBT_CLOSED = "Van {days} komen er geen tips. Dat is langer dan {weeks} weken."
DOUBT_FIRST = "De eerste tip komt pas op {date}."
CHECK_IN = "Later vragen hoe een plan ging"
YES = "Ja"
NO = "Nee"
CHECK_IN_AFTER = "Na hoeveel werkdagen?"
HARVEST = "Vrijdagoogst"
HARVEST_HINT = "Een kaart aan het eind van de week, met wat mensen zelf over een tip schreven."
WORKING_DAYS = "{count} werkdagen"
WORKING_DAY = "1 werkdag"
PREVIEW = "Dit worden de volgende tips"
PREVIEW_NOW = "Dit zijn nu de volgende tips"
PREVIEW_OFF = "De tips staan uit. Er komt niets."
PREVIEW_NONE = "Het komende jaar valt er geen tip."
YEAR_UNKNOWN = "Van {years} weet ik de {breaks} nog niet. Dan komen er gewoon tips."
BREAKS = {"school_holiday": "schoolvakanties", "construction_break": "bouwvak"}
MEANWHILE = "Intussen is dit veranderd:"
MEANWHILE_NOW = "Jouw keuzes staan er nog. Kijk ze na en sla dan op."
SAVED = "Opgeslagen"
SAVED_ON = Sentence("De tips in #{channel} staan aan.")
SAVED_OFF = Sentence("De tips in #{channel} staan uit.")

# What was changed
BY_FILE = "het bestand"
BY_COMMAND = "een beheerder"
CHANGE_SETTLED = "Bericht waarvan niet bekend was of het er stond"
CHANGE_SETTLED_OF = "De tip van {date}, waarvan niet bekend was of het bericht er stond"
SETTLED = {"posted": "het staat er", "repost": "alsnog plaatsen"}
CHANGE_FROM = "{label}: van "
CHANGE_TO = " naar "
CHANGE_TRIAL_STARTED = "Proef: gestart"
CHANGE_TRIAL_ENDED = "Proef: gestopt"
CHANGE_RESUMED = "Pauze: hervat"
CHANGE_PAUSE = "Pauze"
CHANGE_LEAD = "Teamleider"
CHANGE_NO_LEAD = " is geen teamleider meer"
CHANGE_OWN_TIP = "Eigen tip"
OWN_TIP_NEW = "geschreven"
OWN_TIP_CHANGED = "veranderd"
OWN_TIP_GONE = "verwijderd"
CHANGE_NOW = "Meteen geplaatst"
CHANGE_SLOT = "De tip van {date}"
CHANGE_SKIP = "overgeslagen"
CHANGE_UNSKIPPED = "niet meer overgeslagen"
CHANGE_UNCHOSEN = "niet meer zelf gekozen"
CHANGE_ANOTHER = "een andere tip gekozen"
CHANGE_OWN = "een eigen tip die er niet meer is"
CHANGE_TIP_GONE = "een tip die er niet meer is"
CHANGE_PAUSED = "tot en met {date}"
CHANGE_FOREVER = "tot iemand hervat"
ALL_THEMES = "alle thema's"
CLOSED_NONE = "geen"
