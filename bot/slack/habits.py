"""What the listeners of plans, counts, the overview, the trial and privacy work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.leads.permissions import Permissions
from bot.core.people import Actor, Person
from bot.habits.feedback.service import Counting
from bot.habits.overview.service import Figures
from bot.habits.plans.service import FollowingUp
from bot.habits.trial.service import Trials
from bot.privacy.service import Privacy
from bot.slack.people import SlackPeople
from bot.slack.private import SlackPrivate


@dataclass(frozen=True, slots=True)
class Habits:
    """The services, and who may click."""

    counting: Counting
    following: FollowingUp
    trials: Trials
    figures: Figures
    privacy: Privacy
    people: SlackPeople
    private: SlackPrivate
    permissions: Permissions

    async def person(self, actor: Actor) -> Person:
        """A colleague who may click. Raises Refused for guests and people of other organisations."""
        await self.permissions.click(actor)
        return Person(actor.workspace, actor.user)

    async def lead(self, actor: Actor, channel: str) -> Person:
        """Somebody who may decide about this channel. Raises Refused."""
        await self.permissions.change(actor, channel)
        return Person(actor.workspace, actor.user)
