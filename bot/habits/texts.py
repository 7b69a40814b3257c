"""Every Dutch sentence about plans, check-ins, counts, the trial and a person's own data."""

from __future__ import annotations

from bot.core import texts
from bot.core.words import Sentence

# Under a nudge
PLAN = texts.PLAN
HOW = texts.HOW
OPINION_GONE = "Of een tip nuttig was, vraag ik niet meer. Fijn dat je het wilde laten weten."
VOTED = (
    "Genoteerd: {answer}. Je team en je teamleider zien niet wie wat koos. Je kunt je keuze nog veranderen."
)
VOTES = {True: "ja", False: "nee"}
VOTE_CLOSED = "De telling van deze tip is gesloten."

# The moment of a plan. Plans hold these words: they never change.
MOMENT_ASK = "Wanneer doe je dit?"
MOMENT_SUMMARY = "Wanneer doe je dit: {title}"
MOMENT_HOW = "Alleen jij ziet dit. Na één klik staat je plan."
NOW = "nu"
TOMORROW = "morgenochtend"
MORNING = "{day}ochtend"
MEETING = "in ons volgende overleg"
OWN_MOMENT = "Zelf kiezen"
AT_MOMENT = "{moment}: {act}."

# A plan
IF_THEN = "Als {when}, dan {then}."
PLANNED = "Je plan staat. Alleen jij ziet het."
PLANNED_REMIND = "Op {date} vraag ik je in een privébericht of het is gelukt."
PLANNED_NO_REMIND = "Ik vraag je er niet naar."
TELL = "Vertel het de groep"
TELL_TITLE = "Vertellen in de draad?"
TELL_TEXT = "Iedereen in het kanaal ziet je plan onder de tip, met jouw naam erbij."
TELL_YES = "Vertel het"
NOT_NOW = "Nu niet"
TOLD = " gaat dit doen:"
TOLD_SUMMARY = "Een plan bij: {title}"
TOLD_DONE = "Je plan staat onder de tip, met je naam."
TOLD_APART = "Je plan staat in het kanaal, met je naam."

# Forms about a plan
HOME_PLANS = Sentence("Typ {ask} mijn voor je eigen plannen.")
FORM_CHANGE = "Verander je plan"
FORM_AGAIN = "Opnieuw plannen"
FORM_TIP = "Bij de tip: {title}"
FORM_WHEN = "Als …"
FORM_WHEN_HINT = "Het moment waarop je het doet."
FORM_THEN = "dan …"
FORM_THEN_HINT = "Wat je dan doet, bijvoorbeeld: stel ik een vraag."
FORM_REMIND = "Vraag me hoe het ging op"
FORM_REMIND_HINT = "Je krijgt één privébericht. Laat leeg als je geen vraag wilt."
FORM_REFLECT = "Wat viel je op?"
FORM_REFLECT_HINT = "Alleen jij ziet dit."
FORM_UNTIL = "Geen vragen tot en met"
FORM_UNTIL_HINT = "Daarna vraag ik weer hoe het ging met je plannen."
FORM_KEEP = "Bewaar"

# A check-in
CHECK_IN_SUMMARY = "Hoe ging het met je plan?"
CHECK_IN_INTRO = "Op {date} maakte je dit plan."
CHECK_IN_TIP = "Het hoort bij de tip: {title}"
CHECK_IN_ASK = "Hoe ging het? Alleen jij ziet je antwoord."
OUTCOME = {"gelukt": "Gelukt", "deels": "Deels gelukt", "niet": "Niet gelukt"}
REPLAN = "Opnieuw plannen"
STOP = "Stop hiermee"
SNOOZE = "Even geen vragen"
ANSWERED = {
    "gelukt": "Genoteerd: gelukt.",
    "deels": "Genoteerd: deels gelukt.",
    "niet": "Genoteerd: niet gelukt. Misschien past een kleiner plan beter.",
}
REFLECT = "Schrijf er een zin bij"
REFLECTION = "Je schreef: "
STOPPED = "Je bent gestopt met dit plan. Ik vraag er niet meer naar."
SNOOZED = "Tot en met {date} stuur ik je geen vragen over je plannen."
UNSNOOZED = "Ik stuur je weer vragen over je plannen."
REMOVED = "Je plan is verwijderd."

