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
NO_DATE = "“{typed}” is voor mij geen datum. Typ bijvoorbeeld: 20 december, vrijdag of 2 weken."
OTHER_WEEKDAY = "{date} is geen {weekday}. Kijk de datum nog eens na."
PAST_DATE = "{date} is al geweest. Typ een datum die nog komt."
