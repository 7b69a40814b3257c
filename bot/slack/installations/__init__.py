"""The workspaces that installed the bot, and their tokens."""
