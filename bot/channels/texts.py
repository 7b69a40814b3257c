"""What the bot says where leads run their channel: plain, short, "je"."""

from __future__ import annotations

from bot.channels.presence.texts import INVITE, INVITE_AGAIN

TITLE = "Leiderschap"

# Forms
NOW = "Nu: {value}"
FORM_CHANNEL = "Kanaal: #{channel}"
CONTINUED = "{label} (vervolg)"
SAVE = "Opslaan"
CHECK = "Controleren"
CANCEL = "Annuleren"
NOT_IN_LIST = "Kies iets uit de lijst."

# Who may do what
GUEST = "Gasten kunnen hier niets instellen of aanklikken. Vraag het een collega van deze organisatie."
NOT_A_COLLEAGUE = "Alleen mensen van de organisatie van deze Slack kunnen hier iets instellen of aanklikken."
NOT_A_MEMBER = "Alleen wie in dit kanaal zit, kan dit zien. Word eerst lid van het kanaal."
ONLY_LEADS = "Alleen {leads} of een beheerder van deze Slack kan dit doen."
NO_LEAD = "Dit kanaal heeft geen teamleider. Wie het kanaal maakte of een beheerder van deze Slack kan het overnemen."
ONLY_ADMINS_SHARED = (
    "In dit kanaal zit ook een andere organisatie. Alleen een beheerder van deze Slack kan de tips hier"
    " aanzetten."
)
NOT_INVITED = f"Ik zit niet in dit kanaal. Typ er eerst {INVITE} en daarna /leiderschap instellen."
IN_DIRECT = (
    f"Dit werkt alleen in een kanaal. Ga naar het kanaal van je team, typ daar {INVITE} en daarna"
    " /leiderschap instellen."
)
NOT_KNOWN_NOW = "Ik kan nu niet nagaan of je dit mag. Probeer het straks opnieuw."
NOT_SET_UP = "In dit kanaal zijn nog geen tips ingesteld. Typ /leiderschap instellen om te beginnen."
ASK_LEAD = "Vraag om een teamleider"
ASK_LEAD_TITLE = "Vragen om een teamleider?"
ASK_LEAD_TEXT = "Wie dit kanaal kan overnemen, ziet dat jij het vraagt."
ASK_LEAD_YES = "Vraag het"
ASKED = "Ik heb het gevraagd aan wie dit kanaal kan overnemen."
ASKED_BEFORE = "Dit is vandaag al gevraagd. Wacht nog even op antwoord."
ASKED_NOBODY = "Ik kan niemand vinden om dit aan te vragen. Vraag het een beheerder van deze Slack."
PLEASE_LEAD = " vraagt of je #{channel} wilt leiden. Nu is er geen teamleider."
PLEASE_LEAD_SUMMARY = "Wil je #{channel} leiden?"
PLEASE_LEAD_HOW = "Kies Instellen en sla op. Dan ben je de teamleider. Of kies zelf een teamleider."

# The settings of a channel
SETTINGS = "Tips instellen"
FIRST_TIME = "Hier komen nog geen tips. Pas als je opslaat, gaan ze aan. Jij wordt dan de teamleider."
LOCKED = (
    "#{channel} wordt ingesteld in een bestand (config/channels.yaml), niet in Slack. Vraag wie de bot beheert om het"
    " daar te veranderen."
)
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
CLOSED_HINT = "Een per regel. Je kunt er een naam achter zetten. Laat leeg als er geen zijn."
CLOSED_EXAMPLE = "21 december t/m 1 januari: kantoor dicht"
CLOSED_LINE = "{first} t/m {last}"
CLOSED_NAMED = "{days}: {name}"
CLOSED_ERROR = "Regel {line}: {why}"
CLOSED_TURNED = "de laatste dag komt voor de eerste."
CHECK_IN = "Later vragen hoe een plan ging"
YES = "Ja"
NO = "Nee"
CHECK_IN_AFTER = "Na hoeveel werkdagen?"
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
SAVED_ON = "De tips in #{channel} staan aan."
SAVED_OFF = "De tips in #{channel} staan uit."

# Coming nudges
PLANNING_TITLE = "Planning"
PLANNING = "Planning van #{channel}"
PLANNING_OFF = "De tips in #{channel} staan uit. Er is niets gepland."
PLANNING_STOPPED = "De tips in #{channel} staan stil: {reason}. {advice}"
COMES = "{moment}: "
COMES_MOVED = "{moment}, in plaats van {date} ({why}): "
DOES_NOT_COME = "{date}: geen tip ({why})."
CHOSEN = " (zelf gekozen)"
SWAP = "Andere tip"
SWAP_TITLE = "Andere tip kiezen"
SWAP_LABEL = "Tip voor {date}"
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
OLD_LIST = (
    "Deze lijst is oud: die dag is voorbij of komt niet meer. Typ /leiderschap planning voor de nieuwe."
)
SKIPPED = "Op {date} komt er geen tip."
NOTHING_TO_SKIP = "Er komt het komende jaar geen tip om over te slaan."

