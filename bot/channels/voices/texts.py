"""What the bot says to a lead about the tip of the next day: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

SUMMARY = "Voor jou als teamleider: {title}"
INTRO = Sentence("Voor jou als teamleider van #{channel}. De tip komt {moment}.")
ASKS = "In het kanaal komt dan deze vraag: {question}"
POSTS = "In het kanaal komt dan: {title}"
NOTHING_POSTED = "In het kanaal komt niets."
MORE = Sentence("Ook deze tip komt eraan, in #{channel}: {title}")
LATER = "Straks nog eens"
OFF = "Stuur dit niet meer"
ON = "Stuur het toch"
PUT_OFF = "Goed. Ik stuur hem je {moment} nog eens."
TOO_LATE = "Nog eens sturen kan niet: de tip komt {moment} al."
STOPPED = "Goed. Ik stuur je niets meer vooraf. In het kanaal verandert er niets."
STARTED = "Goed. Ik stuur je jouw tip weer een werkdag eerder."
GONE = "Deze tip is al geweest."
CHANGED = Sentence("Anders dan ik schreef, in #{channel} op {date}: ")
CHANGED_NOTHING = "er komt geen tip."
CHANGED_TIP = "er komt een andere tip: {title}"
CHANGED_SUMMARY = Sentence("Er komt iets anders in #{channel}")

TITLE = "Wat je als teamleider vooraf hoorde"
WHY = "Om je jouw tip een werkdag eerder te sturen, en te vertellen als er iets anders komt."
KEPT = "Een maand na de tip verwijder ik het."