# Why something cannot be done
NUDGE_GONE = "Deze tip is er niet meer."
PLAN_GONE = "Dit plan is er niet meer. Plannen worden na 90 dagen verwijderd."
ALREADY = Sentence("Je hebt al een plan bij deze tip. Typ {ask} mijn om het te zien.")
REPLANNED = Sentence("Je hebt dit plan opnieuw gepland. Typ {ask} mijn om het te zien.")
CHANGED = Sentence("Dit plan is net veranderd. Kijk met {ask} mijn hoe het nu is.")
NOT_OPEN = "Dit plan is al afgerond. Kies Opnieuw plannen als je verder wilt."
EMPTY = "Vul hier iets in."
TOO_LONG = "Dit is te lang: {length} tekens. Maak er hooguit {limit} van."
TOO_EARLY = "Kies een dag na vandaag."
PAST = "Deze dag is al voorbij."
TOO_LATE = "Kies een dag binnen {days} dagen."
NOT_ANSWERED = "Zeg eerst hoe het ging. Daarna kun je het delen."
ALREADY_SHARED = "Dit staat al in het kanaal."
SHARE_FAILED = "Delen lukte niet. Probeer het straks opnieuw."
SHARE_UNSURE = "Ik weet niet of het delen lukte. Kijk in het kanaal en in de draad onder de tip."

# In the thread of a nudge
QUESTION_SUMMARY = "Vraag bij de tip: {title}"
QUESTION_HOW = "Antwoord in de draad als je wilt."
ABOUT = "Dit gaat over de tip van {date}"
COUNT_SUMMARY = "Wat kwam er van de tip?"
COUNT_PLANS = "{plans} mensen maakten een plan."
COUNT_PLANS_DONE = "{plans} mensen maakten een plan; bij {done} is het gelukt."
COUNT_DONE = "Bij {done} mensen is het plan gelukt."
COUNT_HOW = "Ik tel alleen als niemand eruit te herkennen is. Deze telling verandert niet meer."
USED_ASK = "Heb je deze tip gebruikt?"
USED_HOW = (
    "Je team en je teamleider zien niet wie wat antwoordt. "
    "De antwoorden horen bij een proef met de knop Ik doe dit."
)
YES = "Ja"
NO = "Nee"

# To a lead, when nobody clicked
SILENCE_SUMMARY = "De tips in je kanaal"
SILENCE = Sentence(
    "Onder de laatste {count} tips in het kanaal #{name} klikte niemand. Wil je iets veranderen?"
)
SILENCE_ONCE = "Dit vraag ik één keer. Doe je niets, dan gaan de tips door zoals nu."
SILENCE_THEME = "Ander thema"
SILENCE_BIWEEKLY = "Om de week"
SILENCE_PAUSE = "Pauzeer"

# My own
MINE_SUMMARY = "Jouw plannen"
MINE_HOW = "Alleen jij ziet dit."
MINE_NONE = "Je hebt geen plannen. Klik onder een tip op Ik doe dit om er een te maken."
WEEKS = "Jouw laatste weken: {weeks}."
WEEK = "week van {day} {word}"
WEEK_DONE, WEEK_PARTLY, WEEK_PLANNED, WEEK_TRIED = "gedaan", "deels gedaan", "gepland", "geprobeerd"
WEEK_OUTCOME = {"gelukt": WEEK_DONE, "deels": WEEK_PARTLY, "niet": WEEK_TRIED}
MINE_OPEN = "Open plannen"
MINE_PAST = "Eerdere plannen"
MINE_REMIND = "Ik vraag ernaar op {date}."
MINE_ASKED = "Ik vraag er niet meer naar."
MINE_STATE = {"stopped": "Gestopt.", "replanned": "Opnieuw gepland."}
MINE_SNOOZED = "Tot {date} stuur ik je geen vragen."
CHANGE = "Verander"
FINISH = "Rond af"
REMOVE = "Verwijder"
REMOVE_TITLE = "Plan verwijderen?"
REMOVE_TEXT = "Je plan en je antwoord worden meteen verwijderd. Dit kan niet terug."
OLDER = "Toon meer plannen"
UNSNOOZE = "Weer vragen sturen"