# The next nudge
EXAMPLE = "Zo ziet de volgende tip eruit. Hij komt op {moment}. Alleen jij ziet dit."
EXAMPLE_OFF = "Zo ziet een tip eruit. De tips staan nu uit. Alleen jij ziet dit."
EXAMPLE_OTHER = "Deze tip kan op {moment} komen, als je hem goedkeurt. Alleen jij ziet dit."
ANOTHER = "Andere tip"
APPROVE = "Goedkeuren"
APPROVED = "Goedgekeurd. Op {moment} komt: {title}"
POST_NOW = "Nu plaatsen"
POST_ASK = "Nu plaatsen in #{channel}: {title}"
POST_ASK_SLOT = "Komt deze tip in plaats van die van {date}, of erbij?"
POST_INSTEAD = "In plaats van {date}"
POST_EXTRA = "Erbij"
POST_CANCEL = "Niet plaatsen"
POSTING = "De tip staat zo in #{channel}."
POSTED_BEFORE = "Deze tip is vandaag al geplaatst, of de tip van die dag is er al."
NOT_POSTED = "Er is niets geplaatst."

# Pause
PAUSED_UNTIL = "De tips staan op pauze tot en met {date}. Met /leiderschap hervat gaan ze eerder door."
PAUSED = "De tips staan op pauze. Met /leiderschap hervat gaan ze weer door."
RESUMED = "De tips gaan door. De volgende komt op {moment}."
RESUMED_OFF = "De pauze is voorbij, maar de tips staan uit. Zet ze aan met /leiderschap instellen."
RESUMED_NONE = "De pauze is voorbij. Het komende jaar valt er geen tip."
PAUSE = "Pauzeren"
PAUSE_TITLE = "Tips pauzeren"
PAUSE_UNTIL = "Tot en met welke dag?"
PAUSE_HINT = "Laat leeg om te pauzeren tot iemand de tips hervat."
PAUSE_EARLY = "Kies vandaag of een dag die nog komt."
RESUME = "Hervatten"

