"""What is said to who may not do something."""

from __future__ import annotations

from bot.domain import compose, compose_leads
from bot.domain.messages import Message
from bot.services.permissions import NoLead
from bot.services.ports_habits import Refused


def told(refusal: Refused) -> Message:
    """The sentence; where nobody leads the channel, also a button to ask for a lead."""
    if isinstance(refusal, NoLead):
        return compose_leads.ask_for_lead(refusal.sentence, refusal.channel)
    return compose.say(refusal.sentence)
