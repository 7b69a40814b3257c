"""What the bot says about itself: its installation, and when somebody asks too much at once."""

from __future__ import annotations

from bot.channels.presence.texts import INVITE

NOT_INSTALLED = "De bot staat niet meer in deze werkruimte. Vraag de beheerder om hem opnieuw te installeren."
SLOW_DOWN = "Je stuurt mij veel berichten achter elkaar. Wacht even en probeer het over een minuut opnieuw."
BUSY_WORKSPACE = "Er komen nu heel veel vragen uit jullie werkruimte. Probeer het over een minuut opnieuw."

# The pages that somebody sees who installs the bot
INSTALLED = "Het is gelukt"
INSTALLED_TEXT = (
    "De bot leiderschap staat in jullie Slack. Typ in een kanaal "
    f"{INVITE} om hem uit te nodigen. Je kunt deze pagina sluiten."
)
NOT_DONE = "De bot is niet geïnstalleerd"
NOT_DONE_REASONS = {
    "access_denied": "Je hebt de installatie in Slack afgebroken. Er is niets veranderd.",
    "invalid_browser": "Deze pagina hoort bij een andere browser, of er ging te veel tijd overheen.",
    "invalid_state": "Deze link is al gebruikt, of er ging te veel tijd overheen.",
}
NOT_DONE_OTHER = "Er ging iets mis tussen Slack en de bot."
NOT_DONE_AGAIN = "Begin opnieuw met installeren"
NOT_DONE_BUSY = "Er wordt nu heel vaak geïnstalleerd. Probeer het over een minuut opnieuw."

# What leads, or else administrators, hear about a post that did not come as it should
NOTICES = {
    "unknown": "De verbinding met Slack viel weg toen ik de tip van {moment} plaatste in #{channel}."
    " Ik weet niet of de tip er staat.",
    "unresolved": "De verbinding met Slack viel weg toen ik de tip van {moment} plaatste in #{channel}."
    " Ik weet niet of de tip er staat, en laat het zo.",
    "missed": "De tip van {moment} is niet geplaatst in #{channel}. Het lukte niet op tijd.",
    "failed": "De tip van {moment} is niet geplaatst in #{channel}.",
    "paused": "Ik kan niets plaatsen in #{channel}. De tip van {moment} is daarom niet gekomen.",
}
NOTICES_NEXT = {
    "unknown": "Kijk even in het kanaal. Staat de tip er niet? Dan kan ik hem alsnog plaatsen.",
    "unresolved": "De volgende tip komt op zijn gewone moment.",
    "missed": "De volgende tip komt op zijn gewone moment. Een tip nu plaatsen kan met /leiderschap planning.",
    "failed": "De volgende tip komt op zijn gewone moment.",
    "paused": "Bij elke volgende tip probeer ik het opnieuw. Zodra het weer kan, gaan de tips vanzelf verder.",
}
REPOST = "Alsnog plaatsen"
ALREADY_THERE = "Staat er al"
REPOST_DONE = "Ik plaats de tip zo alsnog."
ALREADY_THERE_DONE = "Goed, dan laat ik het zo."
ANSWERED_BEFORE = "Dit is al geregeld. Je hoeft niets meer te doen."
REASON = "De reden: {reason}. {advice}"

MESSAGES_TITLE = "Dat ik je een bericht stuurde, zonder de tekst"
MESSAGES_WHY = "Om je niets dubbel te sturen."
MESSAGES_KEPT = "Na {days} dagen verwijder ik het."
