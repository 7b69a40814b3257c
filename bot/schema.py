"""All tables of the database: each room declares its own, and only here `metadata` contains them all."""

import bot.answers.added.store
import bot.answers.gaps.store
import bot.answers.own_words.store
import bot.channels.audit
import bot.channels.leads.store
import bot.channels.notices
import bot.channels.nudges.store
import bot.channels.own_tips.store
import bot.channels.presence.store
import bot.channels.settings.store
import bot.channels.store
import bot.channels.voices.store
import bot.delivery.pacing.store
import bot.habits.feedback.store
import bot.habits.harvest.store
import bot.habits.plans.store
import bot.habits.trial.store
import bot.slack.installations.store  # noqa: F401 - imported for the tables that they add
from bot.database.tables import metadata

__all__ = ["metadata"]
