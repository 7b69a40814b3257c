"""All tables of the database: importing this module defines every one of them on `metadata`."""

from bot.answers.gaps import store as gaps
from bot.channels import audit
from bot.channels.leads import store as leads
from bot.channels.nudges import overrides
from bot.channels.own_tips import store as own_tips
from bot.channels.presence import store as happenings
from bot.channels.settings import entries
from bot.database.tables import metadata
from bot.delivery import notices
from bot.delivery import pacing_store as pacing
from bot.habits.feedback import store as rounds
from bot.habits.plans import store as plans
from bot.habits.trial import store as trial
from bot.slack.installations import store as installations

__all__ = [
    "audit",
    "entries",
    "gaps",
    "happenings",
    "installations",
    "leads",
    "metadata",
    "notices",
    "overrides",
    "own_tips",
    "pacing",
    "plans",
    "rounds",
    "trial",
]
