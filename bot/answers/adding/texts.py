"""What the bot says to administrators who add an article, or take one away."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.words import Sentence
from bot.library.importing import fetching
from bot.library.importing.blocks import Why

# The list
ADDED = "Door jullie toegevoegd"
ADDED_LINE = "{words} woorden, {date}"
ADD = "Voeg toe"
REMOVE, KEEP = "Haal weg", "Laat staan"
REMOVE_TITLE = "Dit artikel weghalen?"
REMOVE_TEXT = "Niemand krijgt er dan nog antwoord uit: {title}"
FOLLOWING = "Volgende"
ONLY_ADMINS = "Alleen een beheerder kan dit zien en doen."

# The form
TITLE = "Artikel toevoegen"
HOW = "Ik lees het document en laat jou zien wat ik eruit haal. Pas als jij het opneemt, geef ik er antwoord uit."
HOW_WHERE = Sentence("Alleen mensen in deze {workspace} krijgen er antwoord uit.")
LINK = "Link"
LINK_HINT = "Van een pagina of document op internet dat iedereen kan openen, zonder inloggen."
LINK_EXAMPLE = "https://"
FILE = "Of een bestand"
FILE_HINT = Sentence(
    "PDF, DOCX, Markdown of HTML. Het bestand zelf blijft in {platform}, bij wie het uploadde. Ik bewaar alleen de"
    " tekst."
)
SEND, CANCEL = "Lees", "Annuleren"
READING = "Ik lees het nu. Je krijgt zo een bericht van mij met wat ik eruit haal."

# What is wrong with what was filled in
NO_LINK = "Vul een link in."
NEITHER = "Vul een link in, of kies een bestand."
BOTH = "Kies een van de twee: een link of een bestand."
FILE_KIND = "Dit soort bestand lees ik niet. Bewaar het als PDF, DOCX, Markdown of HTML en kies dat."
FILE_LARGE = (
    "Dit bestand is te groot: ik lees hooguit {limit} MB. Knip het in stukken, of haal de plaatjes eruit."
)
BUSY = "Ik lees al een paar documenten. Wacht tot je daar bericht van hebt, en stuur dit dan nog eens."

# Why a document gives nothing
FILE_NOT_GIVEN = Sentence(
    "{platform} geeft mij dit bestand niet. Voeg het nog eens toe. Lukt dat niet, vraag dan de beheerder van de bot om"
    " na te gaan of ik bestanden mag lezen."
)
PROBLEMS: Mapping[Why, str] = {
    "damaged": "Ik kan dit document niet lezen: het lijkt beschadigd. Bewaar het opnieuw en voeg het nog eens toe.",
    "empty": "Dit document is leeg. Kijk of je het goede hebt gekozen.",
    "kind": "Dit soort document lees ik niet. Bewaar het als PDF, DOCX, Markdown of HTML en voeg dat toe.",
    "large": "Dit document is te groot om te lezen. Knip het in stukken en voeg die toe.",
    "locked": "Op dit document zit een wachtwoord. Bewaar het zonder wachtwoord en voeg dat toe.",
    "nothing": "Ik vind in dit document geen tekst van een artikel, alleen menu’s, knoppen en korte regels. Bewaar de"
    " tekst zelf als document en voeg dat toe.",
    "pictures": "In dit document staan alleen plaatjes van tekst. Laat de tekst eerst herkennen (OCR) en voeg dat toe.",
    "slow": "Het lezen van dit document duurt te lang. Knip het in stukken en voeg die toe.",
    "uninstalled": "Dit soort document kan ik hier niet lezen. Vraag de beheerder van de bot om de uitbreiding voor"
    " documenten te installeren.",
    "unavailable": "Het lezen is afgebroken. Stuur het formulier nog eens.",
}
LINKS: Mapping[fetching.Why, str] = {
    "away": "Deze website is niet te bereiken. Probeer het later nog eens.",
    "endless": "Deze link stuurt steeds door. Geef de link van de pagina zelf.",
    "gone": "De website geeft deze pagina niet. Kijk of je hem kunt openen zonder in te loggen.",
    "large": "Deze pagina is te groot om op te halen. Geef een link naar een kleiner stuk.",
    "not https": "Geef een link die begint met https://.",
    "password": "In deze link staat een naam of wachtwoord. Haal dat eruit.",
    "port": "Deze link wijst naar een bijzondere poort. Geef een gewone link, zonder : en een getal achter de naam.",
    "private": "Deze link leidt naar een intern netwerk. Daar haal ik niets op: geef een link die iedereen kan openen.",
    "proxy": "Ik kom hier niet op internet. Vraag de beheerder van de bot om naar de proxy te kijken.",
    "slow": "Deze website antwoordt niet op tijd. Probeer het later nog eens.",
    "unknown": "Dit adres bestaat niet. Kijk of de link goed gespeld is.",
}

# What was read
PREVIEW = "Gelezen: {title}"
FROM = "Uit: "
HEADINGS = "Dit zijn de koppen"
MORE_HEADINGS = "en nog {count}"
KEPT = "Ik lees er {words} woorden in."
LEFT_OUT = "Weggelaten: {reason}."
LEFT_OUT_NOTHING = "Ik liet niets weg."
LEFT_OUT_ONE = "{why} ({words})"
LOST = "{words} woorden raakte ik kwijt, en ik weet niet waarom. Vraag na het opnemen naar wat je belangrijk vindt."
LOST_ONE = (
    "Eén woord raakte ik kwijt, en ik weet niet waarom. Vraag na het opnemen naar wat je belangrijk vindt."
)
QUESTIONS = "Hierop kan ik dan antwoorden"
NO_QUESTIONS = "Ik vond geen vragen om voor te stellen. Neem het op en probeer er zelf een."
REPLACES = "Uit deze bron is al een artikel opgenomen: ‘{title}’. Neem je dit op, dan komt het daarvoor in de plaats."
CHOOSE = "Bij elk antwoord staat waar het uit komt. Kies je niets, dan is dit na een dag weg."
ACCEPT, REJECT = "Opnemen", "Niet opnemen"
ACCEPTED = Sentence("Opgenomen: ‘{title}’. Ik geef er nu antwoord uit. Weghalen kan met {ask} artikelen.")
REJECTED = "Niet opgenomen. Ik heb er niets van bewaard."

OTHER_REASON = "wat om de tekst heen staat"
REASONS: Mapping[str, str] = {
    "about the author": "over de schrijver",
    "about the page": "over de pagina",
    "about the site": "over de website",
    "address of a link": "adressen van links",
    "advertisement": "reclame",
    "author": "naam van de schrijver",
    "breadcrumb": "menu’s",
    "button": "knoppen",
    "code": "programmacode",
    "comment": "opmerkingen",
    "comments": "reacties van lezers",
    "cookie notice": "cookiemeldingen",
    "date": "datum",
    "deleted in a change": "geschrapte tekst",
    "diagram": "schema’s",
    "dialogue": "meldingen",
    "emoji": "emoji",
    "form": "formulieren",
    "formula": "formules",
    "front matter": "gegevens boven de tekst",
    "hidden": "verborgen tekst",
    "invitation to react": "vraag om te reageren",
    "layout": "opmaak",
    "legal notice": "kleine lettertjes",
    "list of links": "rijtjes links",
    "mark of a note": "nummers van noten",
    "menu": "menu’s",
    "newsletter": "nieuwsbrief",
    "notice": "meldingen",
    "page footer": "onderkant van de pagina",
    "page header": "bovenkant van de pagina",
    "page number": "paginanummers",
    "picture": "beschrijvingen van plaatjes",
    "picture credit": "namen bij foto’s",
    "reaction form": "vraag om te reageren",
    "reference": "verwijzingen",
    "running head": "kop- en voetregels",
    "separator": "scheidingslijnen",
    "share buttons": "deelknoppen",
    "shopping cart": "winkelmandje",
    "shortcode": "opmaak",
    "sidebar": "zijkant van de pagina",
    "stands there twice": "tekst die er dubbel staat",
    "table of contents": "inhoudsopgave",
    "tags": "labels",
    "teaser": "verwijzingen naar andere stukken",
    "title repeated": "herhaalde titel",
    "too short for an article": "stukken die te kort zijn",
    "unseen": "onzichtbare tekst",
}
"""Why words were left out, by the importer's own reason."""

# On the home page
HOME_ARTICLES = "Alle artikelen"
HOME_NONE = "Jullie hebben nog geen eigen artikel toegevoegd."
HOME_ONE = "Jullie hebben 1 eigen artikel toegevoegd."
HOME_SOME = "Jullie hebben {count} eigen artikelen toegevoegd."
