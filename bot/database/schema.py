"""All tables of the database: importing this module defines every one of them on `metadata`."""

# ruff: noqa: F401 - each defines its tables
import bot.answers.gaps.store
import bot.channels.audit
import bot.channels.leads.store
import bot.channels.nudges.store
import bot.channels.own_tips.store
import bot.channels.presence.store
import bot.channels.settings.store
import bot.delivery.notices
import bot.delivery.pacing_store
import bot.habits.feedback.store
import bot.habits.plans.store
import bot.habits.trial.store
import bot.slack.installations.store
from bot.database.tables import metadata

__all__ = ["metadata"]
