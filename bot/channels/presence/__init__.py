"""What happens to a channel in Slack: it is renamed, archived or shared, or the bot is removed."""