# History
HISTORY = "Geschiedenis van #{channel}"
HISTORY_NONE = "In #{channel} is nog geen tip geweest."
HISTORY_TIP_GONE = "een tip die er niet meer is"
HISTORY_NO_TIP = "geen tip"
BECAME = {
    "posted": "geplaatst",
    "skipped": "niet geplaatst ({why})",
    "failed": "niet geplaatst: Slack weigerde ({why})",
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
CHANGES_TITLE = "Veranderd in #{channel}"
CHANGES_NONE = "In #{channel} is nog niets veranderd."
CHANGES_KEPT = "Ik bewaar dit 12 maanden."
BY_FILE = "het bestand"
BY_COMMAND = "een beheerder"
CHANGE_SETTLED = "Bericht waarvan niet bekend was of het er stond"
SETTLED = {"posted": "het staat er", "repost": "alsnog plaatsen"}
CHANGE_FROM = "{label}: van "
CHANGE_TO = " naar "
CHANGE_GONE = " is weg"
CHANGE_RESUMED = "Pauze: hervat"
CHANGE_PAUSE = "Pauze"
CHANGE_LEAD = "Teamleider"
CHANGE_OWN_TIP = "Eigen tip"
CHANGE_NOW = "Nu geplaatst"
CHANGE_SLOT = "Tip van {date}"
CHANGE_SKIP = "overgeslagen"
CHANGE_OWN = "een eigen tip"
CHANGE_PAUSED = "tot en met {date}"
CHANGE_FOREVER = "tot iemand hervat"
ALL_THEMES = "alle thema's"
CLOSED_NONE = "geen"

# Own tips
OWN_TIPS_TITLE = "Eigen tips"
OWN_TIPS = "Eigen tips van #{channel}"
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
OWN_NEXT_NONE = "Er komt het komende jaar geen tip. Zet de tips aan met /leiderschap instellen."
OWN_ROTATES = "Doet mee in de afwisseling."
OWN_RESTS = "Komt alleen als je hem kiest."
OWN_TITLE = "Titel"
OWN_TITLE_EXAMPLE = "Begin de week met een vraag"
OWN_DO = "Wat doe je?"
OWN_DO_HINT = "Een ding dat je deze week kunt doen."
OWN_WHY = "Waarom?"
OWN_LINK = "Link naar meer uitleg"
OWN_LINK_ERROR = "Een link begint met https:// en heeft geen spaties, naam of wachtwoord."
OWN_USE = "Wanneer komt deze tip?"
OWN_USES = {
    "mix": "Af en toe, tussen de andere tips",
    "next": "In de volgende beurt, en daarna af en toe",
    "keep": "Alleen als ik hem kies",
}
OWN_EMPTY = "Vul hier iets in."
OWN_SAVED = "De tip “{title}” is opgeslagen."
OWN_GONE = "Deze tip is er niet meer."

# Leads
LEADS = "Teamleiders"
LEADS_TITLE = "Teamleiders"
LEADS_LABEL = "Wie mogen dit kanaal instellen?"
LEADS_HINT = "Alleen mensen van je eigen organisatie, geen gasten."
LEADS_FILE = "Deze teamleiders staan in een bestand en blijven: "
LEADS_NOBODY = "Kies minstens een teamleider."
LEADS_UNFIT = "{name} kan geen teamleider zijn: kies een collega die geen gast is."
THIS_PERSON = "Deze persoon"
LEADS_SAVED = "De teamleiders van #{channel}: "

# When the bot comes into a channel
GREETING_SUMMARY = "Ik ben leiderschap"
GREETING = (
    "Hallo, ik ben leiderschap. Ik plaats hier elke week een kleine tip over leiderschap, met de bron erbij. En wie"
    " /leiderschap en een vraag typt, krijgt antwoord uit artikelen."
)
GREETING_OFF = (
    "Er komt nog niets vanzelf. Wie op Instellen klikt en opslaat, zet de tips aan en wordt teamleider."
)
GREETING_PRIVACY = "Ik lees geen gesprekken mee."
SET_UP = "Instellen"
SEE_EXAMPLE = "Voorbeeld"

# What happens to a channel
STOPPED = {
    "is_archived": "#{channel} is gearchiveerd. Er komen geen tips meer.",
    "not_in_channel": "Ik ben uit #{channel} gehaald. Er komen geen tips meer. " + INVITE_AGAIN,
    "channel_not_found": "#{channel} is er niet meer. Er komen geen tips meer.",
    "is_shared": (
        "In #{channel} zit nu ook een andere organisatie. De tips staan stil, tot een beheerder van deze Slack ze weer"
        " aanzet."
    ),
}
BACK = "Ik kan weer in #{channel} plaatsen. De volgende tip komt op {moment}."
BACK_NONE = "Ik kan weer in #{channel} plaatsen."
LEADS_GONE = "#{channel} heeft geen teamleider meer. De tips gaan door. Wie wil het kanaal leiden?"

# The home tab
HOME = "Zo werkt leiderschap"
HOME_WHAT = (
    "Elke week krijgt je team een kleine tip over leiderschap, met de bron erbij. En ik zoek antwoord op je vragen in"
    " artikelen."
)
HOME_ASK = (
    "Typ in een kanaal /leiderschap en je vraag. Alleen jij ziet het antwoord."
    " Met /leiderschap help zie je meer."
)
HOME_PRIVACY = "Ik lees geen gesprekken mee. Ik zie alleen wat je aan mij vraagt."
HOME_YOURS = "Kanalen die je leidt"
HOME_IN = "Kanalen waar je in zit"
HOME_ALL = "Alle kanalen"
HOME_NONE = f"Je zit nog niet in een kanaal met tips. Nodig me uit in het kanaal van je team: {INVITE}"
HOME_NEXT = "volgende tip op {moment}"
HOME_OFF = "uit"
HOME_PAUSED = "op pauze tot en met {date}"
HOME_PAUSED_FOREVER = "op pauze"
HOME_STOPPED = "staat stil: {reason}"
HOME_NOTHING = "er komt voorlopig geen tip"
HOME_NO_LEAD = "geen teamleider"
HOME_LEADERS = "teamleiders: "
HOME_PLANS = "Typ /leiderschap mijn voor je eigen plannen."
HOME_PAGE = "Pagina {page} van {pages}"
HOME_PREVIOUS = "Vorige pagina"
HOME_FOLLOWING = "Volgende pagina"
HOME_ADMIN = "Voor beheerders"
HOME_COUNTS = "Kanalen: {channels}. Aan: {active}. Op pauze of stil: {still}."
HOME_VERSION = "Versie {version}"
HOME_GAPS = "Hierover zeggen de artikelen niets, en er is wel naar gevraagd: {gaps}."
HOME_NO_GAPS = "Er is nog niets bekend waar de artikelen niets over zeggen."

# At the end of a series
SERIES_ENDS = "De leerlijn “{series}” in #{channel} is bijna klaar: de laatste tip komt eraan."
SERIES_NEXT = "Wat wil je hierna? Kies je niets, dan komen er losse tips."
SERIES_CHOOSE = "Kies wat er komt"
SEE_PLANNING = "Planning"
SEE_HISTORY = "Geschiedenis"
LEADS_CHOOSE = "Teamleiders kiezen"
STOPPED_OTHER = "Ik kan niet plaatsen in #{channel}: {reason}. Er komen geen tips meer. {advice}"
