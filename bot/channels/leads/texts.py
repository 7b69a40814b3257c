"""What the bot says about leads and about what people may do: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence

# Who may do what
GUEST = "Gasten kunnen hier niets instellen of aanklikken. Vraag het een collega van deze organisatie."
NOT_A_COLLEAGUE = Sentence(
    "Alleen mensen van de organisatie van deze {workspace} kunnen hier iets instellen of aanklikken."
)
NOT_A_MEMBER = "Alleen wie in dit kanaal zit, kan dit zien. Word eerst lid van het kanaal."
ONLY_LEADS = Sentence("Alleen {leads} of een {workspace}-beheerder kan dit doen.")
NO_LEAD = Sentence(
    "Dit kanaal heeft geen teamleider. Wie het kanaal maakte of een {workspace}-beheerder kan het overnemen."
)
ONLY_ADMINS_SHARED = Sentence(
    "In dit kanaal zit ook een andere organisatie. Alleen een {workspace}-beheerder kan de tips hier"
    " aanzetten."
)
NOT_INVITED = Sentence("Ik zit niet in dit kanaal. Typ er eerst {invite} en daarna {ask} instellen.")
IN_DIRECT = Sentence(
    "Dit werkt alleen in een kanaal. Ga naar het kanaal van je team, typ daar {invite} en daarna"
    " {ask} instellen."
)
NOT_KNOWN_NOW = "Ik kan nu niet nagaan of je dit mag. Probeer het straks opnieuw."
NOT_SET_UP = Sentence("In dit kanaal zijn nog geen tips ingesteld. Typ {ask} instellen om te beginnen.")
ASK_LEAD = "Vraag om een teamleider"
ASK_LEAD_TITLE = "Vragen om een teamleider?"
ASK_LEAD_TEXT = "Wie dit kanaal kan overnemen, ziet dat jij het vraagt."
ASK_LEAD_YES = "Vraag het"
ASKED = "Ik heb het gevraagd aan wie dit kanaal kan overnemen."
ASKED_BEFORE = "Dit is vandaag al gevraagd. Wacht nog even op antwoord."
ASKED_NOBODY = Sentence("Ik kan niemand vinden om dit aan te vragen. Vraag het een {workspace}-beheerder.")
PLEASE_LEAD = Sentence(" vraagt of je #{channel} wilt leiden. Nu is er geen teamleider.")
PLEASE_LEAD_SUMMARY = Sentence("Wil je #{channel} leiden?")
PLEASE_LEAD_HOW = "Kies Instellen en sla op. Dan ben je de teamleider. Of kies zelf een teamleider."

# Leads
LEADS = "Teamleiders"
LEADS_TITLE = "Teamleiders"
LEADS_LABEL = "Wie mogen dit kanaal instellen?"
LEADS_HINT = "Alleen mensen van je eigen organisatie, geen gasten."
LEADS_FILE = "Deze teamleiders staan in een bestand en blijven: "
LEADS_NOBODY = "Kies minstens één teamleider."
LEADS_UNFIT = "{name} kan geen teamleider zijn: kies een collega die geen gast is."
THIS_PERSON = "Deze persoon"
LEADS_SAVED = Sentence("De teamleiders van #{channel}: ")
LEADS_GONE = Sentence("#{channel} heeft geen teamleider meer. De tips gaan door. Wie wil het kanaal leiden?")
LEADS_CHOOSE = "Teamleiders kiezen"

# What a person reads of their own roles, and of changes with their name
ROLES_TITLE = "Kanalen die je leidt"
ROLES_WHY = "Om te weten wie een kanaal mag instellen."
ROLES_KEPT = "Zolang je het kanaal leidt."
AUDIT_TITLE = "Veranderingen aan kanalen, door jou of met jouw naam erin"
AUDIT_WHY = "Om te kunnen nagaan wie wat veranderde."
AUDIT_KEPT = "Na {days} dagen verwijder ik het. Verwijder je alles, dan staat er ‘verwijderde gebruiker’."
AUDIT_YOU, AUDIT_OTHER = "jou", "een ander"
