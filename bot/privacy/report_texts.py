"""The Dutch sentences of the privacy report: for an administrator, a privacy officer and a works council."""

from __future__ import annotations

from bot.core.words import Sentence

TITLE = "# Privacy van leiderschap-bot"
MADE = "Dit stuk is op {date} gemaakt uit de bot zoals hij nu draait. Maak het opnieuw na elke verandering."

CONFIGURATION = "## Zo is de bot nu ingesteld"
INVENTORY = "## Bijlage: welke gegevens er zijn"
INVENTORY_HOW = "Een ster (*) staat bij gegevens die een persoon aanwijzen of die een persoon schreef."
INVENTORY_HEADER = ("Kolom", "Soort", "Waarvoor")
ROWS = "Nu {rows} rijen."
ROW_ONE = "Nu één rij."

SCOPES = Sentence("## Wat de bot in {platform} mag, en waarom")
SCOPES_HEADER = ("Recht", "Waarom")
SCOPES_NO_HISTORY = (
    "De bot mag geen gesprekken lezen: het manifest noemt geen recht dat op `history` eindigt."
)
SCOPES_HISTORY = (
    "Let op: de bot heeft een recht om berichten te lezen (`history`). Het staat hierboven met de reden. Zonder dat "
    "recht kan de bot ook werken."
)
SCOPE_REASONS = {
    "app_mentions:read": Sentence("Om vragen aan {bot} te zien."),
    "channels:history": "Om na een storing na te kijken of een eigen bericht al in een openbaar kanaal staat.",
    "channels:read": "Om de openbare kanalen te vinden waar de bot lid van is, en of daar gasten meelezen.",
    "chat:write": "Om tips en antwoorden te plaatsen.",
    "commands": Sentence("Voor {ask}."),
    "files:read": "Om een document te lezen dat een beheerder in een formulier geeft. Het recht gaat verder: ermee zou "
    "de bot elk bestand kunnen lezen in de kanalen waar hij lid van is. Dat doet hij niet.",
    "files:write": "Om een overzicht, een agenda of een download in een eigen gesprek te sturen.",
    "groups:history": "Om na een storing na te kijken of een eigen bericht al in een besloten kanaal staat.",
    "groups:read": "Om de besloten kanalen te vinden waar de bot lid van is, en of daar gasten meelezen.",
    "im:write": "Om iemand zelf een bericht te sturen, zoals een vraag over het eigen plan.",
    "metadata.message:read": "Om eigen berichten te herkennen aan hun nummer.",
    "users:read": "Om de tijdzone te kennen, en wie gast is: gasten krijgen geen antwoorden en klikken niets aan.",
}

PERIODS = "## Hoe lang iets wordt bewaard"
PERIODS_HEADER = ("Wat", "Hoe lang")
PERIOD_NAMES = {
    "plans": "Plannen, antwoorden en de vragen daarover",
    "harvest": "Zinnen voor de Vrijdagoogst, geteld vanaf de kaart",
    "questions": "Vragen waarop geen antwoord was",
    "audit": "Wie wat aan een kanaal veranderde",
    "rounds": "Tellingen die niemand aanwijzen (die van een proef blijven)",
    "uninstalled": "Alles van een organisatie die de bot verwijderde",
}
DAYS = "{days} dagen"
PERIODS_MORE = Sentence(
    "Antwoorden in een proef en hun sleutel verdwijnen als de telling sluit, klikken en artikelen die niemand opnam "
    "na een dag. Wie alles over zichzelf verwijdert, is meteen uit de database. Bij SQLite worden ook de resten in "
    "het bestand overschreven; de kopie van vóór een nieuwe versie verdwijnt na {copies} dagen, back-ups bewaart "
    "en verwijdert de beheerder. Bij PostgreSQL bepalen het logboek en de back-ups van de server hoe lang kopieën "
    "blijven. Waar iemand in een verandering of tekst van een ander stond, staat daarna ‘verwijderde gebruiker’. De "
    "naam van een kanaal blijft zoals hij in {platform} is. Een naam die iemand gewoon uitschreef, zonder hem in "
    "{platform} te noemen, herkent de bot niet."
)

