"""What the bot says when it joins a channel, cannot post in it, or can again: plain, short, "je"."""

from __future__ import annotations

from bot.core.words import Sentence
from bot.delivery.texts import INVITE_AGAIN

# When the bot comes into a channel
GREETING_SUMMARY = "Ik ben de leiderschap-bot"
GREETING = Sentence(
    "Hallo, ik ben de leiderschap-bot. Ik plaats hier elke week een kleine tip, met de bron erbij. En wie"
    " {ask} en een vraag typt, krijgt antwoord uit artikelen."
)
GREETING_OFF = (
    "Er komt nog niets vanzelf. Wie op Instellen klikt en opslaat, zet de tips aan en wordt teamleider."
)
GREETING_PRIVACY = "Ik lees geen gesprekken mee."

# What happens to a channel
STOPPED = {
    "is_archived": Sentence("#{channel} is gearchiveerd. Er komen geen tips meer."),
    "not_in_channel": Sentence("Ik ben uit #{channel} gehaald. Er komen geen tips meer. {again}").format(
        again=INVITE_AGAIN
    ),
    "channel_not_found": Sentence("#{channel} is er niet meer. Er komen geen tips meer."),
    "is_shared": Sentence(
        "In #{channel} zit nu ook een andere organisatie. De tips staan stil, tot een {workspace}-beheerder"
        " ze weer aanzet."
    ),
}
BACK = Sentence("Ik kan weer in #{channel} plaatsen. De volgende tip komt op {moment}.")
BACK_NONE = Sentence("Ik kan weer in #{channel} plaatsen.")
STOPPED_OTHER = Sentence("Ik kan niet plaatsen in #{channel}: {reason}. Er komen geen tips meer. {advice}")
