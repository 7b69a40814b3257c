"""What is said to who may not do something."""

from __future__ import annotations

from bot.channels.leads import messages as compose_leads
from bot.channels.leads.permissions import NoLead
from bot.channels.nudges import messages as compose
from bot.core.errors import Refused
from bot.core.messages import Message


def told(refusal: Refused) -> Message:
    """The sentence; where nobody leads the channel, also a button to ask for a lead."""
    if isinstance(refusal, NoLead):
        return compose_leads.ask_for_lead(refusal.sentence, refusal.channel)
    return compose.say(refusal.sentence)