RULES = "## Wat de bot niet kan"
RULE_LINES = (
    "Er is geen scherm, opdracht of bestand met cijfers over één persoon, behalve voor die persoon zelf.",
    "Een aantal wordt alleen getoond als minstens {smallest} mensen erin zitten en minstens {smallest} erbuiten. "
    "Een team van minder dan {twice} mensen ziet dus geen aantallen, en hoort ook niet dat niemand klikte.",
    Sentence(
        "Weet {platform} niet hoeveel mensen er in een kanaal zitten, dan wordt er geen aantal getoond."
    ),
    "Een woord dat in de artikelen ontbreekt, ziet een ander pas als minstens {smallest} mensen het missen.",
    "Een telling staat na één keer vast, zodat twee overzichten niet van elkaar af te trekken zijn.",
    "Teamleiders zien dezelfde aantallen als hun team.",
    "Een plan komt alleen in een kanaal als de persoon dat zelf kiest.",
    "Een zin komt alleen in de Vrijdagoogst als de persoon hem daarvoor schreef. Zonder naam komt een zin er alleen op "
    "als minstens {smallest} mensen dat zonder naam doen en minstens {smallest} anderen in het kanaal er niet op "
    "staan.",
    "In logs, metingen en foutmeldingen staan geen namen en geen tekst van mensen.",
)
RULES_HONEST = (
    "Wie de database zelf mag openen, kan plannen lezen, en antwoorden in een proef tot de telling sluit. "
    "Beperk die toegang."
)

DPIA = "## Concept: gegevensbeschermingseffectbeoordeling (DPIA)"
DPIA_NOTE = (
    "Dit is een concept. De organisatie vult het aan, bespreekt het met haar functionaris gegevensbescherming en stelt "
    "het vast. Tussen vierkante haken staat wat de organisatie zelf weet."
)
DPIA_PARTS = (
    (
        "Wat er gebeurt",
        Sentence(
            "Teams krijgen in {platform} een tip over leidinggeven. Wie wil, maakt er een plan bij en krijgt later "
            "één vraag hoe het ging. Meedoen is vrijwillig; niet meedoen is nergens te zien."
        ),
    ),
    (
        "Doel en grondslag",
        "Doel: medewerkers helpen een voornemen uit te voeren. Grondslag: [gerechtvaardigd belang of toestemming; let "
        "op de afhankelijkheid tussen werkgever en medewerker].",
    ),
    (
        "Wie erbij betrokken is",
        Sentence(
            "Verwerkingsverantwoordelijke: [naam]. {platform} verwerkt de berichten. Wie de bot beheert: [naam]. De "
            "bot stuurt gegevens alleen naar {platform}."
        ),
    ),
    (
        "Is het nodig en niet meer dan nodig",
        "Een plan en een antwoord zijn nodig om de vraag te kunnen stellen. Een antwoord in een proef is nodig tot de "
        "telling. De bijlage noemt voor elk gegeven waarvoor het is.",
    ),
)
RISKS = "### Risico's en maatregelen"
RISKS_HEADER = ("Risico", "Maatregel", "Wat blijft")
RISK_ROWS = (
    (
        "Een leidinggevende wil weten wie meedoet.",
        "Geen cijfers over één persoon; kleine aantallen worden niet getoond; antwoorden zijn privé.",
        "Wie zelf iets deelt, is zichtbaar. Sociale druk om te delen kan de bot niet zien.",
    ),
    (
        "Iemand met toegang tot de database leest mee.",
        "Korte bewaartijd; antwoorden in een proef zonder naam; sleutels verdwijnen.",
        "Plannen zijn leesbaar tot ze verwijderd zijn. [Wie heeft toegang?]",
    ),
    (
        "Uit woorden die de artikelen niet kennen, blijkt wat iemand vroeg.",
        "Een woord staat zonder naam en zonder vraag in de lijst, en wordt pas zichtbaar als vijf mensen het missen. "
        "Na 30 dagen is het weg.",
        "Een bijzonder woord kan doen denken aan wie erover sprak.",
    ),
    (
        "Iemand schrijft iets gevoeligs in een plan.",
        "Alleen die persoon ziet het en kan het meteen verwijderen.",
        "[Uitleg aan medewerkers.]",
    ),
    (
        "De bot wordt later anders gebruikt.",
        "De regels zitten in de code en worden getest; dit stuk komt uit de bot die draait.",
        "[Afspraak met de ondernemingsraad over wijzigingen.]",
    ),
)

