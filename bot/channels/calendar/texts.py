"""What the bot says about planning and calendars: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

OWN_TIP = "Een tip van je eigen team."
OWN_TIP_LINK = "Lees meer"

# Why a nudge moves or does not come
WHY = {
    "paused": "de tips staan op pauze",
    "closed": "gesloten periode",
    "school_holiday": "schoolvakantie",
    "construction_break": "bouwvak",
    "public_holiday": "feestdag",
    "skipped": "overgeslagen",
    "posted_early": "al eerder geplaatst",
    "done": "is al geweest",
}
WHY_NAMED = "{why}: {name}"

# The calendar file
CALENDAR = Sentence("Tips in #{channel}")
CALENDAR_TIP = "Tip: {title}"

# Dates that people type
NO_DATE = "‘{typed}’ is voor mij geen datum. Typ bijvoorbeeld: {example}."
OTHER_WEEKDAY = "{date} is geen {weekday}. Kijk de datum nog eens na."
IS_OVER = "{date} is al geweest. Typ een datum die nog komt, bijvoorbeeld: {example}."
TURNED = "In ‘{typed}’ komt de laatste dag voor de eerste. Typ bijvoorbeeld: {example}."
NO_END = "In ‘{typed}’ mis ik de laatste dag. Typ bijvoorbeeld: {example}."
TOO_FAR = "‘{typed}’ is te ver weg. Typ een datum dichterbij, bijvoorbeeld: {example}."
DAYS_UNKNOWN = "Van ‘{typed}’ weet ik de dagen niet. Typ ze zelf, bijvoorbeeld: {example}."
FROM_TO = "{first} t/m {last}"
LIKE_A_DAY = "20 december, vrijdag of 2 weken"
LIKE_A_WEEK = "week 52"
LIKE_A_MONTH = "1 t/m 31 december"
LIKE_A_PERIOD = "21 december t/m 4 januari"
LIKE_A_HOLIDAY = "kerstvakantie, of t/m 31 augustus"
