"""Channels: who leads them, when their tips come, and which tips."""
