"""Measures the bot on the machine at hand."""

import bot.answers.search.meaning  # noqa: F401 - before numpy, as in the bot
