"""What the listeners of team leads work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.lead_home import LeadHome
from bot.services.lead_own_tips import LeadOwnTips
from bot.services.lead_planning import LeadPlanning
from bot.services.lead_presence import LeadPresence
from bot.services.lead_settings import LeadSettings
from bot.services.permissions import Permissions
from bot.services.ports_people import Directory


@dataclass(frozen=True, slots=True)
class Leading:
    """Services that answer with messages and forms; each asks first who may do what."""

    permissions: Permissions
    directory: Directory
    settings: LeadSettings
    planning: LeadPlanning
    own_tips: LeadOwnTips
    presence: LeadPresence
    home: LeadHome
