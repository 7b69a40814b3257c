"""What the listeners of team leads work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.home import LeadHome
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges.service import LeadPlanning
from bot.channels.own_tips.service import LeadOwnTips
from bot.channels.presence.service import LeadPresence
from bot.channels.settings.service import LeadSettings


@dataclass(frozen=True, slots=True)
class Leading:
    """Services that answer with messages and forms; each asks first who may do what."""

    permissions: Permissions
    settings: LeadSettings
    planning: LeadPlanning
    own_tips: LeadOwnTips
    presence: LeadPresence
    home: LeadHome
