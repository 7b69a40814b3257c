"""What the bot says to leads who run their channel: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

# Forms
FORM_CHANNEL = Sentence("Kanaal: #{channel}")
SAVE = "Opslaan"
CHECK = "Controleren"
CANCEL = "Annuleren"
NOT_IN_LIST = "Kies iets uit de lijst."

# Coming nudges
PLANNING_TITLE = "Planning"
PLANNING = Sentence("Planning van #{channel}")
PLANNING_OFF = Sentence("De tips in #{channel} staan uit. Er is niets gepland.")
PLANNING_STOPPED = Sentence("De tips in #{channel} staan stil: {reason}. {advice}")
COMES = "{moment}: "
COMES_MOVED = "{moment}, in plaats van {date} ({why}): "
DOES_NOT_COME = "{date}: geen tip ({why})."
CHOSEN = " (zelf gekozen)"
SWAP = "Andere tip"
SWAP_TITLE = "Andere tip kiezen"
SWAP_LABEL = "Tip voor {date}"
SWAP_WHICH = "Waar moet de tip over gaan?"
SKIP = "Overslaan"
UNSKIP = "Toch niet overslaan"
CALENDAR_FILE = "Stuur mij de planning als bestand"
PLANNING_LATER = (
    "De tip komt steeds ongeveer {minutes} minuten later dan hier staat: niet alle kanalen tegelijk."
)
PLANNING_LATER_ONE = "De tip komt steeds ongeveer 1 minuut later dan hier staat: niet alle kanalen tegelijk."
CALENDAR_HOW = "Elke agenda kan dat bestand (.ics) openen. Ik stuur het in een privébericht."
CALENDAR_SENT = "Ik stuur je het bestand in een privébericht."
CALENDAR_NAME = "tips.ics"
OLD_LIST = Sentence(
    "Deze lijst is oud: die dag is voorbij of komt niet meer. Typ {ask} planning voor de nieuwe."
)
SKIPPED = "Op {date} komt er geen tip."
SKIP_USAGE = Sentence(
    "Typ alleen: {ask} overslaan. Dan komt de volgende tip niet. Een andere dag overslaan doe je met {ask} planning."
)
NOTHING_TO_SKIP = "Er komt het komende jaar geen tip om over te slaan."

# The next nudge
EXAMPLE = "Zo ziet de volgende tip eruit. Hij komt op {moment}. Alleen jij ziet dit."
EXAMPLE_OFF = "Zo ziet een tip eruit. De tips staan nu uit. Alleen jij ziet dit."
EXAMPLE_OTHER = "Deze tip kan op {moment} komen, als je hem goedkeurt. Alleen jij ziet dit."
ANOTHER = "Andere tip"
APPROVE = "Goedkeuren"
APPROVED = "Goedgekeurd. Op {moment} komt: {title}"
POST_NOW = "Nu plaatsen"
POST_ASK = Sentence("Nu plaatsen in #{channel}: {title}")
POST_ASK_SLOT = "Komt deze tip in plaats van die van {date}, of erbij?"
POST_INSTEAD = "In plaats van {date}"
POST_EXTRA = "Erbij"
POST_CANCEL = "Niet plaatsen"
POSTING = Sentence("De tip staat zo in #{channel}.")
POSTED_BEFORE = "Deze tip is vandaag al geplaatst, of de tip van die dag is er al."
NOT_POSTED = "Er is niets geplaatst."

# Pause
PAUSED_UNTIL = Sentence("De tips staan op pauze tot en met {date}. Met {ask} hervat gaan ze eerder door.")
PAUSED = Sentence("De tips staan op pauze. Met {ask} hervat gaan ze weer door.")
PAUSE_USAGE = Sentence(
    "Typ bijvoorbeeld: {ask} pauze t/m 20 december, pauze 2 weken, pauze volgende week of pauze kerstvakantie."
    " Met alleen {ask} pauze staan de tips stil tot {ask} hervat."
)
PAUSED_LATER = Sentence(
    "{days}: geen tips. Tot die tijd komen ze gewoon. Je ziet dit ook bij {ask} instellen."
)
PAUSE_DAYS = "{first} tot en met {last}"
PAUSE_NAME = "pauze"
PAUSE_WIDEST = "De dagen verschillen per regio. Ik nam de ruimste: van de eerste tot en met de laatste regio."
PAUSE_MISSES = "Deze tips komen dan niet:"
PAUSE_MISSES_MORE = "en nog {count} keer"
PAUSE_MISSES_ON = "De eerste tip die niet komt, is die van {date}."
PAUSE_MISSES_NONE = "In die tijd valt er geen tip."
PAUSE_UNDO = "Ongedaan maken"
PAUSE_UNDONE = "Dat is ongedaan gemaakt."
PAUSE_OTHER = Sentence("Er is intussen iets veranderd. Typ {ask} planning om te zien wat er nu komt.")
PAUSE_LOCKED = Sentence(
    "Dit kanaal wordt ingesteld in een bestand (config/channels.yaml). Een periode die later begint, zet de beheerder"
    " daarin. Een pauze die vandaag begint, kan wel: {ask} pauze t/m 20 december."
)
RESUME_USAGE = Sentence("Typ alleen: {ask} hervat. Dan gaan de tips na een pauze weer door.")
RESUMED = "De tips gaan door. De volgende komt op {moment}."
RESUMED_OFF = Sentence("De pauze is voorbij, maar de tips staan uit. Zet ze aan met {ask} instellen.")
RESUMED_NONE = "De pauze is voorbij. Het komende jaar valt er geen tip."
PAUSE = "Pauzeren"
PAUSE_TITLE = "Tips pauzeren"
PAUSE_FROM = "Vanaf welke dag?"
PAUSE_FROM_HINT = "Laat leeg om vandaag te beginnen."
PAUSE_UNTIL = "Tot en met welke dag?"
PAUSE_HINT = "Laat leeg om te pauzeren tot iemand de tips hervat."
PAUSE_NO_END = "Kies ook de laatste dag."
PAUSE_TURNED = "De laatste dag komt voor de eerste. Kies een latere."
PAUSE_EARLY = "Kies vandaag of een dag die nog komt."
RESUME = "Hervatten"

# History
HISTORY = Sentence("Geschiedenis van #{channel}")
HISTORY_NONE = Sentence("In #{channel} is nog geen tip geweest.")
HISTORY_TIP_GONE = "een tip die er niet meer is"
HISTORY_NO_TIP = "geen tip"
BECAME = {
    "posted": "geplaatst",
    "skipped": Sentence("niet geplaatst ({why})"),
    "failed": Sentence("niet geplaatst: {platform} weigerde ({why})"),
    "unknown": "niet zeker of hij geplaatst is",
    "review": "niet zeker of hij geplaatst is",
    "planned": "komt eraan",
    "claimed": "komt eraan",
    "sending": "komt eraan",
}
BECAME_EXTRA = ", er een keer bij"
SKIP_REASONS = {
    "missed": "het was te laat geworden",
    "off": "de tips stonden uit",
    "unresolved": "het is niet bekend of hij er stond",
    "channel_gone": "het kanaal was er niet meer",
    "is_shared": "er zit een andere organisatie in het kanaal",
}
CHANGES = "Toon wie wat veranderde"
CHANGES_TITLE = Sentence("Veranderd in #{channel}")
CHANGES_NONE = Sentence("In #{channel} is nog niets veranderd.")
CHANGES_KEPT = "Ik bewaar dit 12 maanden."

# When the bot comes into a channel
SET_UP = "Instellen"
SEE_EXAMPLE = "Voorbeeld"

# The home tab
HOME_WHAT = (
    "Elke week krijgt je team een kleine tip over leiderschap, met de bron erbij. De nieuwste staat dan hier."
)
HOME_TIP = Sentence("De tip van deze week in #{channel}, van {date}")
HOME_GUEST = "Je bent hier te gast: de tips lees je in het kanaal."
HOME_MANAGE = "Beheer"
HOME_LOOK = "Bekijk"
HOME_YOURS = "Kanalen die je leidt"
HOME_IN = "Kanalen waar je in zit"
HOME_ALL = "Alle kanalen"
HOME_NONE = Sentence(
    "Je zit nog niet in een kanaal met tips. Nodig me uit in het kanaal van je team: {invite}"
)
HOME_NEXT = "volgende tip op {moment}"
HOME_OFF = "uit"
HOME_PAUSED = "op pauze tot en met {date}"
HOME_PAUSED_FOREVER = "op pauze"
HOME_STOPPED = Sentence("staat stil: {reason}")
HOME_NOTHING = "er komt voorlopig geen tip"
HOME_NO_LEAD = "geen teamleider"
HOME_PAGE = "Pagina {page} van {pages}"
HOME_PREVIOUS = "Vorige pagina"
HOME_FOLLOWING = "Volgende pagina"
HOME_ADMIN = "Voor beheerders"
HOME_MORE = "En nog {count} kanalen."
HOME_MORE_ONE = "En nog 1 kanaal."
HOME_NOTHING_TO_DO = "Er is nu niets te doen."
HOME_VERSION = "Versie {version}"
HOME_GAPS = "Hierover zeggen de artikelen niets, en er is wel naar gevraagd: {gaps}."

# At the end of a series
SERIES_ENDS = Sentence("De leerlijn ‘{series}’ in #{channel} is bijna klaar: de laatste tip komt eraan.")
SERIES_NEXT = "Wat wil je hierna? Kies je niets, dan komen er losse tips."
SERIES_CHOOSE = "Kies wat er komt"
SEE_PLANNING = "Planning"
SEE_HISTORY = "Geschiedenis"
