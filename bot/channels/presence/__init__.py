"""What Slack does to a channel: renamed, archived, shared, without the bot."""
