"""What the listeners of team leads work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.home import Home
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges.service import Nudges
from bot.channels.own_tips.service import OwnTips
from bot.channels.presence.service import Presence
from bot.channels.settings.service import Setup
from bot.core.platform import Directory


@dataclass(frozen=True, slots=True)
class Leading:
    """Services that answer with messages and forms; each asks first who may do what."""

    permissions: Permissions
    directory: Directory
    settings: Setup
    planning: Nudges
    own_tips: OwnTips
    presence: Presence
    home: Home