# An overview for leads
OVERVIEW_TITLE = Sentence("Overzicht van #{name}")
OVERVIEW_SUMMARY = Sentence("Overzicht van #{name} sinds {since}")
OVERVIEW_POSTS = "Aantal tips dat hier is geplaatst sinds {since}: {posts}."
OVERVIEW_HOW = (
    "Dit is hoeveel mensen iets aanklikten, hetzelfde als wat het team zag. Het zegt niet wat een tip doet. "
    "Een aantal staat er alleen als minstens 5 mensen erin zitten en minstens 5 erbuiten."
)
OVERVIEW_NONE = "Er is nog geen telling. Die komt twee werkdagen na de vragen over de plannen."
OVERVIEW_WEEKS = "Per tip"
OVERVIEW_THEMES = "Per thema"
OVERVIEW_UNANSWERED = "Vragen zonder antwoord"
OVERVIEW_HEADER = (
    "Datum",
    "Tip",
    "Plannen",
    "Gelukt",
    "Deels gelukt",
    "Niet gelukt",
)
OVERVIEW_THEME_HEADER = ("Thema", "Tips", "Tips met een telling", *OVERVIEW_HEADER[2:])
OVERVIEW_FILES = "De grafiek en de tabellen stuur ik je in een privébericht."
OVERVIEW_TABLES = "De tabellen stuur ik je in een privébericht."
OVERVIEW_MOST = "Het meest opgepakt: {title}. {plans} mensen maakten er een plan bij."
OVERVIEW_LEAST = "Het minst opgepakt: {title}. {plans} mensen maakten er een plan bij."
OVERVIEW_TIP = "Bekijk de tip"
OVERVIEW_CHANGE = "Past het ritme of het thema niet meer? Dat kun je nu veranderen."
OVERVIEW_CHANGE_NOW = "Verander de tips"
OVERVIEW_NO_THEME = "Zonder thema"
OVERVIEW_COUNTED = "{posts} geplaatst, {counted} met een telling"
FIGURE_NAMES = {
    "plans": "{count} plannen",
    "done": "{count} keer gelukt",
    "partly": "{count} keer deels gelukt",
    "not_done": "{count} keer niet gelukt",
}
CHART_FILE, TABLE_FILE, THEMES_FILE = "overzicht.png", "overzicht-per-tip.csv", "overzicht-per-thema.csv"
CHART_TITLE = "Plannen per tip"
CHART_PLANS = "plannen"
CHART_DONE = "gelukt"
CHART_ALT = "Staafdiagram met per tip het aantal plannen en hoeveel er zijn gelukt. {rows}"
CHART_ALT_ROW = "{date}: {figures}."

CANCEL = "Niet verwijderen"

PLANS_TITLE = "Plannen en antwoorden"
PLANS_WHY = "Om je te vragen hoe het ging."
PLANS_KEPT = "Na {days} dagen verwijder ik ze."
VOTES_TITLE = "Antwoorden in een proef die nog loopt"
VOTES_WHY = "Om te tellen hoeveel mensen een tip gebruikten."
VOTES_KEPT = "Als de telling sluit, verwijder ik ze."
SNOOZE_TITLE = "Tot wanneer je geen vragen wilt"
SNOOZE_WHY = "Om je met rust te laten."
SNOOZE_KEPT = "Daarna verwijder ik het."

