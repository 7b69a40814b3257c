"""All that is kept about a person, of every room."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.gaps.personal import GapsData
from bot.channels.audit import audit
from bot.channels.leads.personal import AuditData, RolesData
from bot.database.tables import once
from bot.delivery.personal import MessagesData
from bot.habits.feedback.personal import VotesData
from bot.habits.plans.personal import PlansData, SnoozeData
from bot.privacy.mentions import ClicksData, MentionsData
from bot.privacy.ports import PersonalData
from bot.schema import metadata


def everything(engine: AsyncEngine) -> Sequence[PersonalData]:
    """All parts. Roles end before the audit log loses the name, so that the end of a role stands in it; what is a
    person's own goes before their name is looked for in what is left."""
    own = (PlansData, VotesData, SnoozeData, RolesData, AuditData, MessagesData, ClicksData, GapsData)
    others = [table for table in metadata.sorted_tables if table not in (audit, once)]
    return [*(kind(engine) for kind in own), MentionsData(engine, others)]
