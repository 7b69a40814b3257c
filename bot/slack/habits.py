"""What the listeners of plans, counts, the overview, the trial and privacy work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.plans import Person
from bot.services.counting import Counting
from bot.services.figures import Figures
from bot.services.following_up import FollowingUp
from bot.services.permissions import Permissions
from bot.services.privacy import Privacy
from bot.services.trial import Trials
from bot.slack.people_habits import SlackPeople
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
