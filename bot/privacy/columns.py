"""What every column of the database is for. A column without a purpose has no business there: a test finds it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import reading
from bot.database.schema import metadata
from bot.privacy.holding import PERSONAL, holds
from bot.privacy.model import Column, Table

_ID = "Om de rij terug te vinden."
_WORKSPACE = "Bij welke Slack-omgeving de rij hoort, en om alles te verwijderen als die omgeving vertrekt."
_CHANNEL = "Om welk kanaal het gaat."
_VERSION = "Om te merken dat een ander de rij net veranderde."

PURPOSES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "audit": (
        "Wie wanneer wat aan een kanaal veranderde.",
        {
            "id": _ID,
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "at": "Wanneer de verandering was.",
            "user": "Wie de verandering deed; na verwijderen staat er 'verwijderde gebruiker'.",
            "field": "Wat er veranderde.",
            "before": "Hoe het was; bij teamleiders staat hier een gebruiker.",
            "after": "Hoe het werd; bij teamleiders staat hier een gebruiker.",
            "version": "De stand van het kanaal na de verandering.",
        },
    ),
    "channels": (
        "Wat teamleiders voor hun kanaal kozen.",
        {
            "workspace": _WORKSPACE,
            "id": _CHANNEL,
            "name": "De naam van het kanaal, om het te kunnen noemen.",
            "settings": "Dag, tijd, thema's en andere keuzes die gelden.",
            "next_due_at": "Wanneer de volgende tip komt.",
            "next_slot": "De datum van de volgende tip.",
            "paused": "Waarom de bot hier niet kan posten.",
            "version": _VERSION,
            "layers": "Welke keuze van wie komt: standaard, bestand of Slack.",
            "pause_until": "Tot wanneer de teamleider de tips pauzeerde.",
            "series_since": "Vanaf wanneer een leerlijn telt.",
        },
    ),
    "deliveries": (
        "Het logboek van berichten, zodat niets dubbel wordt geplaatst. Er staat geen tekst in.",
        {
            "id": _ID,
            "workspace": _WORKSPACE,
            "channel": "Waar het bericht kwam. Bij een vraag aan één persoon is dit het gesprek met de bot.",
            "kind": "Wat voor bericht het was.",
            "slot": "De datum waar het bericht bij hoort.",
            "due_at": "Wanneer het moest komen.",
            "expires_at": "Tot wanneer het nog zin had.",
            "state": "Hoe ver het is.",
            "subject": "Het nummer van het plan, de tip of het kanaal waar het over ging.",
            "tip": "Welke tip het was.",
            "not_before": "Wanneer het opnieuw geprobeerd mag worden.",
            "owner": "Welk proces ermee bezig is.",
            "lease_until": "Tot wanneer dat proces de tijd heeft.",
            "armed_at": "Wanneer het versturen begon.",
            "quarantine_until": "Tot wanneer gewacht wordt als het antwoord van Slack kwijt is.",
            "attempts": "Hoe vaak het geprobeerd is.",
            "ts": "Waar het bericht in Slack staat.",
            "error": "Waarom het niet lukte, als code.",
            "version": _VERSION,
            "stale_at": "Wanneer de tijd zelf iets beslist.",
        },
    ),
    "entries": (
        "Welk kanaal het kanalenbestand met een naam bedoelt, ook als het kanaal een andere naam krijgt.",
        {"workspace": _WORKSPACE, "name": "De naam in het bestand.", "channel": _CHANNEL},
    ),
    "gap_keys": (
        "De sleutels waarmee vragers in 'gaps' onherkenbaar zijn; na dertig dagen komt er een nieuwe.",
        {"period": "Van welke dertig dagen.", "key": "De sleutel."},
    ),
    "gaps": (
        "Woorden waarop mensen geen goed antwoord kregen. Een vraag staat er niet in.",
        {
            "workspace": _WORKSPACE,
            "words": "Een woord, of twee die samen gevraagd werden, als de artikelen of een woordenboek het kennen.",
            "period": "Met welke sleutel de vrager onherkenbaar is gemaakt.",
            "asker": "Wie het vroeg, onherkenbaar gemaakt, om te tellen of vijf mensen hetzelfde missen.",
            "found": "Of die persoon het antwoord vond.",
            "day": "Wanneer, om het na dertig dagen te verwijderen.",
        },
    ),
    "happenings": (
        "Wat Slack over een kanaal zei, zodat oud nieuws dat laat komt niets verandert.",
        {
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "kind": "Waar het over ging: de naam, het archief, of de bot erin zit.",
            "at": "Wanneer het volgens Slack was.",
            "value": "Hoe het toen werd, als code of als naam.",
        },
    ),
    "installations": (
        "Waar de bot is geïnstalleerd, met de sleutel van Slack in versleutelde vorm.",
        {
            "enterprise": "Bij welke organisatie de installatie hoort.",
            "workspace": _WORKSPACE,
            "sealed": "De sleutel waarmee de bot bij Slack mag posten, versleuteld.",
            "installed_at": "Wanneer de bot is geïnstalleerd.",
            "renewing_until": "Dat de sleutel nu vernieuwd wordt.",
        },
    ),
    "leads": (
        "Wie een kanaal leidt.",
        {
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "user": "Wie het kanaal mag instellen.",
            "source": "Of dit in het bestand of in Slack is gekozen.",
            "since": "Sinds wanneer.",
        },
    ),
    "notices": (
        "Wat al één keer over een kanaal is gezegd.",
        {
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "what": "Wat er is gezegd, als code.",
            "at": "Wanneer.",
        },
    ),
    "oauth_states": (
        "Installaties die nog bezig zijn, zodat niemand er een kan namaken.",
        {
            "digest": "Het kenmerk van de installatie, onleesbaar gemaakt.",
            "expires_at": "Tot wanneer het geldt.",
        },
    ),
    "once": (
        "Wat vandaag al is gedaan, zodat een dubbele klik niets dubbel doet. Na een dag weg.",
        {
            "key": "Welke klik of welk bericht van Slack het was; er kan een gebruiker in staan.",
            "at": "Wanneer.",
        },
    ),
    "overrides": (
        "Tips die een teamleider voor een datum koos of oversloeg.",
        {"workspace": _WORKSPACE, "channel": _CHANNEL, "slot": "De datum.", "tip": "De gekozen tip."},
    ),
    "own_tips": (
        "Tips die een teamleider zelf schreef.",
        {
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "id": _ID,
            "title": "De titel, door een teamleider geschreven.",
            "do": "De actie, door een teamleider geschreven.",
            "why": "De reden, door een teamleider geschreven.",
            "link": "Waar meer te lezen is.",
            "rotates": "Of de tip vanzelf aan de beurt komt.",
            "made_at": "Wanneer de tip is gemaakt.",
        },
    ),
    "pacing": (
        "Welk proces in welke omgeving post, en hoe snel, zodat Slack niet te veel tegelijk krijgt.",
        {
            "workspace": _WORKSPACE,
            "owner": "Welk proces er post.",
            "held_until": "Tot wanneer dat proces de beurt heeft.",
            "rate": "Hoeveel berichten per seconde mogen.",
            "slowed_at": "Wanneer Slack om rust vroeg.",
            "blocked_until": "Tot wanneer Slack om rust vroeg.",
        },
    ),
    "plans": (
        "Het plan dat iemand bij een tip maakte, en hoe het ging. Alleen die persoon ziet het.",
        {
            "id": _ID,
            "workspace": _WORKSPACE,
            "channel": "In welk kanaal de tip stond.",
            "nudge": "Bij welke tip het plan hoort.",
            "tip": "Welke tip het was.",
            "person": "Van wie het plan is, om die persoon te kunnen vragen hoe het ging.",
            "direct": "Het gesprek van die persoon met de bot, waar de vraag komt.",
            "timezone": "De tijdzone van die persoon, om niet 's avonds of 's nachts te storen.",
            "when": "Het begin van het plan, in eigen woorden.",
            "then": "De rest van het plan, in eigen woorden.",
            "made_at": "Wanneer het plan is gemaakt; hiervan telt de bewaartijd.",
            "remind_at": "Wanneer de vraag komt.",
            "state": "Of het plan open, af, gestopt of opnieuw gepland is.",
            "outcome": "Of het lukte.",
            "reflection": "Een zin die de persoon erbij schreef.",
            "answered_at": "Wanneer de persoon antwoordde.",
            "told": "Of de persoon het plan zelf in de draad zette.",
            "shared": "Of de persoon het antwoord zelf in de draad zette.",
            "version": _VERSION,
        },
    ),
    "rounds": (
        "Per geplaatste tip: wat er nog over gevraagd wordt, en de telling die niemand aanwijst.",
        {
            "nudge": "Bij welke tip de telling hoort.",
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "slot": "De datum van de tip.",
            "tip": "Welke tip het was.",
            "theme": "Welk thema het was.",
            "ts": "Waar de tip in Slack staat, voor de draad eronder.",
            "opened_at": "Wanneer de tip geplaatst is.",
            "question_at": "Wanneer de vraag aan het team komt.",
            "count_at": "Wanneer geteld wordt.",
            "closes_at": "Wanneer de stemmen en de sleutel verdwijnen.",
            "announced": "Of de telling in de draad komt.",
            "used_at": "Wanneer de vraag van de proef komt.",
            "trial": "Bij welke proef deze tip hoort.",
            "arm": "Of de tip in de proef een knop had.",
            "members": "Hoeveel mensen konden klikken, om te beoordelen of een aantal getoond mag worden.",
            "key": "De sleutel waarmee stemmen onherkenbaar zijn; verdwijnt als de telling sluit.",
            "clicked": "Of iemand klikte, niet wie of hoeveel.",
            "silence_told": "Of de teamleider is gevraagd waarom niemand klikt.",
            "figures": "De aantallen die getoond mogen worden.",
            "closed_at": "Wanneer de telling sloot.",
            "yes": "Alleen bij een proef: hoeveel mensen ja antwoordden.",
            "no": "Alleen bij een proef: hoeveel mensen nee antwoordden.",
            "version": _VERSION,
            "next_at": "Wanneer er weer iets moet gebeuren.",
        },
    ),
    "snoozes": (
        "Wie even geen vragen wil.",
        {"workspace": _WORKSPACE, "person": "Wie dat koos.", "until": "Tot wanneer."},
    ),
    "trials": (
        "Welke kanalen een proef doen.",
        {
            "id": _ID,
            "workspace": _WORKSPACE,
            "channel": _CHANNEL,
            "seed": "Het toeval waarmee de tips zijn verdeeld, om de uitkomst na te rekenen.",
            "started_at": "Wanneer de proef begon.",
            "stopped_at": "Wanneer de proef stopte.",
        },
    ),
    "votes": (
        "Stemmen over een tip, zonder naam, tot de telling sluit.",
        {
            "nudge": "Over welke tip.",
            "question": "Welke vraag.",
            "voter": "Wie stemde, onherkenbaar gemaakt met een sleutel die na de telling verdwijnt.",
            "workspace": _WORKSPACE,
            "yes": "Het antwoord.",
        },
    ),
    "workspaces": (
        "Welke Slack-omgevingen de bot kennen.",
        {
            "workspace": _WORKSPACE,
            "enterprise": "Bij welke organisatie de omgeving hoort.",
            "left_at": "Wanneer de omgeving de bot verwijderde; dertig dagen later is alles weg.",
        },
    ),
}
"""For each table its purpose and those of its columns. Which of them can hold a person, `holding` says."""


def inventory(counts: Mapping[str, int] | None = None) -> tuple[Table, ...]:
    """Every table and column as the database has it. Raises KeyError for one without a purpose."""
    return tuple(_table(table, counts) for table in metadata.sorted_tables)


async def counts(engine: AsyncEngine) -> Mapping[str, int]:
    """How many rows each table has."""
    found = {}
    async with reading(engine) as connection:
        for table in metadata.sorted_tables:
            found[table.name] = (
                await connection.execute(sa.select(sa.func.count()).select_from(table))
            ).scalar_one()
    return found


def _table(table: sa.Table, counts: Mapping[str, int] | None) -> Table:
    purpose, columns = PURPOSES[table.name]
    named = tuple(
        Column(
            column.name,
            _kind(column),
            columns[column.name],
            holds(column) in PERSONAL,
        )
        for column in table.c
    )
    return Table(table.name, purpose, named, counts[table.name] if counts else None)


def _kind(column: sa.Column[object]) -> str:
    kind = column.type.impl if isinstance(column.type, sa.types.TypeDecorator) else column.type
    return type(kind).__name__.lower()