# The trial
TRIAL_SUMMARY = "Een proef met de knop Ik doe dit"
TRIAL_WHAT = (
    "Met een proef zie je of de knop Ik doe dit iets uitmaakt. Het toeval bepaalt welke tips de knop krijgen. "
    "Een week na elke tip staat in de draad een anonieme vraag: Heb je deze tip gebruikt? "
    "Een proef stopt vanzelf na een half jaar."
)
TRIAL_WHEN = (
    "Bij minder dan 20 weken zegt de uitkomst niets. Weken van alle kanalen tellen mee. Je ziet alleen aantallen van "
    "vijf mensen of meer."
)
TRIAL_RUNNING = "In dit kanaal loopt een proef tot en met {date}."
TRIAL_CHANNELS = "Aantal kanalen met een proef: {channels}."
TRIAL_FAR = "Weken die al zijn geteld: {weeks}. Nodig: minstens {smallest}."
TRIAL_ADMINS = Sentence(
    "Een proef is van de beheerder van de bot. Die kan er een starten of stoppen, en ziet de uitkomst. "
    "Typ {ask} proef om te zien of er in dit kanaal een loopt."
)
TRIAL_NO_TIPS = "Een proef kan alleen waar tips in het kanaal komen. Zet ze eerst aan."
TRIAL_NEVER = (
    "Een proef kan nu geen uitkomst geven: tot en met {date} zijn er hoogstens {weeks} weken om te tellen, en er zijn "
    "er minstens {smallest} nodig. Ik begin er dus niet aan. De knop Ik doe dit blijft onder elke tip."
)
TRIAL_SMALL = (
    "Een proef kan nu geen uitkomst geven: in minstens één kanaal moeten {smallest} mensen kunnen antwoorden. "
    "Ik begin er dus niet aan. De knop Ik doe dit blijft onder elke tip."
)
TRIAL_START = "Start de proef hier"
TRIAL_START_ALL = "Start in alle kanalen"
TRIAL_READ = "Lees de uitkomst"
TRIAL_STOP = "Stop de proef"
TRIAL_STOP_ALL = "Stop in alle kanalen"
TRIAL_STOP_TEXT = "De knop staat dan weer onder elke tip. Vragen die al lopen, worden nog geteld."
TRIAL_GO_ON = "Laat doorlopen"
TRIAL_STARTED = Sentence(
    "De proef loopt tot en met {date}. Het toeval bepaalt welke tips de knop Ik doe dit krijgen. Een week na elke tip "
    "staat in de draad een anonieme vraag. Typ {ask} proef om te zien hoe ver hij is."
)
TRIAL_RUNS = "Er loopt al een proef."
TRIAL_STOPPED = "De proef is gestopt. Vragen die al lopen, worden nog geteld."
TRIAL_NONE = "In dit kanaal loopt geen proef."
TRIAL_SHARES = "Met de knop zei {yes} van de 100 dat ze de tip gebruikten, zonder de knop {no} van de 100."
TRIAL_SAME = "Dat is evenveel."
TRIAL_CHANCE = "Dat verschil kan toeval zijn."
TRIAL_SURE = "Zo'n verschil komt zelden door toeval alleen."
TRIAL_BETWEEN = "Het echte verschil van de knop ligt waarschijnlijk tussen {low} en {high}."
TRIAL_MORE = "{points} van de 100 meer"
TRIAL_LESS = "{points} van de 100 minder"
TRIAL_EQUAL = "geen verschil"
TRIAL_OVER = "Dit gaat over {weeks} weken van alle kanalen samen."
TRIAL_NOT_YET = "Er is nog te weinig geteld om iets te zeggen."
TRIAL_TOO_FEW = "te weinig om iets te zeggen"
TRIAL_WEEKS = "{weeks} kanaalweken zijn afgerond."
TRIAL_USED = "{weeks} kanaalweken zijn afgerond; deze uitkomst gaat over de eerste {used}."
TRIAL_PLAN = "Met knop"
TRIAL_PLAIN = "Zonder knop"
TRIAL_ARM = "{name}: {weeks} kanaalweken, {yes} keer ja en {no} keer nee ({share} % ja)."
POINTS = "{points:+.0f}"
TRIAL_DIFFERENCE = (
    "Verschil in het deel dat ja zei: {points} procentpunten; 95 %-interval van {low} tot {high}, getrokken per "
    "kanaalweek."
)
TRIAL_P = (
    "Permutatietoets op het toeval van de proef ({draws} trekkingen): bij een deel van {p} is het verschil door toeval "
    "alleen minstens zo groot."
)
TRIAL_HOW = (
    "De vraag was: Heb je deze tip gebruikt? Alleen wie antwoordde telt. De uitkomst zegt niet waarom."
)