LETTER = "## Concept: brief aan de ondernemingsraad"
LETTER_LINES = (
    "Beste leden van de ondernemingsraad,",
    Sentence(
        "Wij willen in {platform} een bot gebruiken die teams elke week een kleine tip over leidinggeven geeft. Omdat "
        "de bot gegevens van medewerkers verwerkt, vragen wij jullie om [instemming op grond van artikel 27, eerste "
        "lid, onder k en l, van de Wet op de ondernemingsraden; laat dit juridisch nagaan]."
    ),
    "De bot is zo gemaakt dat hij niet geschikt is om mensen te volgen. Hij mag {reading}. Een teamleider ziet geen "
    "gegevens over één medewerker. Aantallen verschijnen pas vanaf {smallest} mensen, met minstens {smallest} "
    "mensen die er niet in zitten.",
    Sentence(
        "Meedoen is vrijwillig. Een plan en een antwoord zijn privé en worden na {days} dagen verwijderd. Iedereen kan "
        "met {ask} privacy zien, downloaden en verwijderen wat er bewaard is."
    ),
    "Vindt iemand geen antwoord, dan telt de bot zonder naam welk woord de artikelen missen. De beheerder en de "
    "teamleiders zien zo'n woord pas als {smallest} mensen het missen.",
    "De bot belooft geen resultaat. Hij laat alleen tellingen zien. Wie wil weten of de knop voor plannen iets "
    "verandert, kan een proef doen met anonieme vragen.",
    "In de bijlage staan alle gegevens, rechten en bewaartijden, gemaakt uit de bot zoals hij draait. Wij stellen voor "
    "om na [termijn] samen te kijken hoe het gaat.",
    "Met vriendelijke groet,",
    "[naam en functie]",
)
READING_NOT = "geen gesprekken lezen"
READING = "alleen berichten lezen om na een storing eigen berichten terug te vinden"

# Facts about the configuration
FACT_DATABASE = {
    "sqlite": "De gegevens staan in één SQLite-bestand op de computer van de bot.",
    "postgresql": "De gegevens staan in een PostgreSQL-database.",
}
FACT_SOCKET = {
    True: Sentence(
        "De bot haalt zijn berichten bij {platform} op (Socket Mode); er staat geen deur naar buiten open."
    ),
    False: Sentence("{platform} stuurt berichten naar de bot over HTTP, ondertekend."),
}
FACT_LOG = "Het logboek staat op niveau {level}."
FACT_GUESTS = {
    "none": "Gasten en mensen van andere organisaties krijgen geen antwoord, en waar zij meelezen staat geen antwoord.",
    "shipped": "Gasten en mensen van andere organisaties krijgen alleen antwoord uit de artikelen van de bot zelf.",
    "all": "Gasten en mensen van andere organisaties krijgen antwoord uit alle artikelen, ook die van jullie zelf.",
}
FACT_TROUBLE = (
    "Wie schrijft over eigen nood (pesten, een burn-out), krijgt alleen zelf een antwoord: bij wie je terechtkunt. Van"
    " die vraag wordt niets geteld, bewaard of gelogd."
)
FACT_UPLOADS = {
    False: "Bestanden uploaden staat uit: beheerders voegen een artikel alleen met een link toe, en de bot vraagt "
    "geen recht om bestanden te lezen.",
    True: Sentence(
        "Bestanden uploaden staat aan: de bot mag daarvoor bestanden lezen (`files:read`). Hij leest alleen een "
        "bestand dat een beheerder zelf in het formulier gaf. Het bestand blijft in {platform}; de bot bewaart alleen "
        "de tekst, en langer dan een dag alleen als de beheerder die opneemt."
    ),
}
FACT_CHANNELS = (
    "{active} van de {all} kanalen krijgen tips; in {check_in} daarvan vraagt de bot naar plannen."
)
FACT_TRIALS = "In {count} kanalen loopt een proef."
FACT_TRIAL_ONE = "In één kanaal loopt een proef."
FACT_OFFLINE = "De database is niet gelezen; aantallen rijen ontbreken."
