"""What the bot says only in Slack: about the installation, and to people who ask too much at once."""

from __future__ import annotations

from bot.slack.words import WORDS

NOT_INSTALLED = (
    "De bot staat niet meer in deze Slack. Vraag een Slack-beheerder om hem opnieuw te installeren."
)
SLOW_DOWN = "Je stuurt mij veel berichten achter elkaar. Wacht even en probeer het over een minuut opnieuw."
BUSY_WORKSPACE = "Er komen nu heel veel vragen uit deze Slack. Probeer het over een minuut opnieuw."

# The pages that somebody sees who installs the bot
INSTALLED = "Het is gelukt"
INSTALLED_TEXT = (
    "De bot leiderschap staat in jullie Slack. Typ in een kanaal "
    f"{WORDS.invite} om hem uit te nodigen. Je kunt deze pagina sluiten."
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
