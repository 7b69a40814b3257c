"""Whom a tip speaks to: the team in its channel, and whoever leads it."""
